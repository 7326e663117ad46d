import { type Driver, virtualDriver, wallDriver } from './driver';
import { type Endpoint, reachable } from './http/endpoints';
import { type LabFetch, labFetch } from './http/lab-fetch';
import type { DispatcherConfig } from './world/dispatcher/dispatcher';
import { type FaultRule, Faults } from './world/faults';
import type { MarathonConfig } from './world/marathon/config';
import { agentResources } from './world/mesos/agent-resources';
import { readAttribute } from './world/mesos/attributes';
import type { FaultDomain, MesosConfig } from './world/mesos/config';
import type { Portion } from './world/mesos/portions';
import type { TaskTimings } from './world/mesos/task-store';
import { World } from './world/world';

/** An agent that is there from the start. */
export interface LabAgent {
  readonly hostname: string;
  /** Text or JSON. @default - a private agent with a reservation for `shuffle` */
  readonly resources?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** @default '*' */
  readonly defaultRole?: string;
  readonly port?: number;
  readonly domain?: FaultDomain;
}

export interface LabOptions {
  /** Agents from the start; a number makes that many, `agent-1`, `agent-2` and so on. @default 0 */
  readonly agents?: number | readonly LabAgent[];
  /** `virtual` stands still until it is advanced. @default 'real' */
  readonly clock?: 'real' | 'virtual';
  /** Flags of Marathon, times in milliseconds; false: it does not run. @default - as DC/OS starts Marathon 1.11 */
  readonly marathon?: Partial<MarathonConfig> | false;
  /** Flags of the Mesos master, times in milliseconds. @default - open to everybody */
  readonly mesos?: Partial<MesosConfig>;
  /** Whether a Metronome runs. @default false */
  readonly metronome?: boolean;
  /** Whether a Spark dispatcher runs, and its settings. @default false */
  readonly dispatcher?: boolean | Partial<DispatcherConfig>;
  /** Whether DC/OS' package manager runs. @default false */
  readonly cosmos?: boolean;
  /** Whether the agents answer at the addresses that the master tells of them. @default false */
  readonly agentApis?: boolean;
  /** A second process of Marathon and of the Mesos master. @default false */
  readonly standbys?: boolean;
  readonly tasks?: Partial<TaskTimings>;
  /** What each machine has of the resources that its agent is not given, as text. @default - 8 cpus, 15 GiB, 100 GiB, ports 31000-32000 */
  readonly machine?: string;
  /** What goes wrong on the way to the servers. @default - nothing */
  readonly faults?: readonly FaultRule[];
  /** The same seed gives the same ids, ports and faults. @default 1 */
  readonly seed?: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What clients are told of where the servers are. */
export interface LabAddresses {
  readonly marathon: Address;
  readonly mesos: Address;
  readonly marathonStandby?: Address;
  readonly mesosStandby?: Address;
  readonly metronome?: Address;
  readonly dispatcher?: Address;
  readonly cosmos?: Address;
  readonly agents?: Address;
}

/** A lab without sockets: servers that answer `fetch`. */
export interface Lab {
  readonly world: World;
  readonly driver: Driver;
  readonly faults: Faults;
  /** Marathon, and `/lab` beside it. */
  readonly marathon: Endpoint;
  readonly mesos: Endpoint;
  /** Refuse every connection where there are no standbys. */
  readonly marathonStandby: Endpoint;
  readonly mesosStandby: Endpoint;
  /** Refuse every connection where they do not run. */
  readonly metronome: Endpoint;
  readonly dispatcher: Endpoint;
  readonly cosmos: Endpoint;
  readonly agents: Endpoint;
  /** As the global `fetch`, to the addresses of the lab and nowhere else. */
  readonly fetch: LabFetch;
}

/** Half of its cpus and a quarter of its memory are kept for the role; DC/OS agents have such port ranges. */
const AGENT =
  'cpus:8;mem:15360;disk:102400;ports:[1025-7336,7340-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';

/** Where the virtual clock starts. */
const EPOCH = Date.UTC(2026, 0, 1);

/** Only names: nobody listens there. */
const NOWHERE = {
  marathon: { host: '127.0.0.1', port: 8080 },
  marathonStandby: { host: '127.0.0.1', port: 8081 },
  mesos: { host: '127.0.0.1', port: 5050 },
  mesosStandby: { host: '127.0.0.1', port: 5051 },
  metronome: { host: '127.0.0.1', port: 9000 },
  dispatcher: { host: '127.0.0.1', port: 7077 },
  cosmos: { host: '127.0.0.1', port: 7070 },
  agents: { host: '127.0.0.1', port: 5061 },
} as const satisfies LabAddresses;

export function createLab(options: LabOptions = {}, addresses: LabAddresses = NOWHERE): Lab {
  const virtual = options.clock === 'virtual';
  const { marathon: config, standbys = false, seed = 1 } = options;
  const at = (first: Address, second: Address | undefined) =>
    standbys && second !== undefined ? [first, second] : [first];
  const agents = options.agentApis ? (addresses.agents ?? NOWHERE.agents) : undefined;
  const agentsPort = agents && { agentsPort: agents.port };
  const marathons = at(addresses.marathon, addresses.marathonStandby);
  const masters = at(addresses.mesos, addresses.mesosStandby);
  const world = new World({
    start: virtual ? EPOCH : Date.now(),
    seed,
    marathons: config === false ? [] : marathons.map(({ host, port }) => `${host}:${port}`),
    masters: masters.map(({ host: hostname, port }) => ({ hostname, port })),
    ...(config ? { marathon: config } : {}),
    ...(options.mesos === undefined ? {} : { mesos: options.mesos }),
    ...(options.tasks === undefined ? {} : { tasks: options.tasks }),
    ...(options.machine === undefined ? {} : { machine: options.machine }),
    ...agentsPort,
    ...(options.metronome ? { metronome: true } : {}),
    ...(options.dispatcher ? { dispatcher: options.dispatcher === true ? {} : options.dispatcher } : {}),
  });
  const alike = agentResources(AGENT, '*', world.machine);
  for (const agent of agentsOf(options.agents ?? 0)) addAgent(world, agent, alike);
  const driver = virtual ? virtualDriver(world.timeline) : wallDriver(world.timeline, Date.now);
  const faults = new Faults(seed, options.faults);
  const url = ({ host, port }: Address) => `http://${host}:${port}`;
  const about = () => ({
    clock: options.clock ?? 'real',
    mesosUrl: url(addresses.mesos),
    marathonUrl: url(addresses.marathon),
    ...(world.metronome ? { metronomeUrl: url(addresses.metronome ?? NOWHERE.metronome) } : {}),
    ...(world.dispatcher ? { dispatcherUrl: url(addresses.dispatcher ?? NOWHERE.dispatcher) } : {}),
    ...(options.cosmos ? { cosmosUrl: url(addresses.cosmos ?? NOWHERE.cosmos) } : {}),
  });
  const servers = reachable({
    ...{ world, driver, faults, about, cosmos: options.cosmos ?? false },
    ...agentsPort,
  });
  const known = new Map([
    ...marathons.map((one, i) => [url(one), i === 0 ? servers.marathon : servers.marathonStandby] as const),
    ...masters.map((one, i) => [url(one), i === 0 ? servers.mesos : servers.mesosStandby] as const),
    [url(addresses.metronome ?? NOWHERE.metronome), servers.metronome] as const,
    [url(addresses.dispatcher ?? NOWHERE.dispatcher), servers.dispatcher] as const,
    [url(addresses.cosmos ?? NOWHERE.cosmos), servers.cosmos] as const,
    ...(agents ? [[url(agents), servers.agents] as const] : []),
  ]);
  const { hosted, ...fixed } = servers;
  const fetch = labFetch((origin) => {
    const { hostname, port } = new URL(origin);
    return known.get(origin) ?? hosted(hostname, Number(port));
  });
  return { world, driver, faults, ...fixed, fetch };
}

function agentsOf(agents: number | readonly LabAgent[]): readonly LabAgent[] {
  return typeof agents === 'number'
    ? Array.from({ length: agents }, (_, i) => ({ hostname: `agent-${i + 1}` }))
    : agents;
}

/** `alike` is what agents have that say nothing else. */
function addAgent(
  world: World,
  { hostname, resources, attributes = {}, defaultRole = '*', port, domain }: LabAgent,
  alike: readonly Portion[],
): void {
  const isAlike = resources === undefined && defaultRole === '*';
  world.cluster.add({
    hostname,
    resources: isAlike ? alike : agentResources(resources ?? AGENT, defaultRole, world.machine),
    attributes: Object.entries(attributes).flatMap(([name, value]) => readAttribute(name, value) ?? []),
    ...(port === undefined ? world.agentPlace() : { port }),
    ...(domain === undefined ? {} : { domain }),
  });
}
