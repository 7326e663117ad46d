import type { Duration } from '../core/duration';
import { releaseOf } from '../mesos/mesos-release';

/** Releases of Marathon that can be run, oldest first: before 1.5 its program and its settings were others. */
export const MARATHON_RELEASES = ['1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11'] as const;

export type MarathonRelease = (typeof MARATHON_RELEASES)[number];

/** How Marathon shows the Mesos master who it is; the secret is always in a file. */
export interface MesosAuthentication {
  readonly principal: string;
  /** Where the secret lies on the machine, or in the container. */
  readonly secretFile?: string;
}

/** A Marathon of its own for one role. URLs and the principal may be late. */
export interface MarathonServer {
  /** Also the framework's name, unless another is given. */
  readonly name: string;
  /** What `--mesos_role` is. */
  readonly role: string;
  /** Such as `1.11.24`. */
  readonly version: string;
  /** How Mesos' leader is found: `zk://10.0.0.1:2181,10.0.0.2:2181/mesos`. */
  readonly masterUrl: string;
  /** Where its state lies, and where its leader is elected: a path of its own. */
  readonly zookeeperUrl: string;
  readonly frameworkName?: string;
  /** How long Mesos waits for a leader before it ends every task. */
  readonly failoverTimeout: Duration;
  /** What an app takes that names no roles. */
  readonly defaultResources: 'reserved' | 'unreserved' | 'any';
  readonly authentication?: MesosAuthentication;
  /** Further flags by name, without dashes; an empty text is a flag without a value. */
  readonly flags: Readonly<Record<string, string>>;
}

/**
 * Marathon's flags as its environment, which it reads as `--<name in lower case> <value>`; an empty value is a switch,
 * and `MARATHON_APP_*`, which a Marathon gives the Marathon that it runs, is ignored (`Main.envToArgs`,
 * mesosphere/marathon 1.5 to 1.11). A variable that is no flag ends it at the start.
 */
export function serverEnvironment(server: MarathonServer): Readonly<Record<string, string>> {
  const { authentication: proof } = server;
  const flags = {
    checkpoint: '',
    failover_timeout: `${server.failoverTimeout.toSeconds()}`,
    framework_name: server.frameworkName ?? server.name,
    ha: '',
    master: server.masterUrl,
    mesos_role: server.role,
    zk: server.zookeeperUrl,
    ...defaultResources(server),
    ...(proof
      ? {
          mesos_authentication: '',
          mesos_authentication_principal: proof.principal,
          ...(proof.secretFile === undefined ? {} : { mesos_authentication_secret_file: proof.secretFile }),
        }
      : {}),
    ...server.flags,
  };
  return Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [`MARATHON_${flag.toUpperCase()}`, value]),
  );
}

/** 1.9 has a flag for it in place of the old one, with which 1.10 does not start (`MarathonConf.scala`). */
function defaultResources({ version, role, defaultResources: take }: MarathonServer): Record<string, string> {
  if (isSince(version, '1.9')) return { accepted_resource_roles_default_behavior: take };
  if (take === 'any') return {};
  return { default_accepted_resource_roles: take === 'reserved' ? role : '*' };
}

export function isSince(version: string, release: MarathonRelease): boolean {
  const own = releaseOf(version, MARATHON_RELEASES);
  return own !== undefined && MARATHON_RELEASES.indexOf(own) >= MARATHON_RELEASES.indexOf(release);
}
