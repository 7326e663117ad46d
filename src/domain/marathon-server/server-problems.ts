import { hasLate } from '../core/late';
import { type Problem, shown } from '../core/problem';
import { releaseOf } from '../mesos/mesos-release';
import { roleProblems } from '../mesos/role';
import { isSince, MARATHON_RELEASES, type MarathonServer } from './server';
import type { MarathonSource } from './source';

/** What is set by a prop of its own, or by the machinery; `http_credentials` would be a secret in a manifest. */
const OURS: readonly string[] = [
  ...[
    'checkpoint',
    'failover_timeout',
    'framework_name',
    'ha',
    'hostname',
    'http_address',
    'http_port',
    'master',
  ],
  ...['accepted_resource_roles_default_behavior', 'default_accepted_resource_roles', 'mesos_role', 'zk'],
  ...['mesos_authentication', 'mesos_authentication_principal', 'mesos_authentication_secret_file'],
  ...['disable_ha', 'disable_checkpoint', 'disable_http'],
];

/** With these a release does not start: `since`, or before `until`. */
const BOUND: Readonly<Record<string, { readonly since?: '1.9'; readonly until?: '1.10' }>> = {
  new_group_enforce_role: { since: '1.9' },
  revive_offers_for_new_apps: { until: '1.10' },
  disable_revive_offers_for_new_apps: { until: '1.10' },
};

/** Paths that the cluster's own programs use. */
const TAKEN = ['/mesos', '/marathon'];

export function serverProblems(server: MarathonServer, source: MarathonSource): readonly Problem[] {
  return [
    ...versionProblems(server, source),
    ...roleProblems(server.role),
    ...nameProblems(server),
    ...pathProblems(server),
    ...timeoutProblems(server),
    ...Object.entries(server.flags).flatMap(([flag, value]) => flagProblems(server, flag, value)),
  ];
}

function versionProblems({ version }: MarathonServer, source: MarathonSource): readonly Problem[] {
  const wanted = `a version from ${MARATHON_RELEASES[0]} to ${MARATHON_RELEASES.at(-1)}, such as "1.11.24"`;
  const release = releaseOf(version, MARATHON_RELEASES);
  if (release === undefined) return [{ at: 'version', found: shown(version), wanted }];
  if (source.release === undefined || source.release === release) return [];
  const fix = 'the version decides which flags it is started with, and with some others it does not start';
  return [{ at: 'version', found: shown(version), wanted: `that of ${source.place}`, fix }];
}

function nameProblems({ name, frameworkName }: MarathonServer): readonly Problem[] {
  const problems: Problem[] = [];
  if (name === 'marathon') {
    const wanted = "another name: this is the one of the cluster's own Marathon";
    problems.push({ at: 'name', found: shown(name), wanted });
  }
  if (frameworkName !== undefined && !hasLate(frameworkName) && !/^[\w.-]+$/.test(frameworkName)) {
    problems.push({ at: 'frameworkName', found: shown(frameworkName), wanted: 'letters, digits and _ . -' });
  }
  return problems;
}

/** Two Marathons with one path are one: the second would be a standby of the first, with other flags. */
function pathProblems({ zookeeperUrl, masterUrl }: MarathonServer): readonly Problem[] {
  if (hasLate(zookeeperUrl)) return [];
  const path = /^zk:\/\/[^/]+(\/.+)$/.exec(zookeeperUrl)?.[1];
  if (path === undefined || (!TAKEN.includes(path) && zookeeperUrl !== masterUrl)) return [];
  return [
    {
      at: 'zookeeperUrl',
      found: `the path ${path}`,
      wanted: `a path of its own, none of ${TAKEN.join(', ')}`,
      fix: "with the path of the cluster's Marathon it would be its standby, and lead it one day with the wrong role",
    },
  ];
}

function timeoutProblems({ failoverTimeout }: MarathonServer): readonly Problem[] {
  return failoverTimeout.toSeconds() >= 3600
    ? []
    : [
        {
          at: 'failoverTimeout',
          found: failoverTimeout.toString(),
          wanted: 'an hour or more',
          fix: 'Mesos ends every task of the framework when it is over, the shuffle services too',
        },
      ];
}

function flagProblems({ version }: MarathonServer, flag: string, value: string): readonly Problem[] {
  const at = `flags.${flag}`;
  if (OURS.includes(flag)) {
    return [
      { at, found: shown(value), wanted: "no such flag: it has a prop of its own, or is the machinery's" },
    ];
  }
  if (/credentials|password|secret/.test(flag)) {
    return [
      {
        at,
        found: 'a value (not shown)',
        wanted: 'no secret: whoever reads manifests or user data reads it',
      },
    ];
  }
  if (!/^[a-z][a-z0-9_]*$/.test(flag)) {
    return [{ at, found: shown(flag), wanted: 'the name of a flag, in lower case and without dashes' }];
  }
  const { since, until } = BOUND[flag] ?? {};
  const refused = (since && !isSince(version, since)) || (until && isSince(version, until));
  return refused
    ? [
        {
          at,
          found: `Marathon ${version}`,
          wanted: since ? `${since} or later` : `an earlier one than ${until}`,
          fix: 'leave it out: this one does not start with it',
        },
      ]
    : [];
}
