import type { Construct } from 'constructs';
import type { SparkUser } from '../src/domain/agent/spark-user';
import { attempt, type Problem, problemText, shown } from '../src/domain/core/problem';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import { canonicalJson } from '../src/domain/render/json';
import { reservationRoom, type ServiceTask } from '../src/domain/spark/reservation-room';
import type { ServiceAuthentication } from '../src/domain/spark/service-authentication';
import { type ShuffleServiceApp, shuffleServiceApp } from '../src/domain/spark/shuffle-service-app';
import { manifestName } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import { rejectIn, unknownProblems } from './known';
import { marathonAddress, marathonProblems } from './shuffle-service-marathon';
import type { IShuffleAgents, ShuffleServiceProps } from './shuffle-service-props';
import { type CheckedUpgrade, checkUpgrade } from './shuffle-service-upgrade';

/** What is said once about a service, checked and put together. */
export interface CheckedService {
  readonly app: ShuffleServiceApp;
  readonly sharedDirectory: string;
  readonly sparkUser: SparkUser;
  readonly upgrade: Omit<CheckedUpgrade, 'problems'>;
}

interface Neighbour extends ServiceTask {
  readonly role: string;
  readonly port: number | undefined;
  /** The app that it begins with, and where that is. */
  readonly adopts: string | undefined;
}

/** What was declared so far on each group of agents: all of it has to fit together. */
const declared = new WeakMap<IShuffleAgents, readonly Neighbour[]>();

/** @throws ProblemError that names everything that cannot work */
export function checkShuffleService(scope: Construct, props: ShuffleServiceProps): CheckedService {
  const [first] = props.agents;
  const unknown = computed(props);
  if (first === undefined || unknown.length > 0) {
    rejectIn(scope, [...unknown, ...(first === undefined ? [NO_AGENTS] : [])]);
    throw new Error('not reached: the problems were thrown');
  }
  const { sharedDirectory, sparkUser } = first;
  const app = attempt(() => shuffleServiceApp({ ...props, sharedDirectory, sparkUser }));
  const { problems, ...upgrade } = checkUpgrade(props);
  const found = [
    ...nameProblems(props.name),
    ...problems,
    ...marathonProblems(props),
    ...props.agents.flatMap((agents, i) => agentProblems(props, agents, i)),
    ...('problems' in app ? app.problems : roomProblems(props, app.value)),
  ];
  rejectIn(scope, withoutRepeats(found));
  if ('problems' in app) throw new Error('not reached: the problems were thrown');
  for (const agents of new Set(props.agents)) {
    declared.set(agents, [...(declared.get(agents) ?? []), neighbour(props, app.value)]);
  }
  return { app: app.value, sharedDirectory, sparkUser, upgrade };
}

/** What the domain computes with, and so has to know. Other texts may be late. */
function computed(props: ShuffleServiceProps): readonly Problem[] {
  const { name, heap, memory, cpus, port, properties, javaOptions, attributes, updates } = props;
  const { cleanup, cleanupInterval, connectionTimeout, tuning, upgrade } = props;
  return Object.entries({
    name,
    heap,
    memory,
    cpus,
    port,
    properties,
    javaOptions,
    attributes,
    updates,
    cleanup,
    cleanupInterval,
    connectionTimeout,
    tuning,
    upgrade,
  }).flatMap(([at, value]) => unknownProblems(at, value));
}

function nameProblems(name: string): readonly Problem[] {
  const read = attempt(() => parseBySchema(manifestName, name));
  return 'problems' in read ? read.problems.map((problem) => ({ ...problem, at: 'name' })) : [];
}

function agentProblems(props: ShuffleServiceProps, agents: IShuffleAgents, i: number): readonly Problem[] {
  const at = `agents[${i}]`;
  const first = props.agents[0] ?? agents;
  return [
    ...reservationProblems(`${at}.reservations`, props.reservation, agents),
    ...(agents.sharedDirectory === first.sharedDirectory
      ? []
      : [
          {
            at: `${at}.sharedDirectory`,
            found: shown(agents.sharedDirectory),
            wanted: `${shown(first.sharedDirectory)}, as on agents[0]`,
            fix: 'a service has one shared directory; executors are told its path once',
          },
        ]),
    ...(userText(agents.sparkUser) === userText(first.sparkUser)
      ? []
      : [
          {
            at: `${at}.sparkUser`,
            found: userText(agents.sparkUser),
            wanted: `${userText(first.sparkUser)}, as on agents[0]`,
            fix: "service and executors read and delete each other's files: one user, one uid",
          },
        ]),
    ...(props.cleanup === 'Janitor' && agents.hasJanitor !== true ? [noJanitor(`${at}.janitor`)] : []),
    ...secretProblems(`${at}.sparkSecrets`, props.authentication, agents),
    ...attributeProblems(`${at}.attributes`, props.attributes ?? {}, agents.attributes),
  ];
}

function secretProblems(
  at: string,
  authentication: ServiceAuthentication | undefined,
  { sparkSecrets = [] }: IShuffleAgents,
): readonly Problem[] {
  const source = authentication?.secret.source;
  if (source?.kind !== 'agents' || sparkSecrets.includes(source.secretArn)) return [];
  return [
    {
      at,
      found: sparkSecrets.length === 0 ? 'none' : 'others',
      wanted: 'the secret of authentication, too',
      fix: 'agents fetch it at their boot; while it changes they need the old one and the new one',
    },
  ];
}

function noJanitor(at: string): Problem {
  return {
    at,
    found: 'none',
    wanted: 'one, for the cleanup "Janitor"',
    fix: 'nobody would remove what dead applications leave; let the agents have a janitor, or say cleanup "Service"',
  };
}

function reservationProblems(
  at: string,
  wanted: StaticReservation,
  agents: IShuffleAgents,
): readonly Problem[] {
  const found = agents.reservations.find((one) => one.role === wanted.role);
  if (found !== undefined && figures(found) === figures(wanted)) return [];
  return [
    {
      at,
      found: found === undefined ? `none for ${shown(wanted.role)}` : figures(found),
      wanted: figures(wanted),
      fix: 'give the agents the very reservation that the service is given',
    },
  ];
}

function attributeProblems(
  at: string,
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): readonly Problem[] {
  return Object.keys(wanted)
    .filter((name) => found[name] !== wanted[name])
    .sort()
    .map((name) => ({
      at: `${at}.${name}`,
      found: found[name] === undefined ? 'nothing' : shown(found[name]),
      wanted: shown(wanted[name]),
      fix: 'the service would never run there; give the agents the attribute or leave them out',
    }));
}

/** All services that share the reservation on the same agents, this one included. */
function roomProblems(props: ShuffleServiceProps, app: ShuffleServiceApp): readonly Problem[] {
  const own = neighbour(props, app);
  return props.agents.flatMap((agents) => {
    const others = (declared.get(agents) ?? []).filter(({ role }) => role === own.role);
    return [
      ...reservationRoom([...others, own], props.reservation),
      ...others
        .filter(({ port }) => port !== undefined && port === own.port)
        .map((other) => ({
          at: 'port',
          found: `${own.port}, which ${other.name} takes on the same agents`,
          wanted: 'a port of its own',
          fix: 'leave port out: the operator takes a free one',
        })),
      ...others
        .filter(({ adopts }) => adopts !== undefined && adopts === own.adopts)
        .map((other) => ({
          at: 'adopt',
          found: `${shown(props.adopt)}, which ${other.name} adopts`,
          wanted: 'an app of its own',
          fix: 'an app has one owner; leave it out for one of them',
        })),
    ];
  });
}

function neighbour(props: ShuffleServiceProps, app: ShuffleServiceApp): Neighbour {
  const { name, port, updates, reservation, adopt, marathon } = props;
  return {
    name,
    role: reservation.role,
    port,
    adopts: adopt && `${marathonAddress(marathon) ?? ''}${adopt}`,
    cpus: app.cpus,
    mem: app.mem,
    ...(updates === undefined ? {} : { updates }),
  };
}

function figures({ role, cpus, memory, disk, ports }: StaticReservation): string {
  const sizes = { memory: memory.toJvm(), ...(disk === undefined ? {} : { disk: disk.toJvm() }) };
  return canonicalJson({ role, cpus, ports: ports.toString(), ...sizes });
}

function userText({ name, uid }: SparkUser): string {
  return `${name} with uid ${uid}`;
}

function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problemText(problem), problem])).values()];
}

const NO_AGENTS: Problem = {
  at: 'agents',
  found: 'none',
  wanted: 'the agents that have the reservation',
};
