import { Dispatcher, type DispatcherConfig } from './dispatcher/dispatcher';
import { HostedDispatchers } from './dispatcher/hosted';
import type { MarathonConfig } from './marathon/config';
import { Marathon } from './marathon/marathon';
import { DETECTED } from './mesos/agent-resources';
import { Applications } from './mesos/applications';
import { Cluster } from './mesos/cluster';
import type { NewAgent } from './mesos/cluster-props';
import type { MesosConfig } from './mesos/config';
import { Consumption } from './mesos/consumption';
import type { MasterAddress } from './mesos/masters';
import type { TaskTimings } from './mesos/task-store';
import { Metronome } from './metronome/metronome';
import { Random } from './random';
import { Timeline } from './timeline';

export interface WorldOptions {
  /** Where the clock starts, in milliseconds since the epoch. */
  readonly start: number;
  /** @default 1 */
  readonly seed?: number;
  readonly marathon?: Partial<MarathonConfig>;
  readonly mesos?: Partial<MesosConfig>;
  /** `host:port` of each process of Marathon, the first one leads. @default - none runs */
  readonly marathons?: readonly string[];
  /** Of each process of the Mesos master, the first one leads. @default - one */
  readonly masters?: readonly MasterAddress[];
  /** What every machine has, in the text form of resources. @default - {@link DETECTED} */
  readonly machine?: string;
  readonly tasks?: Partial<TaskTimings>;
  /** Where all agents have their API. @default - each has an address where nobody answers */
  readonly agentsPort?: number;
  /** @default - none runs */
  readonly metronome?: boolean;
  /** @default - none runs */
  readonly dispatcher?: Partial<DispatcherConfig>;
}

/** Milliseconds; a task is up after 0.3 s and takes 0.3 s to die. */
const TIMINGS: TaskTimings = { starting: 100, running: 300, healthy: 300, death: 300 };

/** The whole simulated world. It stands still until somebody moves its timeline. */
export class World {
  readonly timeline: Timeline;
  readonly cluster: Cluster;
  readonly marathon: Marathon;
  readonly applications: Applications;
  readonly metronome?: Metronome;
  readonly dispatcher?: Dispatcher;
  /** Those that are apps of Marathon. */
  readonly hosted: HostedDispatchers;
  readonly machine: string;
  /** What tasks really use. */
  readonly consumption: Consumption;
  private readonly agentsPort: number | undefined;
  private agentPlaces = 0;

  constructor(options: WorldOptions) {
    this.agentsPort = options.agentsPort;
    this.machine = options.machine ?? DETECTED;
    const random = new Random(options.seed ?? 1);
    this.timeline = new Timeline(options.start);
    this.cluster = new Cluster({
      timeline: this.timeline,
      random,
      timings: { ...TIMINGS, ...options.tasks },
      masters: options.masters ?? [{ hostname: 'master', port: 5050 }],
      ...(options.mesos ? { config: options.mesos } : {}),
    });
    this.consumption = new Consumption(this.timeline, this.cluster.tasks);
    this.applications = new Applications(this.cluster, this.consumption);
    this.marathon = new Marathon({
      timeline: this.timeline,
      random,
      cluster: this.cluster,
      nodes: options.marathons ?? [],
      ...(options.marathon ? { config: options.marathon } : {}),
    });
    this.hosted = new HostedDispatchers(this.cluster, this.marathon, options.dispatcher);
    if (options.metronome) this.metronome = new Metronome(this.cluster);
    if (options.dispatcher) this.dispatcher = new Dispatcher(this.cluster, options.dispatcher);
  }

  /** Where the next agent is that says no port of its own. */
  agentPlace(): Pick<NewAgent, 'port' | 'process'> {
    return this.agentsPort === undefined ? {} : { port: this.agentsPort, process: ++this.agentPlaces };
  }
}
