import { hasEnded, LOST } from '../../../domain/mesos/task-states';
import type { Placed } from '../../../manifest';
import type { AgentView, ClusterView, MarathonApp, MarathonTask } from '../../ports';
import { type Need, type Verdict, verdict } from './eligibility';

/** The tasks of one app, by what they mean for the count. */
export interface TaskCount {
  /** Staged, starting or running, by host. */
  readonly live: ReadonlyMap<string, MarathonTask>;
  /** Unreachable tasks that were not given up: each may hold a slot. */
  readonly open: readonly MarathonTask[];
  /**
   * Of `open` those that were started before the app's definition was changed. An upgrade gives lost tasks up first,
   * or has not come to it: no number tells.
   */
  readonly former: readonly MarathonTask[];
  /** Unreachable tasks whose slot was given up, or that are of an app of this id that was deleted; Marathon lists them until their agent returns. */
  readonly ghosts: readonly MarathonTask[];
  /** `instances` that are neither launched nor queued. More than `open` while Marathon has yet to queue some. */
  readonly unaccounted: number;
  /** Slots that lost tasks hold. */
  readonly held: number;
  /** Launched and queued tasks that are more than `instances`: Marathon is about to end as many. */
  readonly surplus: number;
  /** Nothing is starting, dying or deploying, and the queue did not move: the numbers fit each other. */
  readonly steady: boolean;
  /** Steady, and nothing is queued. */
  readonly still: boolean;
}

/** What is asked of Marathon beside the app. */
export interface QueueReading {
  readonly queued: number;
  readonly queueSteady: boolean;
}

/**
 * Held slots are counted from `instances`, never from the listing: a task whose slot was given up stays listed
 * as unreachable (recordings 09, 50). What is not launched is not always held either: after a scale-up beside
 * such a task Marathon queues nothing until its periodic scale check (51). So both bounds apply.
 */
export function countTasks(
  app: MarathonApp,
  queue: QueueReading,
  { releases, born }: Pick<Placed, 'releases' | 'born'>,
): TaskCount {
  const ids = new Set(releases.filter(({ state }) => state === 'released').map(({ taskId }) => taskId));
  const isReleased = ({ id, version }: MarathonTask) => ids.has(id) || isBefore(version, born);
  // A task that was given up and is back runs only until Marathon has killed it (recording 50): no instance is it.
  // What has ended is no longer launched; Marathon may still list it, waiting with its old host.
  const launched = app.tasks.filter(
    (task) => !hasEnded(task.state) && task.state !== LOST && !isReleased(task),
  );
  const lost = app.tasks.filter(({ state }) => state === LOST);
  const open = lost.filter((task) => !isReleased(task));
  const missing = app.instances - launched.length - queue.queued;
  const unaccounted = Math.max(0, missing);
  const steady =
    queue.queueSteady &&
    app.deployments.length === 0 &&
    launched.every(({ state }) => state === 'TASK_RUNNING');
  return {
    live: new Map(launched.filter(({ state }) => state !== 'TASK_KILLING').map((task) => [task.host, task])),
    open,
    former: open.filter(({ version }) => isBefore(version, app.configuredAt)),
    ghosts: lost.filter(isReleased),
    unaccounted,
    held: Math.min(unaccounted, open.length),
    surplus: Math.max(0, -missing),
    steady,
    still: steady && queue.queued === 0,
  };
}

function isBefore(version: string | undefined, change: string | undefined): boolean {
  return version !== undefined && change !== undefined && Date.parse(version) < Date.parse(change);
}

export const NO_TASKS: TaskCount = {
  live: new Map(),
  open: [],
  former: [],
  ghosts: [],
  unaccounted: 0,
  held: 0,
  surplus: 0,
  steady: true,
  still: true,
};

/** Agents by hostname: two rows with one hostname can hold one task, and the one that can counts. */
export interface AgentCount {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Hosts that should have a task: eligible or blocked. */
  readonly eligible: readonly string[];
  /** Eligible hosts without a task on which one would be placed now. */
  readonly free: readonly string[];
  /** Eligible hosts that are back before their lost task is: it will go on, so nothing is added for them. */
  readonly returning: ReadonlySet<string>;
  /** What `instances` should be: hosts that have or could have a task, and the slots that lost tasks hold. */
  readonly target: number;
}

type KnownView = Extract<ClusterView, { is: 'known' }>;

export function countAgents(view: KnownView, need: Need, tasks: TaskCount): AgentCount {
  const lostOn = new Map<string, string[]>();
  for (const { host, agentId } of [...tasks.open, ...tasks.ghosts]) {
    lostOn.set(host, [...(lostOn.get(host) ?? []), agentId]);
  }
  const verdicts = new Map<string, Verdict>();
  const returning = new Set<string>();
  for (const agent of view.agents) {
    const seat = {
      taken: tasks.live.has(agent.hostname),
      ...(view.region === undefined ? {} : { region: view.region }),
    };
    const found = verdict(agent, need, seat);
    verdicts.set(agent.hostname, better(verdicts.get(agent.hostname), found));
    if (found.is !== 'no' && !seat.taken && isBack(agent, lostOn)) returning.add(agent.hostname);
  }
  const eligible = [...verdicts].filter(([, { is }]) => is !== 'no').map(([host]) => host);
  const free = eligible.filter(
    (host) => verdicts.get(host)?.is === 'eligible' && !tasks.live.has(host) && !returning.has(host),
  );
  return { verdicts, eligible, free, returning, target: tasks.live.size + free.length + tasks.held };
}

/** The very agent whose task is listed as lost; one with another id is a new machine under an old name. */
function isBack(agent: AgentView, lostOn: ReadonlyMap<string, readonly string[]>): boolean {
  return (lostOn.get(agent.hostname) ?? []).some((id) => id === agent.id || id === '');
}

const RANK = { no: 0, blocked: 1, eligible: 2 } as const;

function better(a: Verdict | undefined, b: Verdict): Verdict {
  return a && RANK[a.is] >= RANK[b.is] ? a : b;
}
