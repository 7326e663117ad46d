import { type App, type AppDefinition, type Json, parentOf } from './app';
import { groupShape } from './app-shape';
import { type Apps, absolute } from './apps';
import type { Changes } from './changes';
import type { Core } from './core';
import type { Plan } from './deployment/plan';
import { type Detail, Failure, notValid, wrongShape } from './failure';
import { ancestors, type Group, isBelow, type Root, withApp, withGroups, withoutApps } from './groups';

type Raw = Readonly<Record<string, Json | undefined>>;

/** `/v2/groups`: reads and writes of whole branches (api/v2/GroupsResource.scala). */
export class GroupTree {
  constructor(
    private readonly core: Core,
    private readonly changes: Changes,
    private readonly apps: Apps,
  ) {}

  /** @throws Failure 404 */
  get(id: string): Group {
    if (id === '/') return { id, enforceRole: false, version: this.core.root.version };
    const group = this.core.root.groups.get(id);
    if (!group) throw new Failure(404, `Group '${id}' does not exist`, { details: [] });
    return group;
  }

  create(base: string, body: unknown, force: boolean): { readonly id: string; readonly plan: Plan } {
    const raw = readGroup(body);
    const id = absolute(join(base, typeof raw['id'] === 'string' ? raw['id'] : ''));
    if (this.core.root.groups.has(id)) {
      throw new Failure(409, `Group ${id} is already created. Use PUT to change this group.`);
    }
    return { id, plan: this.write(id, raw, { force, replace: false }) };
  }

  /** Replaces the apps of the group by those of the body. */
  put(id: string, body: unknown, force: boolean): Plan {
    return this.write(id, readGroup(body), { force, replace: true });
  }

  /** Sets enforceRole; a body without it brings the default of the flag back. @throws Failure 404, 422 */
  patch(id: string, body: unknown): void {
    const raw = readGroup(body);
    if (parentOf(id) !== '/' || id === '/')
      throw notValid([{ path: '/', errors: ['Path needs to be top-level'] }]);
    const group = this.get(id);
    const enforceRole = raw['enforceRole'];
    const next = {
      ...group,
      enforceRole:
        typeof enforceRole === 'boolean' ? enforceRole : this.core.config.newGroupEnforceRole === 'top',
    };
    this.core.root = { ...this.core.root, groups: new Map([...this.core.root.groups, [id, next]]) };
  }

  delete(id: string, force: boolean): Plan {
    this.get(id);
    return this.changes.apply(
      (root) => {
        const rest = withoutApps(root, (app) => isBelow(app, id) && app !== id);
        return { ...rest, groups: new Map([...rest.groups].filter(([one]) => !isBelow(one, id))) };
      },
      { force, groupId: parentOf(id), version: this.core.nextVersion() },
    );
  }

  private write(id: string, raw: Raw, props: { readonly force: boolean; readonly replace: boolean }): Plan {
    const version = this.core.nextVersion();
    const newGroup = (one: string) => this.changes.newGroup(one, version);
    const made = withGroups(this.core.root, [...ancestors(id), id], newGroup);
    const enforceRole = raw['enforceRole'];
    const group = made.groups.get(id);
    const target =
      group && typeof enforceRole === 'boolean'
        ? { ...made, groups: new Map([...made.groups, [id, { ...group, enforceRole }]]) }
        : made;
    const definitions = this.definitions(id, raw, target);
    return this.changes.apply(() => this.filled(target, { id, definitions, version, ...props }), {
      force: props.force,
      groupId: parentOf(id),
      version,
    });
  }

  private filled(
    root: Root,
    props: {
      readonly id: string;
      readonly definitions: readonly AppDefinition[];
      readonly version: string;
      readonly replace: boolean;
    },
  ): Root {
    const kept = props.replace
      ? withoutApps(root, (app) => app !== props.id && isBelow(app, props.id))
      : root;
    return props.definitions.reduce((sum, definition) => {
      const app: App = this.changes.versioned(root.apps.get(definition.id), definition, props.version);
      return withApp(sum, app, (one) => this.changes.newGroup(one, props.version));
    }, kept);
  }

  private definitions(groupId: string, raw: Raw, target: Root): readonly AppDefinition[] {
    const apps = (raw['apps'] as readonly Raw[] | undefined) ?? [];
    const groups = (raw['groups'] as readonly Raw[] | undefined) ?? [];
    return [
      ...apps.map((app) => this.apps.complete(app, absolute(join(groupId, String(app['id'] ?? ''))), target)),
      ...groups.flatMap((group) =>
        this.definitions(absolute(join(groupId, String(group['id'] ?? ''))), group, target),
      ),
    ];
  }
}

function readGroup(body: unknown): Raw {
  const details: readonly Detail[] = groupShape(body);
  if (details.length > 0) throw wrongShape(details);
  return body as Raw;
}

function join(base: string, id: string): string {
  if (id.startsWith('/')) return id;
  return base === '/' ? `/${id}` : `${base}/${id}`;
}
