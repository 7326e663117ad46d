/** What differs between releases of Marathon as far as the lab knows them. */
export interface Release {
  /** From 1.9: apps have a role, groups have enforceRole, the framework subscribes to many roles. */
  readonly manyRoles: boolean;
  /**
   * What becomes of an accepted role that is neither `*` nor the app's own. `kept`: stored as it is, and no
   * offer ever matches. `dropped`: silently filtered out, an empty rest becomes `*`. `failed`: 500, because the
   * exception is not mapped. `refused`: 422.
   */
  readonly foreignAcceptedRole: 'kept' | 'dropped' | 'failed' | 'refused';
}

/**
 * Sources: mesosphere/marathon, AppValidation.scala of releases/1.8; AppNormalization.scala of v1.9.100 and
 * cc7f70694 (first in 1.9.146 of the builds that were shipped); ResourceRole.scala of 1.10 and later.
 */
export function release(version: string): Release {
  const [major = 1, minor = 11, patch = 0] = version.split(/[.-]/).map(Number);
  if (major < 1 || (major === 1 && minor < 9)) return { manyRoles: false, foreignAcceptedRole: 'kept' };
  if (major === 1 && minor === 9) {
    return { manyRoles: true, foreignAcceptedRole: patch < 146 ? 'dropped' : 'failed' };
  }
  return { manyRoles: true, foreignAcceptedRole: 'refused' };
}
