import { type Problem, shown } from '../core/problem';
import type { Ranges } from '../core/ranges';
import { isBefore } from '../mesos/mesos-release';
import type { StaticReservation } from '../mesos/static-reservation';
import { type OfferedResources, ownerOf } from './offered-resources';
import type { PlatformRules } from './platform-rules';

/**
 * What no agent can hold: one role twice, one port twice, a port that something else listens on, a role that cannot
 * be written or that its Mesos does not take; and a form that the platform does not read.
 */
export function offeredProblems(offered: OfferedResources, rules: PlatformRules): readonly Problem[] {
  return [
    ...formProblems(offered, rules),
    // DC/OS offers some of its own on public agents; what it offers anyway may be offered.
    ...takenPorts('ports', offered.ports, rules.ownPorts.without(rules.ports), NOT_OWN),
    ...offered.reservations.flatMap((one, i): readonly Problem[] => {
      const at = `reservations[${i}]`;
      const earlier = offered.reservations.slice(0, i);
      const twice = earlier.findIndex((other) => other.role === one.role);
      return [
        ...(twice < 0 ? [] : [sameRole(at, one.role, twice)]),
        ...roleTextProblems(at, one.role, offered),
        ...earlier.flatMap((other, j) => sharedPorts(at, one, { other, j })),
        ...nestedRoleProblems(at, one.role, rules),
        ...takenPorts(`${at}.ports`, one.ports, rules.ownPorts, NOT_OWN),
        ...(offered.kept === undefined
          ? []
          : takenPorts(`${at}.ports`, one.ports, offered.kept.ports, 'that nothing beside the agent uses')),
        ...(one.role === ownerOf(offered.role) ? [ownerProblem(at, one.role)] : []),
      ];
    }),
  ];
}

function formProblems({ resourcesForm }: OfferedResources, rules: PlatformRules): readonly Problem[] {
  return rules.name === 'dcos' && resourcesForm === 'text'
    ? [
        {
          at: 'resourcesForm',
          found: '"text"',
          wanted: '"json"',
          fix: 'an agent of DC/OS does not start with the text form, its own start script reads JSON',
        },
      ]
    : [];
}

function sameRole(at: string, role: string, j: number): Problem {
  return {
    at: `${at}.role`,
    found: `${shown(role)}, which reservations[${j}] has`,
    wanted: 'one reservation for each role',
    fix: 'add the two up',
  };
}

/** The list stands in single quotes in a file that systemd and a shell read, and `@` marks what is filled in. */
function roleTextProblems(at: string, role: string, offered: OfferedResources): readonly Problem[] {
  if (!/^[\x21-\x7e]+$/.test(role) || /['"\\@]/.test(role)) {
    return [
      {
        at: `${at}.role`,
        found: shown(role),
        wanted: `printable ASCII without quotes, "\\" and "@"`,
        fix: 'Mesos takes the name, the environment file of an agent does not',
      },
    ];
  }
  if (offered.resourcesForm !== 'text' || !/[:;()]/.test(role)) return [];
  return [
    {
      at: `${at}.role`,
      found: shown(role),
      wanted: 'a name without ":", ";" and parentheses',
      fix: "the text form cannot say it; resourcesForm: 'json' can",
    },
  ];
}

/** src/common/roles.cpp, apache/mesos 1.3.0 and 1.4.0. */
function nestedRoleProblems(at: string, role: string, { mesos }: PlatformRules): readonly Problem[] {
  if (mesos === undefined || !isBefore(mesos, '1.4') || !role.includes('/')) return [];
  const wanted = `a role without "/", which Mesos ${mesos} does not take`;
  return [{ at: `${at}.role`, found: shown(role), wanted, fix: 'or agents of Mesos 1.4 or later' }];
}

function sharedPorts(
  at: string,
  one: StaticReservation,
  { other, j }: { readonly other: StaticReservation; readonly j: number },
): readonly Problem[] {
  const both = one.ports.intersect(other.ports);
  return both.isEmpty
    ? []
    : [
        {
          at: `${at}.ports`,
          found: `${both}, which reservations[${j}] holds for ${shown(other.role)}`,
          wanted: 'each port in one reservation',
          fix: 'Mesos would offer it to both roles',
        },
      ];
}

const NOT_OWN = 'that the agent itself does not use';

function takenPorts(at: string, ports: Ranges, taken: Ranges, which: string): readonly Problem[] {
  const both = ports.intersect(taken);
  return both.isEmpty ? [] : [{ at, found: `${both}`, wanted: `ports ${which}` }];
}

function ownerProblem(at: string, role: string): Problem {
  return {
    at: `${at}.role`,
    found: shown(role),
    wanted: 'another role than the one that owns all the rest of a public agent',
  };
}
