import type { Duration } from '../../domain/core/duration';
import type { Cosmos, Machines, Marathon, MarathonApp, Metronome, SparkDispatcher, Zeppelin } from '../ports';
import type { World } from './kind';
import { type Read, sharedMesos } from './shared-mesos';

/** One answer of the world, with its place among all that was asked and answered. */
interface Answer {
  readonly sent: number;
  /** Infinite while it is under way. */
  answered: number;
  /** In elapsed milliseconds. */
  readonly at: number;
  readonly value: Promise<unknown>;
}

/** Where a look stands: what it is given next was asked for after everything that it was given before. */
interface Look {
  floor: number;
}

/** Apps that are asked for one by one before all are read at once. */
const FEW = 4;

/**
 * Lets the looks of one round share what Mesos and Marathon answer.
 *
 * Kinds rest on the order of their reads: Mesos before Marathon, the queue before and after the app. So an answer
 * is shared with a look only if it was asked for after the answer to everything that this look was given before.
 * Each look then sees what it would have seen had it asked everything itself, in its own order, somewhat earlier
 * in this round: a "before" is from before, an "after" from after. Of several answers that will do the oldest is
 * given, which leaves the most of the others usable. Looks that ask in the same order cost no more than one.
 *
 * After a write nothing from before it is given out: a look after it asks anew. Failures are shared, too, so that
 * a server that is down is waited for once and not once a manifest.
 */
export class SharedReads {
  private moment = 0;
  private answers = new Map<string, Answer[]>();
  private single = new Set<string>();
  /** By Marathon: what was asked for in this round. */
  private wanted = new Map<string, Set<string>>();
  /** Marathons of which the last round has asked for more than a few. */
  private busy: ReadonlySet<string> = new Set();
  /** Of these all are read at once before any is asked for alone. */
  private many: ReadonlySet<string> = new Set();

  constructor(private readonly props: { readonly world: World; readonly longest: Duration }) {}

  /** Nothing that was asked for before now is given out any more. */
  drop(): void {
    this.answers = new Map();
    this.single = new Set();
    // Who looks again looks at its own.
    this.many = new Set();
  }

  /** A round of looks begins, at about as many apps as the last one. */
  begin(): void {
    this.many = this.busy;
  }

  /** A round of looks at everything has ended. */
  end(): void {
    this.drop();
    this.busy = new Set([...this.wanted].filter(([, ids]) => ids.size > FEW).map(([name]) => name));
    this.wanted = new Map();
  }

  /** Reads the agents before anybody reads anything else: whoever needs them in this round is given these. */
  async beginWithAgents(): Promise<void> {
    // Whoever looks at them hears of a failure.
    await this.look()
      .mesos.view()
      .catch(() => {});
  }

  /** The world for one look, with its own order of reads. */
  look(): World {
    const { world } = this.props;
    const { mesos, store, machines } = world;
    const look: Look = { floor: 0 };
    const read: Read = (what, ask) => this.read(look, what, ask);
    return {
      ...world,
      mesos: sharedMesos(mesos, read, (work) => this.write(work)),
      marathon: this.marathon(read, world.marathon, 'marathon'),
      marathonAt: (address, credentials) => {
        // What one may see another may not.
        const name = ['marathon', address, credentials?.kind, credentials?.secret].join(' ');
        return this.marathon(read, world.marathonAt(address, credentials), name);
      },
      ...(machines ? { machines: this.machines(read, machines) } : {}),
      metronome: () => this.metronome(world.metronome()),
      cosmos: () => this.cosmos(world.cosmos()),
      dispatcherAt: (address) => this.dispatcher(world.dispatcherAt(address)),
      zeppelinAt: (place) => this.zeppelin(world.zeppelinAt(place)),
      store: {
        get: (key) => store.get(key),
        list: (prefix) => store.list(prefix),
        put: (key, body, condition) => this.write(() => store.put(key, body, condition)),
        delete: (key, ifMatch) => this.write(() => store.delete(key, ifMatch)),
      },
    };
  }

  private machines(read: Read, machines: Machines): Machines {
    return {
      remembers: machines.remembers,
      at: (hosts) => read(`machines at ${hosts.join(' ')}`, () => machines.at(hosts)),
      states: (ids) => read(`machine states ${ids.join(' ')}`, () => machines.states(ids)),
    };
  }

  /** @param name tells the answers of several Marathons apart */
  private marathon(read: Read, marathon: Marathon, name: string): Marathon {
    return {
      info: () => read(`${name} info`, () => marathon.info()),
      app: (id) => this.app(read, id, { marathon, name }),
      apps: () => read(`${name} apps`, () => marathon.apps()),
      ports: () => read(`${name} ports`, () => marathon.ports()),
      queue: () => read(`${name} queue`, () => marathon.queue()),
      deployments: () => read(`${name} deployments`, () => marathon.deployments()),
      create: (app) => this.write(() => marathon.create(app)),
      raise: (id, instances) => this.write(() => marathon.raise(id, instances)),
      release: (appId, taskId) => this.write(() => marathon.release(appId, taskId)),
      wipe: (appId, taskId) => this.write(() => marathon.wipe(appId, taskId)),
      replace: (app) => this.write(() => marathon.replace(app)),
      remove: (appId) => this.write(() => marathon.remove(appId)),
      stop: (deploymentId) => this.write(() => marathon.stop(deploymentId)),
    };
  }

  /** No two manifests look at the same job. */
  private metronome(metronome: Metronome): Metronome {
    return {
      info: () => metronome.info(),
      job: (id) => metronome.job(id),
      create: (job) => this.write(() => metronome.create(job)),
      replace: (job) => this.write(() => metronome.replace(job)),
      remove: (id, stopRuns) => this.write(() => metronome.remove(id, stopRuns)),
      run: (id) => this.write(() => metronome.run(id)),
      stopRun: (jobId, runId) => this.write(() => metronome.stopRun(jobId, runId)),
    };
  }

  /** Nor at the same package. */
  private cosmos(cosmos: Cosmos): Cosmos {
    return {
      service: (packageName, appId) => cosmos.service(packageName, appId),
      install: (request) => this.write(() => cosmos.install(request)),
      update: (request) => this.write(() => cosmos.update(request)),
      uninstall: (packageName, appId) => this.write(() => cosmos.uninstall(packageName, appId)),
    };
  }

  /** Nor at the same submission. */
  private dispatcher(dispatcher: SparkDispatcher): SparkDispatcher {
    return {
      status: (submissionId) => dispatcher.status(submissionId),
      submit: (request) => this.write(() => dispatcher.submit(request)),
      kill: (submissionId) => this.write(() => dispatcher.kill(submissionId)),
    };
  }

  /** Each look asks it anew: what one of its interpreters is asked is seldom asked for another one. */
  private zeppelin(zeppelin: Zeppelin): Zeppelin {
    return {
      interpreter: (idOrName) => zeppelin.interpreter(idOrName),
      activity: () => zeppelin.activity(),
      replaceProperties: (setting, properties) =>
        this.write(() => zeppelin.replaceProperties(setting, properties)),
      restart: (id) => this.write(() => zeppelin.restart(id)),
    };
  }

  /** A few apps are cheapest one by one; many are read at once. What is read both ways is read twice. */
  private async app(
    read: Read,
    id: string,
    { marathon, name }: { readonly marathon: Marathon; readonly name: string },
  ): Promise<MarathonApp | undefined> {
    const what = `${name} app ${id}`;
    this.wanted.set(name, (this.wanted.get(name) ?? new Set()).add(id));
    if (this.many.has(name) || (!this.single.has(what) && this.single.size >= FEW)) {
      const all = await read(`${name} apps by id`, async () => byId(await marathon.apps()));
      // One that is not in the list may be hidden rather than absent: it is asked for by its name.
      if (all.has(id)) return all.get(id);
    } else this.single.add(what);
    return read(what, () => marathon.app(id));
  }

  private async read<T>(look: Look, what: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(what) ?? [];
    const oldest = this.props.world.clock.elapsedMillis() - this.props.longest.toMillis();
    let answer = known.find(({ sent, at }) => sent > look.floor && at >= oldest);
    if (!answer) {
      answer = this.ask(ask);
      this.answers.set(what, [...known, answer]);
    }
    try {
      return (await answer.value) as T;
    } finally {
      look.floor = Math.max(look.floor, answer.answered);
    }
  }

  private ask(ask: () => Promise<unknown>): Answer {
    const answered = () => {
      answer.answered = ++this.moment;
    };
    const sent = ++this.moment;
    const value = Promise.resolve().then(ask);
    const at = this.props.world.clock.elapsedMillis();
    const answer: Answer = { sent, answered: Number.POSITIVE_INFINITY, at, value };
    // Before anybody who awaits it goes on.
    value.then(answered, answered);
    return answer;
  }

  private async write<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.drop();
    }
  }
}

function byId(apps: readonly MarathonApp[]): ReadonlyMap<string, MarathonApp> {
  return new Map(apps.map((app) => [app.id, app]));
}
