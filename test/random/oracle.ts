import type { Instance } from '../../src/lab/world/marathon/instance';
import { isLaunched } from '../../src/lab/world/marathon/instance';
import { isReachable } from '../../src/lab/world/mesos/agent';
import type { World } from '../../src/lab/world/world';
import { type Endpoint, endpointSchema, stateStoreKeys } from '../../src/manifest';
import { Book } from './book';
import type { Manifests } from './declared';
import { forgets, marksGone } from './drain-rules';
import { Excuses } from './excuses';
import type { Write } from './requests';
import type { Application, Spark } from './spark';
import { isEligible, type Truth, truthOf } from './truth';
import { judgeWrite } from './write-rules';

export interface OracleProps {
  readonly world: World;
  readonly spark: () => Spark;
  readonly manifests: Manifests;
  readonly tell: (what: string) => void;
}

/** What one operator has seen last. */
export interface Look {
  readonly truth: Truth;
  /** Applications that used an app then. */
  readonly users: ReadonlyMap<string, ReadonlySet<Application>>;
  /** `instances` as they were read, by app. */
  readonly instances: Map<string, number>;
}

const agentIn = (fields: unknown) =>
  (fields as { readonly agent_id?: { readonly value?: string } } | undefined)?.agent_id?.value ?? '';

/** Knows everything, and holds what operators do against it. */
export class Oracle {
  readonly violations: string[] = [];
  /** Agents that a person has deactivated or drained by Mesos' own means, ever. */
  readonly personsDeactivated = new Set<string>();
  readonly book: Book;
  readonly excuses: Excuses;
  private readonly looks = new Map<string, Look>();
  /** When each operator began to read the manifests last. */
  private readonly reads = new Map<string, number>();

  constructor(readonly props: OracleProps) {
    const { world } = props;
    this.book = new Book(() => world.timeline.now);
    this.excuses = new Excuses(world);
    this.watchMarathon();
  }

  get now(): number {
    return this.props.world.timeline.now;
  }

  fail(what: string): void {
    this.violations.push(what);
    this.props.tell(`VIOLATION: ${what}`);
  }

  lookOf(holder: string): Look {
    return this.looks.get(holder) ?? this.begins(holder);
  }

  /** An operator begins to look at the world: whatever it writes next rests on this or on something later. */
  begins(holder: string): Look {
    const users = new Map<string, Set<Application>>();
    for (const one of this.props.spark().users()) {
      users.set(one.appId, (users.get(one.appId) ?? new Set()).add(one));
    }
    const look = {
      truth: truthOf(this.props.world, this.book.drained()),
      users,
      instances: new Map<string, number>(),
    };
    this.looks.set(holder, look);
    return look;
  }

  readsManifests(holder: string): void {
    this.reads.set(holder, this.now);
  }

  asksMarathon(holder: string, write: Write): void {
    this.mayWrite(holder, JSON.stringify(write));
    for (const problem of judgeWrite(write, {
      oracle: this,
      look: this.lookOf(holder),
      now: truthOf(this.props.world, this.book.drained()),
      readAt: this.reads.get(holder) ?? this.now,
    })) {
      this.fail(`${holder}: ${JSON.stringify(write)}: ${problem}`);
    }
  }

  /** Of Mesos, what changes something. */
  asksMesos(holder: string, json: unknown): void {
    this.mayWrite(holder, JSON.stringify(json));
    const call = json as { readonly type?: string; readonly mark_agent_gone?: unknown };
    if (call.type === 'MARK_AGENT_GONE') {
      for (const problem of marksGone(agentIn(call.mark_agent_gone), this)) {
        this.fail(`${holder} marks an agent as gone: ${problem}`);
      }
    }
  }

  asksStore(holder: string, key: string): void {
    if (key !== stateStoreKeys.lease) this.mayWrite(holder, `writes ${key}`);
  }

  written(holder: string, key: string, body: string): void {
    if (key.startsWith('endpoints/')) this.publishes(holder, endpointSchema.parse(JSON.parse(body)));
    this.book.written(key, body);
    if (key.startsWith(stateStoreKeys.statePrefix('ShuffleService'))) this.onePortEach();
  }

  deleted(holder: string, key: string, body: string): void {
    for (const problem of forgets(key, body, this)) this.fail(`${holder} deletes ${key}: ${problem}`);
    this.book.deleted(key);
  }

  private mayWrite(holder: string, what: string): void {
    if (!this.book.mayWrite(holder)) this.fail(`${holder} writes without the lease: ${what}`);
  }

  private publishes(holder: string, { appId, port, withdrawn }: Endpoint): void {
    if (withdrawn) return;
    const { truth } = this.lookOf(holder);
    const now = truthOf(this.props.world, this.book.drained());
    const app = now.apps.get(appId) ?? truth.apps.get(appId);
    if (!app) {
      this.fail(`${holder} publishes ${appId}, which does not run`);
      return;
    }
    for (const agent of truth.agents) {
      const same = now.agents.find(({ id, since }) => id === agent.id && since === agent.since);
      if (!same) continue;
      if (agent.recovered && same.recovered) {
        this.fail(`${holder} publishes ${appId} while ${agent.host} is only recovered`);
      }
      const wanted = isEligible(agent, app) && isEligible(same, app);
      const healthy = [truth, now].some(({ apps }) => apps.get(appId)?.healthy.has(agent.host));
      if (wanted && !healthy) {
        this.fail(`${holder} publishes port ${port} of ${appId}, which ${agent.host} does not have`);
      }
    }
  }

  private onePortEach(): void {
    const taken = new Map<number, string>();
    for (const service of this.book.states.keys()) {
      for (const { appId, port } of this.book.placed(service)) {
        const other = taken.get(port);
        const inPlace = other !== undefined && this.book.isReplacedInPlace(service, other);
        if (other !== undefined && !inPlace)
          this.fail(`${other} and ${appId} are both decided to have port ${port}`);
        taken.set(port, appId);
      }
    }
  }

  /** Whatever ends a task or gives up a slot passes here. */
  private watchMarathon(): void {
    const { cluster, marathon } = this.props.world;
    const { tracker } = marathon.core;
    const decommission = tracker.decommission.bind(tracker);
    tracker.decommission = (instance) => {
      if (instance.goal === 'Running' && isLaunched(instance)) this.givenUp(instance);
      return decommission(instance);
    };
    const kill = cluster.tasks.kill.bind(cluster.tasks);
    cluster.tasks.kill = (id) => {
      const instance = tracker.byTask(id);
      if (instance) this.killed(instance);
      kill(id);
    };
  }

  private givenUp(instance: Instance): void {
    if (!this.book.owners.has(instance.appId)) return;
    if (this.excuses.ofSlot(instance)) {
      // Its task may end much later: when its agent is back, or has registered with a new master.
      this.excuses.endOf(instance);
      return;
    }
    this.fail(
      `Marathon gives up ${instance.task?.id ?? instance.id} of ${instance.appId} (${instance.condition})`,
    );
  }

  private killed(instance: Instance): void {
    const { cluster } = this.props.world;
    const task = instance.task && cluster.tasks.find(instance.task.id);
    const agent = task && cluster.byId(task.agentId);
    if (!task || !agent || !isReachable(agent) || !this.book.owners.has(instance.appId)) return;
    const works = task.actual === 'TASK_RUNNING' && task.healthy === true;
    if (!works || agent.drain || this.excuses.ofSlot(instance)) return;
    this.fail(`a healthy task of ${instance.appId} is killed: ${task.id} on ${agent.hostname}`);
  }
}
