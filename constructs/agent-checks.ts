import { attributeContradictions } from '../src/domain/agent/agent-attributes';
import type { AgentBootProps } from '../src/domain/agent/boot-props';
import type { HostShuffleService } from '../src/domain/agent/host-shuffle';
import { hostShuffleServices } from '../src/domain/agent/host-shuffle-problems';
import type { Janitor } from '../src/domain/agent/janitor';
import { keptShare } from '../src/domain/agent/kept-share';
import { offeredProblems } from '../src/domain/agent/offered-problems';
import type { OfferedResources } from '../src/domain/agent/offered-resources';
import { type Platform, platformRules } from '../src/domain/agent/platform';
import type { AgentRole, PlatformRules } from '../src/domain/agent/platform-rules';
import { sparkSecretsProblems } from '../src/domain/agent/spark-secrets';
import { DEFAULT_SPARK_USER, type SparkUser, sparkUserProblems } from '../src/domain/agent/spark-user';
import { storageProblems } from '../src/domain/agent/storage-checks';
import { pathProblems } from '../src/domain/agent/storage-layout';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import { Ranges } from '../src/domain/core/ranges';
import { agentEnvironment } from '../src/domain/mesos/agent-environment';
import { attributesProblems } from '../src/domain/mesos/attributes';
import { type DrainSettings, readDrain } from './agent-drain';
import { type ReadGate, readGate } from './agent-gate';
import type { AgentGroupProps, ExtraUserData } from './agent-group-props';
import { hardwareProblems } from './agent-hardware-checks';
import { readWatch } from './agent-health';
import { readJanitor } from './agent-janitor';
import { networkProblems } from './agent-network-checks';
import { storageUseProblems } from './agent-storage-checks';
import { unknownProblems } from './known';

/** The props with every default in place. */
export interface AgentSettings
  extends OfferedResources,
    Pick<AgentBootProps, 'health' | 'hostShuffleServices' | 'launchHook' | 'sparkSecrets'>,
    ReadGate {
  readonly platform: Platform;
  readonly role: AgentRole;
  readonly sparkUser: SparkUser;
  readonly sharedDirectory: string;
  readonly blockManagerPorts: Ranges;
  readonly janitor: Janitor | undefined;
  readonly drain?: DrainSettings | undefined;
}

/** Where Linux takes a port from that is not fixed, net.ipv4.ip_local_port_range. */
const EPHEMERAL_PORTS = '32768-60999';

/**
 * Reads the props; every problem of all of them goes to `problems`. The settings are of use only if there is none.
 */
export function agentSettings(props: AgentGroupProps, problems: Problem[]): AgentSettings {
  problems.push(...lateProblems(props));
  if (problems.length > 0) return emptySettings(props);
  const role = props.agentRole ?? props.cluster.agentRole;
  const { platform } = props.cluster;
  const rules = platformRules(platform, role);
  const blockManagerPorts = readPorts(
    'blockManagerPorts',
    props.blockManagerPorts ?? EPHEMERAL_PORTS,
    problems,
  );
  const watch = readWatch(props, rules, problems);
  const host = hostShuffleServices(props.hostShuffleServices ?? [], {
    blockManagerPorts,
    healthPort: watch.health?.port,
    ownPorts: rules.ownPorts,
  });
  const settings: AgentSettings = {
    platform,
    role,
    reservations: props.reservations ?? [],
    ports: props.ports === undefined ? rules.ports : readPorts('ports', props.ports, problems),
    overcommit: props.overcommit ?? [],
    resourcesForm: props.resourcesForm,
    sparkUser: props.sparkUser ?? DEFAULT_SPARK_USER,
    sharedDirectory: props.sharedDirectory ?? '/var/lib/tmp/spark',
    blockManagerPorts,
    hostShuffleServices: host.services,
    sparkSecrets: sparkSecretsOf(props, host.services),
    janitor: readJanitor(props.janitor, problems),
    drain: readDrain(props, problems),
    ...watch,
    ...readGate(props, rules, problems),
  };
  problems.push(
    ...host.problems,
    ...offeredProblems({ ...settings, kept: keptShare(settings) }, rules),
    ...flagProblems(props, rules),
    ...attributesProblems(props.attributes ?? {}),
    ...attributeContradictions(role, props.attributes ?? {}),
    ...sparkUserProblems(settings.sparkUser),
    ...sparkSecretsProblems(props.sparkSecrets ?? []),
    ...storageProblems(props.storage.layout, rules.dataDirectory, settings.sharedDirectory),
    ...storageUseProblems(props, settings.janitor),
    ...hardwareProblems(props),
    ...networkProblems(props),
    ...userDataProblems(props.userData ?? {}),
  );
  return settings;
}

/** What a host's services need is fetched without being said twice. */
function sparkSecretsOf(
  { sparkSecrets = [] }: AgentGroupProps,
  services: readonly HostShuffleService[],
): readonly string[] {
  const sources = services.map(({ authentication }) => authentication?.secret.source);
  const own = sources.flatMap((source) => (source?.kind === 'agents' ? [source.secretArn] : []));
  return [...new Set([...sparkSecrets, ...own])];
}

/** What the domain computes with. Other props may be tokens. */
function lateProblems(props: AgentGroupProps): readonly Problem[] {
  const { attributes, agentFlags, sparkUser, sharedDirectory, userData, ports, blockManagerPorts } = props;
  const { janitor, health, launchHook, hostShuffleServices, shuffleGate, drainOnTermination } = props;
  const computed = {
    attributes,
    agentFlags,
    sparkUser,
    sharedDirectory,
    userData,
    ports,
    blockManagerPorts,
    janitor,
    health,
    launchHook,
    hostShuffleServices,
    shuffleGate,
    drainOnTermination,
  };
  return Object.entries(computed).flatMap(([at, value]) => unknownProblems(at, value));
}

function emptySettings(props: AgentGroupProps): AgentSettings {
  return {
    platform: props.cluster.platform,
    role: 'private',
    reservations: [],
    ports: Ranges.empty,
    overcommit: [],
    sparkUser: DEFAULT_SPARK_USER,
    sharedDirectory: '',
    blockManagerPorts: Ranges.empty,
    janitor: undefined,
    shuffleGate: undefined,
    flags: {},
    missing: undefined,
  };
}

function readPorts(at: string, given: Ranges | string, problems: Problem[]): Ranges {
  const made = attempt(() => (typeof given === 'string' ? Ranges.parse(given) : given));
  if ('problems' in made) {
    problems.push(...made.problems.map((problem) => ({ ...problem, at })));
    return Ranges.empty;
  }
  if (!Ranges.of([1, 65_535]).contains(made.value)) {
    problems.push({ at, found: `${made.value}`, wanted: 'ports from 1 to 65535' });
  }
  return made.value;
}

function flagProblems(props: AgentGroupProps, { name, mesos }: PlatformRules): readonly Problem[] {
  const made = attempt(() => agentEnvironment(props.agentFlags ?? {}, name, mesos));
  if ('value' in made) return [];
  return made.problems.map((problem) => ({ ...problem, at: `agentFlags.${problem.at}` }));
}

function userDataProblems({ files = [] }: ExtraUserData): readonly Problem[] {
  return files.flatMap(({ path, mode = '0644' }, i): readonly Problem[] => {
    const at = `userData.files[${i}]`;
    const own = /^\/(opt|etc)\/mesos-spark(\/|$)|^\/etc\/systemd\/system\/(mesos-spark-|spark-shuffle@)/.test(
      path,
    );
    return [
      ...pathProblems(`${at}.path`, path),
      ...(own
        ? [{ at: `${at}.path`, found: shown(path), wanted: 'a path that the group itself does not write' }]
        : []),
      ...(/^0[0-7]{3}$/.test(mode)
        ? []
        : [{ at: `${at}.mode`, found: shown(mode), wanted: 'four octal digits such as "0644"' }]),
    ];
  });
}
