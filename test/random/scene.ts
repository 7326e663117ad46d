import { type Address, createLab, type Endpoint, type Lab } from '../../src/lab';
import { stateStoreKeys } from '../../src/manifest';
import type {
  AgentHealth,
  LogFields,
  Marathon,
  MesosMaster,
  ObjectStore,
  Wakes,
} from '../../src/operator/ports';
import { MemoryStore } from '../operator/support/memory-store';
import { Chance } from './chance';
import { Manifests } from './declared';
import { OperatorProcess } from './operator-process';
import { Oracle } from './oracle';
import { LOGINS } from './secrets';
import { Spark } from './spark';
import { startOperator } from './start-operator';
import { StoreFaults } from './store-line';
import { VirtualTime } from './time';

export const ADDRESSES = {
  marathon: { host: '127.0.0.1', port: 8080 },
  marathonStandby: { host: '127.0.0.1', port: 8081 },
  mesos: { host: '127.0.0.1', port: 5050 },
  mesosStandby: { host: '127.0.0.1', port: 5051 },
};

export const urlOf = ({ host, port }: Address) => `http://${host}:${port}`;

/** What is broken in the operators on purpose, to show that it is noticed. */
export interface Tampering {
  readonly marathon?: (marathon: Marathon) => Marathon;
  readonly mesos?: (mesos: MesosMaster) => MesosMaster;
  readonly health?: (health: AgentHealth) => AgentHealth;
  readonly store?: (store: ObjectStore) => ObjectStore;
  readonly log?: (fields: LogFields) => LogFields;
  /** They write whether they lead or not. */
  readonly lawless?: boolean;
}

interface Started {
  readonly process: OperatorProcess;
  readonly stop: () => void;
}

/** Everything of one run: the simulated world, its people, and the operators under test. */
export class Scene {
  readonly lab: Lab;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly time: VirtualTime;
  readonly manifestStore = new MemoryStore();
  readonly stateStore = new MemoryStore();
  readonly manifestFaults: StoreFaults;
  readonly stateFaults: StoreFaults;
  readonly manifests: Manifests;
  readonly spark: Spark;
  readonly oracle: Oracle;
  /** Ids of deployments that a person has made. */
  readonly personsDeployments = new Set<string>();
  /** What happened, for people. */
  readonly trace: string[] = [];
  /** What the operators logged. */
  readonly logged: string[] = [];
  /** Writes to Marathon and to the state store, but for leases. */
  writes = 0;
  private readonly bells = new Set<(arrived?: string) => void>();
  private operators: Started[] = [];
  private count = 0;

  constructor(
    readonly seed: number,
    readonly tampering: Tampering = {},
  ) {
    const [, principal = '', secret = ''] = /^([^:]*):(.*)$/.exec(LOGINS.mesos) ?? [];
    this.lab = createLab(
      {
        clock: 'virtual',
        seed,
        standbys: true,
        marathon: { httpCredentials: LOGINS.marathon },
        mesos: {
          authenticateReadonly: true,
          authenticateReadwrite: true,
          credentials: { [principal]: secret },
        },
      },
      ADDRESSES,
    );
    const { world, ...lab } = this.lab;
    this.endpoints = new Map([
      [urlOf(ADDRESSES.marathon), lab.marathon],
      [urlOf(ADDRESSES.marathonStandby), lab.marathonStandby],
      [urlOf(ADDRESSES.mesos), lab.mesos],
      [urlOf(ADDRESSES.mesosStandby), lab.mesosStandby],
    ]);
    this.time = new VirtualTime(world.timeline);
    this.manifestFaults = new StoreFaults(new Chance(seed + 1));
    this.stateFaults = new StoreFaults(new Chance(seed + 2));
    this.manifests = new Manifests(this.manifestStore, () => this.time.now);
    const tell = (what: string) => this.tell(what);
    this.oracle = new Oracle({ world, manifests: this.manifests, tell, spark: () => this.spark });
    this.spark = new Spark({ world, state: this.stateStore, tell });
    world.cluster.events.add((event) => {
      if (event.type === 'AGENT_ADDED' && seed % 4 === 1) for (const bell of this.bells) bell(event.agentId);
    });
  }

  get world(): Lab['world'] {
    return this.lab.world;
  }

  /** Those that live. */
  get processes(): readonly OperatorProcess[] {
    return this.operators.map(({ process }) => process).filter(({ lives }) => lives);
  }

  tell(what: string): void {
    const seconds = (this.time.now - Date.UTC(2026, 0, 1)) / 1000;
    this.trace.push(`${seconds.toFixed(1).padStart(8)} ${what}`);
  }

  start(): void {
    this.operators = this.operators.filter(({ process }) => process.lives);
    const process = new OperatorProcess(`operator-${++this.count}`, this.time, (what) => this.tell(what));
    this.tell(`${process.holder} starts`);
    const stop = startOperator(this, process);
    this.operators.push({ process, stop });
  }

  /** In an orderly way. */
  stop(process: OperatorProcess): void {
    this.operators.find((one) => one.process === process)?.stop();
    this.operators = this.operators.filter((one) => one.process !== process);
    this.tell(`${process.holder} is stopped`);
  }

  /** For jitter. */
  chanceOf({ holder }: OperatorProcess): () => number {
    const chance = new Chance(this.seed + holder.length + this.count);
    return () => chance.real();
  }

  /** Half of the runs are woken by what happens, and half of those are told which agents come; the others poll. */
  wakesOf(process: OperatorProcess): Wakes {
    return {
      listen: (wake, stop) =>
        new Promise((resolve) => {
          const bell = (arrived?: string) =>
            void process.awake().then(() => wake('something happened', arrived));
          if (this.seed % 4 < 2) this.bells.add(bell);
          stop.addEventListener('abort', () => {
            this.bells.delete(bell);
            resolve();
          });
        }),
    };
  }

  ring(): void {
    for (const bell of this.bells) bell();
  }

  state(key: string): string | undefined {
    return this.stateStore.text(key);
  }

  status(kind: string, name: string): string | undefined {
    return this.state(stateStoreKeys.status(kind, name));
  }

  /** Every object of the state store. */
  async stored(): Promise<readonly (readonly [string, string])[]> {
    const listed = await this.stateStore.list('');
    return listed.map(({ key }) => [key, this.state(key) ?? ''] as const);
  }
}
