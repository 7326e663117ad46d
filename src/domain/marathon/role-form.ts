import { type Problem, shown } from '../core/problem';
import { isPathSegment } from './app-id';

/** What of `GET /v2/info` decides about roles. */
export interface MarathonInfo {
  readonly version: string;
  /** Under which it is registered with Mesos; absent before it first was. */
  readonly frameworkId?: string;
  readonly marathon_config: {
    /** `*` is Marathon's default. */
    readonly mesos_role?: string | null;
    /** `Top` or `Off`, in either case; absent before 1.9. */
    readonly new_group_enforce_role?: string | null;
  };
}

export interface PossibleRoleForm {
  /**
   * - `Dedicated`: the Marathon is itself registered with the role.
   * - `Group`: the role is that of the app's top-level group (1.9 and later).
   */
  readonly form: 'Dedicated' | 'Group';
  /** What an app's id has to start with: `/shuffle/`, or `/` where the role cannot be a group's name. */
  readonly idPrefix: string;
  /** The fields to send with the app. Before 1.9 an app has no `role`. */
  readonly fields: { readonly role?: string; readonly acceptedResourceRoles: readonly [string] };
}

export interface ImpossibleRoleForm {
  readonly form: 'Impossible';
  readonly problem: Problem;
}

export type RoleForm = PossibleRoleForm | ImpossibleRoleForm;

/**
 * How an app gets the resources that are reserved for `role` from this Marathon. Asking for them in
 * another form is not refused everywhere: up to 1.8 such an app is accepted and never starts, and 1.9
 * silently rewrites `acceptedResourceRoles` to `*`, so what was written is read back
 * ({@link roleRewritten}). The fields are always sent, because a group that is older than 1.9 does not
 * enforce its role, and an app that names no roles takes unreserved resources only on DC/OS.
 */
export function roleForm(info: MarathonInfo, role: string): RoleForm {
  const version = /^(\d+)\.(\d+)/.exec(info.version);
  const own = info.marathon_config.mesos_role ?? '*';
  if (role === '*' || role === '') {
    return impossible(shown(role), 'a role that resources can be reserved for, such as "shuffle"');
  }
  if (!version) return impossible(`Marathon ${shown(info.version)}`, 'a version such as 1.11.24');
  const multiRole = Number(version[1]) > 1 || Number(version[2]) >= 9;
  const group = isPathSegment(role);
  const fields = { ...(multiRole ? { role } : {}), acceptedResourceRoles: [role] as const };
  if (own === role) return { form: 'Dedicated', idPrefix: group ? `/${role}/` : '/', fields };
  if (!multiRole) {
    return impossible(
      `Marathon ${info.version} with the role ${shown(own)}`,
      `one that is started with --mesos_role ${role}, or 1.9 and later`,
      'run a Marathon of its own for the role (on DC/OS: Marathon on Marathon); this one would accept the app and never start it',
    );
  }
  if (!group) {
    return impossible(
      `the role ${shown(role)}, which cannot be the name of a top-level group`,
      'a role of lower-case letters, digits, dots and inner dashes',
      `reserve for such a role, or run a Marathon of its own with --mesos_role ${role}`,
    );
  }
  return { form: 'Group', idPrefix: `/${role}/`, fields };
}

function impossible(found: string, wanted: string, fix?: string): ImpossibleRoleForm {
  return {
    form: 'Impossible',
    problem: { at: 'role', found, wanted, ...(fix === undefined ? {} : { fix }) },
  };
}

/** The part of an app that says which resources it takes. */
export interface RoleFields {
  readonly role?: string;
  readonly acceptedResourceRoles?: readonly string[] | null;
}

/**
 * What Marathon made of the role fields that were sent, where that is something else: 1.9.100 to 1.9.136
 * drop a role they do not allow and answer 201, and then no offer ever fits.
 */
export function roleRewritten(wanted: RoleFields, found: RoleFields): readonly Problem[] {
  const problems: Problem[] = [];
  const fix =
    'Marathon rewrote it: enforce the role of the top-level group (PATCH /v2/groups with enforceRole), or use a Marathon of its own for the role';
  if (wanted.role !== undefined && wanted.role !== found.role) {
    problems.push({ at: 'role', found: shown(found.role ?? null), wanted: shown(wanted.role), fix });
  }
  const accepted = [...(wanted.acceptedResourceRoles ?? [])].sort();
  const given = [...(found.acceptedResourceRoles ?? [])].sort();
  if (accepted.length > 0 && JSON.stringify(accepted) !== JSON.stringify(given)) {
    problems.push({ at: 'acceptedResourceRoles', found: shown(given), wanted: shown(accepted), fix });
  }
  return problems;
}
