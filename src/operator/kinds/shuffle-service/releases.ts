import { LOST } from '../../../domain/mesos/task-states';
import type { Metadata, Release, ServiceState } from '../../../manifest';
import { goneAgents } from '../../../manifest';
import type { MarathonApp, MarathonTask } from '../../ports';
import type { TaskCount } from './count';
import { stopStuck } from './locked';
import {
  type AppSight,
  isRunning,
  type Observed,
  type Running,
  type ShuffleAction,
  type Stored,
  sightsOf,
} from './model';
import { withPlaced } from './state';
import { ENDED_WITHIN_MILLIS } from './within-reach';

/**
 * How long after `asked` a request may still be under way. Only then is it asked again: the same delete twice
 * kills a healthy task (recording 50).
 */
export const SETTLE_MILLIS = 120_000;

const RUNNING = 'TASK_RUNNING';

type WithState = Observed & { readonly state: Stored<ServiceState> };

/** The first app whose ledger is not as it should be now. */
export function recordReleases(o: WithState): ShuffleAction | undefined {
  for (const { app, placed, tasks } of sightsOf(o)) {
    if (!app || app.deployments.length > 0) continue;
    const settled = o.withinReachMillis >= ENDED_WITHIN_MILLIS;
    const releases = settleReleases(placed.releases, app, { tasks, now: o.now, settled });
    if (JSON.stringify(releases) === JSON.stringify(placed.releases)) continue;
    return {
      do: 'record-releases',
      because: `${releases.length} released tasks of ${placed.appId} are still listed`,
      state: withPlaced(o.state.value, placed.appId, () => ({ releases: [...releases] })),
      etag: o.state.etag,
    };
  }
  return undefined;
}

/**
 * The ledger as it should be now: tasks that are no longer listed are forgotten, what was asked is confirmed
 * once its slot is given up, and lost tasks that hold no slot (a person gave it up) are noted before a scale-up
 * could make them look as if they did.
 * @param props.settled whatever is listed as running and is to end would have ended by now
 */
export function settleReleases(
  releases: readonly Release[],
  app: MarathonApp,
  props: { readonly tasks: TaskCount; readonly now: string; readonly settled: boolean },
): readonly Release[] {
  const { tasks, now, settled } = props;
  const states = new Map(app.tasks.map(({ id, state }) => [id, state]));
  const givenUp = tasks.steady && tasks.unaccounted === tasks.open.length - 1;
  // More slots are taken than lost tasks can hold: a task that was believed given up runs on and holds one.
  const oneHolds = tasks.steady && tasks.unaccounted > tasks.open.length;
  // What was asked so long ago and is provably held was never done: whoever asked has ended, or was refused.
  const allHold = tasks.steady && tasks.unaccounted === tasks.open.length;
  const kept = releases
    .filter(({ taskId }) => states.has(taskId))
    .filter(
      (one) => !(allHold && one.state === 'asked' && isOld(one, now) && states.get(one.taskId) === LOST),
    )
    .filter(({ taskId, state }) => !(oneHolds && state === 'released' && states.get(taskId) === RUNNING))
    .map((release) => {
      const { taskId, state } = release;
      if (state !== 'asked') return release;
      const confirmed = givenUp && tasks.open.some(({ id }) => id === taskId);
      // Back, and being killed if the slot was given up: if it was not, the numbers say so next time.
      const back = states.get(taskId) !== LOST && isOld(release, now);
      return confirmed || back ? { ...release, state: 'released' as const } : release;
    });
  // What was asked may be back and dying: it is counted as running until the next look.
  const asked = releases.some(({ state }) => state === 'asked');
  if (asked || !settled || !tasks.still || tasks.unaccounted > 0) return kept;
  const known = new Set(kept.map(({ taskId }) => taskId));
  const found = tasks.open
    .filter(({ id }) => !known.has(id))
    .map(({ id, host }): Release => {
      const because = 'found: the task is lost and every instance runs elsewhere';
      return { taskId: id, host, state: 'released', at: now, because };
    });
  return [...kept, ...found];
}

function isOld(release: Release, now: string): boolean {
  return Date.parse(now) - Date.parse(release.at) >= SETTLE_MILLIS;
}

/**
 * The lost task whose slot is to be given up next: its agent is gone by the registry, by a person's word or with its
 * machine, it is listed as unreachable, and every lost task that was not given up holds a slot, so that this one does, too.
 */
export function nextRelease(
  metadata: Pick<Metadata, 'annotations'>,
  sight: AppSight,
  o: WithState,
): readonly ShuffleAction[] {
  const { tasks, placed, app } = sight;
  if (!app) return [];
  if (app.deployments.length > 0) return releaseDue(metadata, sight, o) ? stopStuck(sight, o) : [];
  if (!allHeld(tasks)) return [];
  // One at a time: what was asked is settled first.
  if (placed.releases.some(({ state }) => state === 'asked')) return [];
  for (const task of tasks.open) {
    const because = evidence(metadata, o, task);
    if (because === undefined) continue;
    return [{ do: 'release-slot', task, because, appId: placed.appId, state: o.state, now: o.now }];
  }
  return [];
}

/** Every lost task that was not given up holds a slot. Of one that somebody's upgrade may have given up nobody knows. */
export function allHeld({ steady, unaccounted, open, former }: TaskCount): boolean {
  return steady && unaccounted === open.length && former.length === 0;
}

/** Why a slot that is to be given up is not. */
export function releaseUnclear(
  metadata: Pick<Metadata, 'annotations'>,
  { tasks }: Pick<AppSight, 'tasks'>,
  o: Observed,
): string | undefined {
  const { steady, open, former } = tasks;
  if (!steady || former.length === 0 || !open.some((task) => evidence(metadata, o, task) !== undefined)) {
    return undefined;
  }
  return (
    `${former.length} tasks were lost before somebody changed the app, and whether they hold slots is not known: ` +
    'take them off the list, which kills nothing (DELETE .../tasks/ID?wipe=true)'
  );
}

/** A slot is to be given up, and a deployment keeps it from being so. */
function releaseDue(metadata: Pick<Metadata, 'annotations'>, sight: AppSight, o: Observed): sight is Running {
  return isRunning(sight) && sight.tasks.open.some((task) => evidence(metadata, o, task) !== undefined);
}

/**
 * A lost task whose slot is known to be given up is taken off the list: while it stands there it counts as launched,
 * and a scale-up starts nothing until Marathon's periodic check (recordings 50c, 51, 51e).
 */
export function wipeReleased({ app, tasks }: AppSight): readonly ShuffleAction[] {
  const [ghost] = tasks.ghosts;
  if (!app || !ghost || !allHeld(tasks)) return [];
  const because = `${ghost.id} on ${ghost.host} was given up; as long as it is listed new tasks start late`;
  return [{ do: 'wipe-task', because, appId: app.id, taskId: ghost.id }];
}

function evidence(
  metadata: Pick<Metadata, 'annotations'>,
  o: Observed,
  task: MarathonTask,
): string | undefined {
  if (o.view.is === 'unknown') return undefined;
  const { id, host, agentId } = task;
  const known = [...o.view.agents.map((agent) => agent.id), ...o.view.recovered.map((agent) => agent.id)];
  // Its very agent is there: whatever is said, it is not gone.
  if (agentId === '' || known.includes(agentId)) return undefined;
  if (o.gone.is === 'known' && o.gone.ids.has(agentId)) {
    return `the registry says that agent ${agentId} (${host}) is gone; its lost task ${id} holds a slot`;
  }
  if (goneAgents(metadata).includes(host)) {
    return `the manifest says that ${host} is gone; its lost task ${id} holds a slot`;
  }
  const fate = o.machines?.fates.get(agentId);
  if (fate?.is === 'ended') return `${fate.because}; the lost task ${id} of ${host} holds a slot`;
  return undefined;
}
