import type { Problem } from '../../../domain/core/problem';
import { appDifferences, type Difference } from '../../../domain/marathon/diff';
import { type RoleFields, roleRewritten } from '../../../domain/marathon/role-form';
import type { AppSight } from './model';

type Compared = Pick<AppSight, 'app' | 'revision'>;

/** What Marathon made of the role fields, where that is something else than was sent (1.9). */
export function rewrittenRole({ app, revision }: Compared): readonly Problem[] {
  if (!app || !revision) return [];
  return roleRewritten(rolesOf(revision.app), rolesOf(app.definition));
}

function rolesOf(app: Readonly<Record<string, unknown>>): RoleFields {
  const { role, acceptedResourceRoles } = app;
  return {
    ...(typeof role === 'string' ? { role } : {}),
    ...(Array.isArray(acceptedResourceRoles)
      ? { acceptedResourceRoles: acceptedResourceRoles.map(String) }
      : {}),
  };
}

/**
 * What somebody else changed in the app; told, never put right, because every change but `instances` restarts.
 * @param partial only fields that we rendered, not what was added to them
 * @default partial false
 */
export function drift({ app, revision }: Compared, partial = false): readonly Difference[] {
  if (!app || !revision) return [];
  return appDifferences(revision.app, app.definition, { partial });
}
