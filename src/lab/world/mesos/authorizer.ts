/** Whom or what a rule is about: listed ones, any, or none. */
export type AclEntity = { readonly values: readonly string[] } | { readonly type: 'ANY' | 'NONE' };

export interface AclRule {
  readonly principals: AclEntity;
  /** By the name that the action gives its object: `roles`, `agents`, `machines`, … */
  readonly [object: string]: AclEntity;
}

/** The flag `--acls` as JSON: lists of rules by action. */
export interface Acls {
  readonly permissive?: boolean;
  readonly [action: string]: readonly AclRule[] | boolean | undefined;
}

const OBJECTS: Readonly<Record<string, string>> = {
  view_roles: 'roles',
  view_frameworks: 'users',
  reserve_resources: 'roles',
  unreserve_resources: 'reserver_principals',
  get_maintenance_statuses: 'machines',
  get_maintenance_schedules: 'machines',
  update_maintenance_schedules: 'machines',
  start_maintenances: 'machines',
  stop_maintenances: 'machines',
  teardown_frameworks: 'framework_principals',
};

/** The first rule that speaks of both decides; where none does, `permissive` (src/authorizer/local/authorizer.cpp). */
export function authorized(
  acls: Acls | undefined,
  action: string,
  { principal, object }: { readonly principal: string | undefined; readonly object?: string },
): boolean {
  if (acls === undefined) return true;
  const rules = (acls[action] ?? []) as readonly AclRule[];
  const kind = OBJECTS[action] ?? 'agents';
  const rule = rules.find(
    (one) => speaksOf(one.principals, principal) && speaksOf(one[kind] ?? { type: 'ANY' }, object),
  );
  if (rule === undefined) return acls.permissive ?? true;
  return allows(rule.principals) && allows(rule[kind] ?? { type: 'ANY' });
}

/** Without a name, what is asked for is any. */
function speaksOf(entity: AclEntity, name: string | undefined): boolean {
  return 'type' in entity || (name !== undefined && entity.values.includes(name));
}

function allows(entity: AclEntity): boolean {
  return !('type' in entity && entity.type === 'NONE');
}
