import { Hono } from 'hono';
import { type Driver, virtualDriver, wallDriver } from './driver';
import { controlApp } from './http/control-app';
import { marathonApp } from './http/marathon-app';
import { masterApp } from './http/master-app';
import type { MarathonConfig } from './world/marathon/config';
import { agentResources } from './world/mesos/agent-resources';
import { readAttribute } from './world/mesos/attributes';
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
}

export interface LabOptions {
  /** Agents from the start; a number makes that many, `agent-1`, `agent-2` and so on. @default 0 */
  readonly agents?: number | readonly LabAgent[];
  /** `virtual` stands still until it is advanced. @default 'real' */
  readonly clock?: 'real' | 'virtual';
  /** Flags of Marathon, times in milliseconds. @default - as DC/OS starts Marathon 1.11 */
  readonly marathon?: Partial<MarathonConfig>;
  readonly tasks?: Partial<TaskTimings>;
  /** What each machine has of the resources that its agent is not given, as text. @default - 8 cpus, 15 GiB, 100 GiB, ports 31000-32000 */
  readonly machine?: string;
  /** The same seed gives the same ids and ports. @default 1 */
  readonly seed?: number;
}

/** What clients are told of where the servers are. */
export interface LabAddresses {
  readonly marathon: { readonly host: string; readonly port: number };
  readonly mesos: { readonly host: string; readonly port: number };
}

/** A lab without sockets: two applications that answer `fetch`. */
export interface Lab {
  readonly world: World;
  readonly driver: Driver;
  /** Marathon, and `/lab` beside it. */
  readonly marathon: Hono;
  readonly mesos: Hono;
}

/** Half of its cpus and a quarter of its memory are kept for the role; DC/OS agents have such port ranges. */
const AGENT =
  'cpus:8;mem:15360;disk:102400;ports:[1025-7336,7340-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';

/** Where the virtual clock starts. */
const EPOCH = Date.UTC(2026, 0, 1);

export function createLab(options: LabOptions, addresses: LabAddresses): Lab {
  const virtual = options.clock === 'virtual';
  const leader = `${addresses.marathon.host}:${addresses.marathon.port}`;
  const world = new World({
    start: virtual ? EPOCH : Date.now(),
    marathon: { leader, ...options.marathon },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.tasks === undefined ? {} : { tasks: options.tasks }),
    ...(options.machine === undefined ? {} : { machine: options.machine }),
  });
  for (const agent of agentsOf(options.agents ?? 0)) addAgent(world, agent);
  const driver = virtual ? virtualDriver(world.timeline) : wallDriver(world.timeline, Date.now);
  const { before, advance } = driver;
  const mesosUrl = `http://${addresses.mesos.host}:${addresses.mesos.port}`;
  const about = () => ({ clock: options.clock ?? 'real', mesosUrl, marathonUrl: `http://${leader}` });
  const marathon = new Hono();
  marathon.route('/lab', controlApp({ world, before, advance, about }));
  marathon.route('/', marathonApp(world.marathon, before));
  const { host: hostname, port } = addresses.mesos;
  return { world, driver, marathon, mesos: masterApp(world.cluster, () => ({ hostname, port }), before) };
}

function agentsOf(agents: number | readonly LabAgent[]): readonly LabAgent[] {
  return typeof agents === 'number'
    ? Array.from({ length: agents }, (_, i) => ({ hostname: `agent-${i + 1}` }))
    : agents;
}

function addAgent(
  world: World,
  { hostname, resources, attributes = {}, defaultRole = '*', port }: LabAgent,
): void {
  world.cluster.add({
    hostname,
    resources: agentResources(resources ?? AGENT, defaultRole, world.machine),
    attributes: Object.entries(attributes).flatMap(([name, value]) => readAttribute(name, value) ?? []),
    ...(port === undefined ? {} : { port }),
  });
}
