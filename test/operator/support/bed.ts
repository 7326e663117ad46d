import { Duration } from '../../../src/domain/core/duration';
import { sha256 } from '../../../src/io/digest';
import {
  type Condition,
  type MarathonCredentials,
  type StatusDocument,
  stateStoreKeys,
  statusSchema,
  type ZeppelinPlace,
} from '../../../src/manifest';
import { Board, type BoardCounts } from '../../../src/operator/engine/board';
import type { WriteGate } from '../../../src/operator/engine/guard';
import { guardedWorld } from '../../../src/operator/engine/guarded-world';
import type { Kind } from '../../../src/operator/engine/kind';
import type { Leadership } from '../../../src/operator/engine/leadership';
import { LeaseLeadership } from '../../../src/operator/engine/lease';
import type { Mode } from '../../../src/operator/engine/mode';
import { runForever } from '../../../src/operator/engine/operator';
import { Passes } from '../../../src/operator/engine/pass';
import type { Timing } from '../../../src/operator/engine/timing';
import { kinds } from '../../../src/operator/kinds';
import type {
  Clock,
  Cosmos,
  DispatcherUi,
  Log,
  LogFields,
  Machines,
  Marathon,
  MesosMaster,
  Metronome,
  ObjectStore,
  SparkDispatcher,
  Wakes,
  Zeppelin,
} from '../../../src/operator/ports';
import type { Cluster } from './cluster';
import type { Crash } from './crash';
import { MemoryStore } from './memory-store';
import { seeded } from './seeded';
import { VirtualClock } from './virtual-clock';

export const TIMING: Timing = {
  interval: Duration.seconds(20),
  lease: Duration.seconds(30),
  renewal: Duration.seconds(5),
  request: Duration.seconds(10),
  longestBackoff: Duration.minutes(5),
  kept: Duration.days(7),
  settling: Duration.minutes(10),
};

export interface Event extends LogFields {
  readonly event: string;
}

interface PassOptions {
  readonly dryRun?: boolean;
  readonly observeOnly?: boolean;
  readonly crash?: Pick<Crash, 'marathon' | 'store'> &
    Partial<Pick<Crash, 'zeppelin' | 'mesos' | 'metronome' | 'dispatcher' | 'cosmos'>>;
  /** @default those of the operator */
  readonly kinds?: readonly Kind[];
  /** @default that of the bed */
  readonly clock?: Clock;
  readonly board?: Board;
}

interface StartOptions extends PassOptions {
  readonly wakes?: readonly Wakes[];
  /** @default a lease */
  readonly leadership?: Leadership;
  /** Called after each pass. */
  readonly rest?: () => void;
}

const noCrash: PassOptions['crash'] & object = {
  marathon: (port) => port,
  store: (port) => port,
};

/** Operators over one cluster and one store, in virtual time. */
export class Bed {
  readonly manifests = new MemoryStore();
  readonly state: ObjectStore & { text(key: string): string | undefined };
  readonly clock: VirtualClock;
  /** What every operator asked of Marathon that changes something. */
  readonly writes: string[] = [];
  /** Keys that were written to the state store, in order. */
  readonly puts: string[] = [];
  /** Keys that were deleted from the state store, in order. */
  readonly deleted: string[] = [];
  readonly events: Event[] = [];
  /** Who tells operators that start from now on of the agents' machines. */
  machines: Machines | undefined;
  /** Others than the cluster's own, by address. */
  readonly marathons = new Map<string, Marathon>();
  /** By their URL. */
  readonly zeppelins = new Map<string, Zeppelin>();
  /** What each of them was shown last. */
  readonly shown = new Map<string, MarathonCredentials | undefined>();
  /** The cluster's own. */
  metronome: Metronome | undefined;
  /** Of DC/OS. */
  cosmos: Cosmos | undefined;
  /** Spark's dispatchers, by address. */
  readonly dispatchers = new Map<string, SparkDispatcher>();
  /** Whatever was asked of Mesos, Marathon and the stores that changes nothing, in order; emptied by tests. */
  readonly reads: string[] = [];
  /** Their pages, by URL. */
  dispatcherUis: (url: string) => DispatcherUi | undefined = () => undefined;
  private readonly memory = new MemoryStore();
  /** For jitter: the same in every run of a test. */
  private readonly random = seeded(1);
  private readonly running: { readonly stop: AbortController; readonly done: Promise<void> }[] = [];

  constructor(readonly cluster: Cluster) {
    this.clock = new VirtualClock((seconds) => cluster.advance(seconds));
    const memory = this.memory;
    this.state = {
      get: (key) => {
        this.reads.push(`get ${key}`);
        return memory.get(key);
      },
      list: (prefix) => {
        this.reads.push(`list ${prefix}`);
        return memory.list(prefix);
      },
      text: (key) => memory.text(key),
      put: async (key, body, condition) => {
        const result = await memory.put(key, body, condition);
        if (result.is === 'written') this.puts.push(key);
        return result;
      },
      delete: async (key, ifMatch) => {
        const result = await memory.delete(key, ifMatch);
        if (result.is === 'deleted') this.deleted.push(key);
        return result;
      },
    };
  }

  /** The state store, to be changed as by somebody else. */
  get rawState(): MemoryStore {
    return this.memory;
  }

  readonly log: Log = {
    event: (level, event, fields = {}) => void this.events.push({ level, event, ...fields }),
  };

  leadership(holder: string, store: ObjectStore = this.state, clock: Clock = this.clock): Leadership {
    return new LeaseLeadership({ store, clock, log: this.log, timing: TIMING, holder });
  }

  board(mode: Mode = 'act', counts?: BoardCounts): Board {
    const intervalMillis = TIMING.interval.toMillis();
    return new Board({ clock: this.clock, mode, intervalMillis, ...(counts ? { counts } : {}) });
  }

  passes(gate: WriteGate = () => {}, options: PassOptions = {}): Passes {
    const { dryRun, observeOnly, crash = noCrash, kinds: list = kinds, clock = this.clock } = options;
    const mode: Mode = dryRun ? 'dry-run' : observeOnly ? 'observe' : 'act';
    const named = <T>(found: T | undefined, what: string): T => {
      if (found === undefined) throw new Error(`no ${what}`);
      return found;
    };
    const world = guardedWorld(
      {
        mesos: crash.mesos?.(this.countedMesos()) ?? this.countedMesos(),
        marathon: crash.marathon(this.recorded()),
        marathonAt: (address: string, credentials?: MarathonCredentials) => {
          this.shown.set(address, credentials);
          return named(this.marathons.get(address), `Marathon at ${address}`);
        },
        metronome: () => {
          const found = named(this.metronome, 'Metronome');
          return crash.metronome?.(found) ?? found;
        },
        cosmos: () => {
          const found = named(this.cosmos, 'package manager');
          return crash.cosmos?.(found) ?? found;
        },
        dispatcherAt: (address: string) => {
          const found = named(this.dispatchers.get(address), `dispatcher at ${address}`);
          return crash.dispatcher?.(found) ?? found;
        },
        dispatcherUiAt: (url: string) => named(this.dispatcherUis(url), `dispatcher at ${url}`),
        zeppelinAt: ({ url }: ZeppelinPlace) => {
          const found = named(this.zeppelins.get(url), `Zeppelin at ${url}`);
          return crash.zeppelin?.(found) ?? found;
        },
        agentHealth: this.cluster.agentHealth,
        ...(this.machines ? { machines: this.machines } : {}),
        store: crash.store(this.state),
        ...{ sha256, clock, log: this.log },
      },
      gate,
    );
    const manifests = this.countedManifests();
    const watched = options.board ? { board: options.board } : {};
    return new Passes({
      kinds: list,
      manifests,
      world,
      timing: TIMING,
      mode,
      random: this.random,
      ...watched,
    });
  }

  /** Starts one more operator; returns what ends it in an orderly way. */
  start(holder: string, options: StartOptions = {}): () => Promise<void> {
    const { clock = this.clock, wakes = [], rest } = options;
    const { leadership = this.leadership(holder, this.state, clock) } = options;
    const stop = new AbortController();
    const { log } = this;
    const passes = this.passes(leadership.mayWrite, options);
    const watched = { ...(rest ? { rest } : {}), ...(options.board ? { board: options.board } : {}) };
    const parts = { passes, leadership, clock, log, timing: TIMING, wakes, ...watched };
    const done = runForever(parts, stop.signal);
    const one = { stop, done };
    this.running.push(one);
    return async () => {
      stop.abort();
      await done;
      this.running.splice(this.running.indexOf(one), 1);
    };
  }

  /** Each operator sleeps in two places: between passes and between renewals. */
  async run(seconds: number): Promise<void> {
    await this.clock.run(seconds, this.running.length * 2);
  }

  async close(): Promise<void> {
    for (const { stop } of this.running) stop.abort();
    await Promise.all(this.running.map(({ done }) => done));
    await this.cluster.close();
  }

  status(kind = 'ShuffleService', name = 'spark-2-4'): StatusDocument['status'] {
    const text = this.state.text(stateStoreKeys.status(kind, name));
    if (text === undefined) throw new Error(`no status of ${kind}/${name}`);
    return statusSchema.parse(JSON.parse(text)).status;
  }

  condition(type: string, kind = 'ShuffleService', name = 'spark-2-4'): Condition | undefined {
    return this.status(kind, name).conditions.find((condition) => condition.type === type);
  }

  /** Hosts with a running task, sorted. */
  async runningOn(): Promise<readonly string[]> {
    const tasks = await this.cluster.held();
    return tasks
      .filter(({ state }) => state === 'TASK_RUNNING')
      .map(({ host }) => host)
      .sort();
  }

  private countedManifests(): ObjectStore {
    const { manifests, reads } = this;
    return {
      get: (key) => {
        reads.push(`get ${key}`);
        return manifests.get(key);
      },
      list: (prefix) => {
        reads.push(`list ${prefix}`);
        return manifests.list(prefix);
      },
      put: (key, body, condition) => manifests.put(key, body, condition),
      delete: (key, ifMatch) => manifests.delete(key, ifMatch),
    };
  }

  private countedMesos(): MesosMaster {
    const { cluster, reads } = this;
    const counted = <T>(what: string, ask: () => Promise<T>) => {
      reads.push(what);
      return ask();
    };
    return {
      view: (only) =>
        counted(`mesos view${only ? ` of ${only.join()}` : ''}`, () => cluster.mesos.view(only)),
      gone: () => counted('mesos gone', () => cluster.mesos.gone()),
      frameworks: () => counted('mesos frameworks', () => cluster.mesos.frameworks()),
      tasks: (label) => counted('mesos tasks', () => cluster.mesos.tasks(label)),
      tasksOf: (id) => counted('mesos tasks', () => cluster.mesos.tasksOf(id)),
      tasksOn: (id) => counted('mesos tasks', () => cluster.mesos.tasksOn(id)),
      teardown: (id) => {
        this.writes.push(`teardown ${id}`);
        return cluster.mesos.teardown(id);
      },
      deactivate: (id) => {
        this.writes.push('deactivate');
        return cluster.mesos.deactivate(id);
      },
      reactivate: (id) => {
        this.writes.push('reactivate');
        return cluster.mesos.reactivate(id);
      },
      markGone: (id) => {
        this.writes.push('mark gone');
        return cluster.mesos.markGone(id);
      },
      hold: (id, role) => {
        this.writes.push('hold');
        return cluster.mesos.hold(id, role);
      },
      giveBack: (id, role) => {
        this.writes.push('give back');
        return cluster.mesos.giveBack(id, role);
      },
    };
  }

  private recorded(): Marathon {
    const { marathon } = this.cluster;
    const { reads } = this;
    const counted = <T>(what: string, ask: () => Promise<T>) => {
      reads.push(`marathon ${what}`);
      return ask();
    };
    return {
      info: () => counted('info', () => marathon.info()),
      app: (id) => counted('app', () => marathon.app(id)),
      apps: () => counted('apps', () => marathon.apps()),
      ports: () => counted('ports', () => marathon.ports()),
      queue: () => counted('queue', () => marathon.queue()),
      deployments: () => counted('deployments', () => marathon.deployments()),
      create: (app) => {
        this.writes.push(`create ${String(app['instances'])}`);
        return marathon.create(app);
      },
      raise: (id, instances) => {
        this.writes.push(`raise ${instances}`);
        return marathon.raise(id, instances);
      },
      release: (id, taskId) => {
        this.writes.push(`release ${taskId}`);
        return marathon.release(id, taskId);
      },
      wipe: (id, taskId) => {
        this.writes.push(`wipe ${taskId}`);
        return marathon.wipe(id, taskId);
      },
      replace: (app) => {
        this.writes.push(`replace ${String(app['id'])}`);
        return marathon.replace(app);
      },
      remove: (id) => {
        this.writes.push(`remove ${id}`);
        return marathon.remove(id);
      },
      stop: (id) => {
        this.writes.push(`stop ${id}`);
        return marathon.stop(id);
      },
    };
  }
}
