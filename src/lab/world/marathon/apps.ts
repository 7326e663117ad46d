import { type App, type AppDefinition, type Json, parentOf, topGroupOf } from './app';
import { appShape } from './app-shape';
import type { Changes } from './changes';
import type { Core } from './core';
import type { Plan } from './deployment/plan';
import { absentApp, Failure, notValid, wrongShape } from './failure';
import { type Root, withApp, withoutApps } from './groups';
import { normalizeApp, rawApp } from './normalize';
import { settleRoles } from './roles';
import { validateApp } from './validate';

type Raw = Readonly<Record<string, Json | undefined>>;

export interface WriteProps {
  readonly force: boolean;
  /** The path of the request, for the event. */
  readonly uri: string;
}

export interface Written {
  readonly app: App;
  readonly plan: Plan;
  readonly created: boolean;
}

/** `/v2/apps`: what may be written and what becomes of it (api/v2/AppsResource.scala). */
export class Apps {
  constructor(
    private readonly core: Core,
    private readonly changes: Changes,
  ) {}

  /** @throws Failure 404 */
  get(id: string): App {
    const app = this.core.root.apps.get(id);
    if (!app) throw absentApp(id);
    return app;
  }

  create(body: unknown, props: WriteProps): Written {
    const raw = readApp(body);
    const id = absolute(typeof raw['id'] === 'string' ? raw['id'] : '');
    const definition = this.complete(raw, id);
    const version = this.core.nextVersion();
    if (this.core.root.apps.has(id)) {
      const message = `An app with id [${id}] already exists.`;
      this.core.events.groupFailed(parentOf(id), version, message);
      throw new Failure(409, message);
    }
    return this.write(definition, { ...props, version });
  }

  /** PUT: creates what is absent; else changes the given fields, or replaces all of them. */
  put(id: string, body: unknown, props: WriteProps & { readonly partial: boolean }): Written {
    const raw = readApp(body);
    const before = this.core.root.apps.get(id);
    const rollback = this.rollback(id, raw);
    const definition = rollback ?? this.complete(props.partial && before ? merged(before, raw) : raw, id);
    return this.write(definition, { ...props, version: this.core.nextVersion() });
  }

  /** PATCH: as PUT with part of the fields, but the app must be there; what is sent is checked first. */
  patch(id: string, body: unknown, props: WriteProps): Written {
    if (this.core.root.apps.has(id)) return this.put(id, body, { ...props, partial: true });
    this.complete(readApp(body), id);
    const message = `App '${id}' does not exist`;
    this.core.events.groupFailed(parentOf(id), this.core.nextVersion(), message);
    throw new Failure(404, message);
  }

  delete(id: string, force: boolean): Plan {
    if (!this.core.root.apps.has(id)) throw new Failure(404, `App '${id}' does not exist`);
    return this.changes.apply((root) => withoutApps(root, (one) => one === id), {
      force,
      groupId: parentOf(id),
      version: this.core.nextVersion(),
    });
  }

  restart(id: string, force: boolean): Plan {
    const app = this.get(id);
    const version = this.core.nextVersion();
    const restarted = { ...app, version, lastConfigChangeAt: version, lastScalingAt: version };
    return this.changes.apply(
      (root) => withApp(root, restarted, (one) => this.changes.newGroup(one, version)),
      {
        force,
        groupId: parentOf(id),
        version,
      },
    );
  }

  /**
   * Defaults, meaning and roles. `inGroup` is the tree as a write through /v2/groups will leave it.
   * @throws Failure 422 with every detail
   */
  complete(raw: Raw, id: string, inGroup?: Root): AppDefinition {
    const normalized = normalizeApp(raw, id);
    const top = topGroupOf(id);
    const settled = settleRoles(
      normalized,
      {
        appId: id,
        enforceRole:
          top === undefined ? undefined : (inGroup ?? this.core.root).groups.get(`/${top}`)?.enforceRole,
        existingRole: this.core.root.apps.get(id)?.definition.role,
        throughGroups: inGroup !== undefined,
      },
      this.core.config,
    );
    const details = [...validateApp(settled.app), ...settled.details];
    if (details.length > 0) throw notValid(details);
    return settled.app;
  }

  private write(definition: AppDefinition, props: WriteProps & { readonly version: string }): Written {
    const before = this.core.root.apps.get(definition.id);
    const app = this.changes.versioned(before, definition, props.version);
    const plan = this.changes.apply(
      (root) => withApp(root, app, (id) => this.changes.newGroup(id, props.version)),
      { force: props.force, groupId: parentOf(definition.id), version: props.version },
    );
    this.core.events.apiPost(props.uri, app);
    return { app, plan, created: before === undefined };
  }

  /** A body with `version` asks for the app as it was then, and for nothing else. */
  private rollback(id: string, raw: Raw): AppDefinition | undefined {
    if (typeof raw['version'] !== 'string') return undefined;
    if (Object.keys(raw).some((key) => key !== 'version' && key !== 'id')) {
      throw notValid([
        { path: '/', errors: ["The 'version' field may only be combined with the 'id' field."] },
      ]);
    }
    const then = this.changes.versionOf(id, raw['version']);
    if (!then) throw new Failure(404, `App '${id}' does not exist in version '${raw['version']}'`);
    return then.definition;
  }
}

/** @throws Failure 422 with every wrong field */
function readApp(body: unknown): Raw {
  const details = appShape(body);
  if (details.length > 0) throw wrongShape(details);
  return body as Raw;
}

/** Maps and lists are replaced as a whole; null counts as absent. */
function merged(before: App, raw: Raw): Raw {
  const given = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null);
  return { ...rawApp(before.definition), ...Object.fromEntries(given) };
}

export function absolute(id: string): string {
  const trimmed = id.replace(/\/+$/, '');
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}
