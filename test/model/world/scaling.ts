import { factsOf } from './definition';
import type { Draft, Victim } from './draft';
import type { Deployment, Task } from './state';

/** Which goes first when an app has too many (04, 07, 52): lost ones, then those that start, those that run, those that wait. */
const WEIGHT = { lost: 1, staging: 2, running: 4, killing: 5, waiting: 5 } as const;

/** Whom Marathon ends to come down to a number: those that are named, then the youngest of the lightest. */
export function chooseVictims(
  tasks: readonly Task[],
  scaleTo: number,
  named: readonly Task[] = [],
): readonly Task[] {
  const counted = tasks.filter(({ up }) => !up);
  const sentenced = counted.filter((task) => named.includes(task));
  const others = counted
    .filter((task) => !named.includes(task))
    .reverse()
    .sort((a, b) => WEIGHT[a.life] - WEIGHT[b.life]);
  return [...sentenced, ...others].slice(0, Math.max(counted.length - scaleTo, sentenced.length));
}

/** Gives a slot up (50): what waits is forgotten, what is lost stays listed, the rest is killed. */
export function giveUp(draft: Draft, task: Task, props: Pick<Victim, 'because'> & Pick<Task, 'mark'>): void {
  if (task.up) return;
  if (task.life === 'waiting') {
    draft.removeTask(task);
    return;
  }
  draft.victims.push({ task, because: props.because });
  draft.setTask(task, { up: true, mark: props.mark, ...(task.life === 'lost' ? {} : { life: 'killing' }) });
}

export function start(draft: Draft, app: number, mark: Task['mark']): void {
  draft.tasks.push({ app, life: 'waiting', host: -1, gen: 0, n: 0, health: 'unknown', up: false, mark });
}

export const tasksOf = (draft: Draft, app: number) => draft.tasks.filter((task) => task.app === app);

/** Starts and ends tasks outside of any deployment, periodically and after the end of a task (51, 51e). */
export function checkScale(draft: Draft, id: number): void {
  const app = draft.app(id);
  if (!app || draft.locked(id)) return;
  const counted = tasksOf(draft, id).filter(({ up }) => !up);
  for (const task of chooseVictims(counted, app.instances))
    giveUp(draft, task, { because: 'scale', mark: 'none' });
  for (let i = counted.length; i < app.instances; i++) start(draft, id, 'none');
}

/** A deployment that brings an app to its number begins at once: first it kills. */
export function beginScale(
  draft: Draft,
  id: number,
  { n, named = [] }: { readonly n: number; readonly named?: readonly Task[] },
): void {
  const victims = chooseVictims(tasksOf(draft, id), draft.app(id)?.instances ?? 0, named);
  for (const task of victims)
    giveUp(draft, task, { because: named.includes(task) ? 'named' : 'scale', mark: 'kill' });
  draft.deployments.push({ app: id, n, kind: 'scale', starts: undefined, age: 0 });
  proceed(draft);
}

/**
 * What deployments do by themselves once what they wait for has come: start what is missing. Whatever is launched
 * counts, a ghost, too: beside one too few are started (51, 51b).
 */
export function proceed(draft: Draft): void {
  draft.deployments = draft.deployments.map((deployment) => {
    if (deployment.kind !== 'scale' || deployment.starts !== undefined) return deployment;
    const tasks = tasksOf(draft, deployment.app);
    if (tasks.some(({ mark, life }) => mark === 'kill' && life !== 'lost')) return deployment;
    const there = tasks.filter(({ life, up }) => life !== 'waiting' || !up).length;
    const missing = Math.max(0, (draft.app(deployment.app)?.instances ?? 0) - there);
    for (let i = 0; i < missing; i++) start(draft, deployment.app, 'start');
    return { ...deployment, starts: missing };
  });
}

/** It waits only for what it has started itself, and for health where there is a check (27, 56). */
export function mayEnd(draft: Draft, deployment: Deployment): boolean {
  const tasks = tasksOf(draft, deployment.app);
  if (deployment.kind === 'stop') return !tasks.some(({ mark, life }) => mark === 'kill' && life !== 'lost');
  if (deployment.kind === 'foreign') return true;
  if (deployment.starts === undefined) return false;
  const app = draft.app(deployment.app);
  const checked = app !== undefined && factsOf(app.definition).checked;
  const ready = tasks.filter(
    ({ mark, life, health }) =>
      mark === 'start' && life === 'running' && (checked ? health === 'good' : true),
  );
  return ready.length === deployment.starts;
}

export function endDeployment(draft: Draft, deployment: Deployment): void {
  draft.deployments = draft.deployments.filter((one) => one !== deployment);
  draft.tasks = draft.tasks.map((task) =>
    task.app === deployment.app && task.mark !== 'none' ? { ...task, mark: 'none' } : task,
  );
}

/** A task has ended: its instance is forgotten if it was given up, else it waits for another agent. */
export function taskEnds(draft: Draft, task: Task): void {
  if (task.up) draft.removeTask(task);
  else draft.renewTask(task, { life: 'waiting', host: -1, gen: 0, n: 0, health: 'unknown' });
  proceed(draft);
  checkScale(draft, task.app);
}
