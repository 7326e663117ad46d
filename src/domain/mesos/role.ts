import { type Problem, shown } from '../core/problem';

/** Whitespace and delete: src/common/roles.cpp (INVALID_CHARACTERS), apache/mesos c1b42f79d. */
const FORBIDDEN = /[\t\n\v\f\r \x7f]/;

/**
 * What Mesos says of a role name, in its own words, or undefined where it accepts the name.
 * `*` is a role to Mesos: the one of resources that are reserved for nobody.
 */
export function roleRefusal(role: string): string | undefined {
  if (role === '*') return undefined;
  if (role.startsWith('/')) return `Role '${role}' cannot start with a slash`;
  if (role.endsWith('/')) return `Role '${role}' cannot end with a slash`;
  if (role.includes('//')) return `Role '${role}' cannot contain two adjacent slashes`;
  if (role === '') return 'Role names cannot be the empty string';
  for (const component of role.split('/')) {
    const refusal = componentRefusal(role, component);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function componentRefusal(role: string, component: string): string | undefined {
  if (component === '.' || component === '..' || component === '*') {
    return `Role '${role}' cannot include '${component}' as a component`;
  }
  if (component.startsWith('-')) {
    return `Role component '${component}' is invalid because it starts with a dash`;
  }
  if (FORBIDDEN.test(component)) {
    return `Role component '${component}' is invalid because it contains backspace or whitespace`;
  }
  return undefined;
}

/** The problems of a name for a role that something is reserved for: Mesos' rules, and `*` is no such role. */
export function roleProblems(role: string): readonly Problem[] {
  if (role === '*') {
    return [
      {
        at: 'role',
        found: '"*"',
        wanted: 'the name of a role',
        fix: 'what is reserved for nobody is not a reservation; leave it out',
      },
    ];
  }
  const refusal = roleRefusal(role);
  return refusal === undefined
    ? []
    : [
        {
          at: 'role',
          found: shown(role),
          wanted: 'a role name by the rules of Mesos',
          fix: `Mesos says: ${refusal}`,
        },
      ];
}
