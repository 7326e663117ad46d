import { type Problem, shown } from '../core/problem';
import type { MarathonApp } from './app';
import type { MarathonInfo } from './role-form';

/**
 * Why this Marathon would give the app no resources, or other ones than it asks for. Up to 1.8 such an app is accepted
 * and never starts, 1.9 rewrites it silently, from 1.10 on it is refused: found before it is sent, it is the same
 * everywhere. A group that is there already may demand its own role; only Marathon knows that.
 */
export function roleProblems(info: MarathonInfo, app: MarathonApp): readonly Problem[] {
  const version = /^(\d+)\.(\d+)/.exec(info.version);
  if (!version) return [];
  const own = info.marathon_config.mesos_role ?? '*';
  const multiRole = Number(version[1]) > 1 || Number(version[2]) >= 9;
  const group = topLevelGroup(app.id ?? '');
  const roles = multiRole && group !== undefined ? [...new Set([own, group])] : [own];
  const where = `of Marathon ${info.version} with --mesos_role ${own}`;
  const fix =
    'put the app into a top-level group with the name of the role (1.9 and later), or use a Marathon of its own for the role';
  const problems: Problem[] = [];
  if (app.role !== undefined && !roles.includes(app.role)) {
    problems.push({ at: 'role', found: shown(app.role), wanted: `${oneOf(roles)} ${where}`, fix });
  }
  const allowed = app.role === undefined ? roles : roles.filter((role) => role === app.role);
  const strange = (app.acceptedResourceRoles ?? []).filter((role) => role !== '*' && !allowed.includes(role));
  if (strange.length > 0 && problems.length === 0) {
    const wanted = `${oneOf([...new Set(['*', ...allowed])])} ${where}`;
    problems.push({ at: 'acceptedResourceRoles', found: shown(strange), wanted, fix });
  }
  return problems;
}

function topLevelGroup(id: string): string | undefined {
  const [, first, second] = id.split('/');
  return second === undefined ? undefined : first;
}

const oneOf = (roles: readonly string[]) => roles.map((role) => shown(role)).join(' or ');
