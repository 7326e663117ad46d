import type { Problem } from '../core/problem';
import { Ranges } from '../core/ranges';
import { DETECTED_NAMES } from './detection';
import type { Resources } from './resources';

const PORTS = Ranges.of([0, 65_535]);

/**
 * Ports that two roles own. An agent accepts them, shows them once and offers them to both; that is why this is
 * a check of its own and no matter of reading the value.
 */
export function sharedPortProblems(resources: Resources): readonly Problem[] {
  const roles = resources.roles();
  return roles.flatMap((role, i) =>
    roles.slice(0, i).flatMap((other): readonly Problem[] => {
      const shared = resources.ranges('ports', role).intersect(resources.ranges('ports', other));
      if (shared.isEmpty) return [];
      const found = `${shared} for ${other} and for ${role}`;
      return [{ at: 'ports', found, wanted: 'each port for one role', fix: 'Mesos would offer it to both' }];
    }),
  );
}

/**
 * Resources that only reservations name: naming a resource for one role ends its detection for all, so that
 * nothing of it is left for anybody else.
 * @param defaultRole the agent's `--default_role`
 */
export function onlyReservedProblems(resources: Resources, defaultRole = '*'): readonly Problem[] {
  return DETECTED_NAMES.flatMap((name): readonly Problem[] => {
    const owners = resources.owners(name);
    if (owners.length === 0 || owners.includes(defaultRole)) return [];
    const found = `reserved for ${owners.join(', ')} only`;
    const fix = 'naming a resource for one role ends its detection, nothing of it is left for others';
    return [{ at: name, found, wanted: `some for ${defaultRole}, too`, fix }];
  });
}

/** Values that an agent takes although nobody means them, for people who check a value by hand. */
export function oddPortProblems(resources: Resources): readonly Problem[] {
  return resources.roles().flatMap((role): readonly Problem[] => {
    const amount = resources.scalar('ports', role);
    const high = resources.ranges('ports', role).without(PORTS);
    const at = role === '*' ? 'ports' : `ports(${role})`;
    return [
      ...(amount > 0
        ? [{ at, found: `${amount}, an amount and not a port`, wanted: `[${amount}-${amount}]` }]
        : []),
      ...(high.isEmpty ? [] : [{ at, found: `${high}`, wanted: 'ports up to 65535' }]),
    ];
  });
}
