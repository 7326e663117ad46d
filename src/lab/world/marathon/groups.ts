import { type App, parentOf } from './app';

/** A group that was made by itself or by the first app in it. */
export interface Group {
  readonly id: string;
  readonly enforceRole: boolean;
  readonly version: string;
}

/** All apps and groups at one moment: what a deployment goes from and to. Never changed in place. */
export interface Root {
  readonly apps: ReadonlyMap<string, App>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly version: string;
}

export function withApp(root: Root, app: App, newGroup: (id: string) => Group): Root {
  return {
    ...withGroups(root, ancestors(app.definition.id), newGroup),
    apps: new Map([...root.apps, [app.definition.id, app]]),
  };
}

export function withGroups(root: Root, ids: readonly string[], newGroup: (id: string) => Group): Root {
  const groups = new Map(root.groups);
  for (const id of ids) if (!groups.has(id)) groups.set(id, newGroup(id));
  return { ...root, groups };
}

export function withoutApps(root: Root, gone: (id: string) => boolean): Root {
  return { ...root, apps: new Map([...root.apps].filter(([id]) => !gone(id))) };
}

/** The groups that an app lies in, outermost first, without the root. */
export function ancestors(appId: string): readonly string[] {
  const found: string[] = [];
  for (let id = parentOf(appId); id !== '/'; id = parentOf(id)) found.unshift(id);
  return found;
}

export function isBelow(id: string, group: string): boolean {
  return group === '/' || id === group || id.startsWith(`${group}/`);
}
