import type { Draft } from './draft';
import { rememberSlot, slotOf } from './draft';
import { deploymentId, names, taskId } from './names';
import { beginScale, checkScale, endDeployment, giveUp, mayEnd, proceed, tasksOf } from './scaling';
import type { App, Task } from './state';

/** As the port says it, with the words that matter. */
export type Answer =
  | { readonly is: 'accepted'; readonly deploymentId: string }
  | { readonly is: 'locked'; readonly message: string; readonly deployments: readonly string[] }
  | { readonly is: 'exists'; readonly message: string }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

const refused = (status: number, message: string): Answer => ({ is: 'refused', status, message });
const ACCEPTED: Answer = { is: 'accepted', deploymentId: 'D' };

/** Every deployment that locks the app (05). */
function locked(draft: Draft, app: number): Answer | undefined {
  const by = draft.deployments.filter((deployment) => deployment.app === app);
  if (by.length === 0) return undefined;
  const ids = by.map(({ n, kind }) => deploymentId(app, n, kind));
  return { is: 'locked', message: 'App is locked by one or more deployments.', deployments: ids };
}

/** With `force` the deployments in the way are stopped. */
function clearedLock(draft: Draft, app: number, force: boolean): Answer | undefined {
  const lock = locked(draft, app);
  if (!lock || !force) return lock;
  for (const deployment of draft.deployments.filter((one) => one.app === app))
    endDeployment(draft, deployment);
  return undefined;
}

export interface Options {
  /** A number that no deployment has that anybody may still speak of. */
  readonly n?: number;
  readonly force?: boolean;
}

/** POST /v2/apps, or PUT of one that is absent (01). */
export function create(draft: Draft, app: App, { n = 0 }: Options = {}): Answer {
  if (draft.app(app.id)) return { is: 'exists', message: 'An app with this id already exists.' };
  const lock = locked(draft, app.id);
  if (lock) return lock;
  rememberSlot(app);
  draft.apps = [...draft.apps, app].sort((a, b) => a.id - b.id);
  beginScale(draft, app.id, { n });
  return ACCEPTED;
}

/** PATCH of `instances` (04); the number that is there already locks nothing and is not locked out (05). */
export function setInstances(
  draft: Draft,
  id: number,
  { instances, n = 0, force = false }: Options & { readonly instances: number },
): Answer {
  const app = draft.app(id);
  if (!app) return refused(422, 'must either contain one of cmd or args');
  if (app.instances === instances) return ACCEPTED;
  const lock = clearedLock(draft, id, force);
  if (lock) return lock;
  draft.setApp({ ...app, instances });
  beginScale(draft, id, { n });
  return ACCEPTED;
}

/** Whatever has a task can be named, what was given up, too (50). */
function named(draft: Draft, app: number, token: string): Task | undefined {
  return tasksOf(draft, app).find(
    (task) => task.life !== 'waiting' && taskId(task.app, task.host, task.gen, task.n) === token,
  );
}

/** DELETE of tasks with scale=true (14, 50): `instances` is lowered by each that is named, given up or not. */
export function deleteAndScale(
  draft: Draft,
  id: number,
  { tasks: tokens, n = 0, force = false }: Options & { readonly tasks: readonly string[] },
): Answer {
  const app = draft.app(id);
  if (!app) return refused(404, 'the app does not exist');
  const tasks = tokens.flatMap((token) => named(draft, id, token) ?? []);
  const instances = Math.max(0, app.instances - tasks.length);
  if (instances === app.instances) return ACCEPTED;
  const lock = clearedLock(draft, id, force);
  if (lock) return lock;
  draft.setApp({ ...app, instances });
  beginScale(draft, id, { n, named: tasks });
  return ACCEPTED;
}

/** DELETE of a task without scale (12): a lost one is given up and replaced, another one ends and starts again. */
export function deleteTask(draft: Draft, id: number, token: string): Answer {
  const task = named(draft, id, token);
  if (!task) return refused(404, 'the task does not exist');
  if (task.life === 'lost') {
    giveUp(draft, task, { because: 'named', mark: 'none' });
  } else {
    draft.victims.push({ task, because: 'named' });
    draft.setTask(task, { life: 'killing' });
  }
  return ACCEPTED;
}

/** DELETE of a task with wipe=true (50c, 50d, 51e): forgotten at once; what runs of it is killed as unknown. */
export function wipe(draft: Draft, id: number, token: string): Answer {
  const task = named(draft, id, token);
  if (!task) return refused(404, 'the task does not exist');
  if (!task.up) draft.victims.push({ task, because: 'named' });
  orphan(draft, task);
  draft.removeTask(task);
  proceed(draft);
  checkScale(draft, id);
  return ACCEPTED;
}

/** Its agent runs it on, and Marathon does not know it any more. */
export function orphan(draft: Draft, task: Task): void {
  const agent = draft.agent(task.host);
  if (agent.gen === task.gen) draft.setAgent(task.host, { orphans: agent.orphans | (1 << slotOf(task)) });
}

/** DELETE of an app (54): it is gone at once; lost tasks are not waited for. */
export function remove(draft: Draft, id: number, { n = 0, force = false }: Options = {}): Answer {
  if (!draft.app(id)) return refused(404, 'the app does not exist');
  const lock = clearedLock(draft, id, force);
  if (lock) return lock;
  draft.apps = draft.apps.filter((app) => app.id !== id);
  for (const task of tasksOf(draft, id)) giveUp(draft, task, { because: 'stop', mark: 'kill' });
  draft.deployments.push({ app: id, n, kind: 'stop', starts: undefined, age: 0 });
  return ACCEPTED;
}

/** PUT of another definition, as Marathon does it with an upgradeStrategy of (0, 0): all tasks at once (19). */
export function replace(draft: Draft, app: App, { n = 0 }: Options = {}): Answer {
  if (!draft.app(app.id)) return create(draft, app, { n });
  const lock = locked(draft, app.id);
  if (lock) return lock;
  for (const task of tasksOf(draft, app.id)) giveUp(draft, task, { because: 'scale', mark: 'kill' });
  rememberSlot(app);
  draft.setApp(app);
  draft.deployments.push({ app: app.id, n, kind: 'scale', starts: undefined, age: 0 });
  proceed(draft);
  return ACCEPTED;
}

/** DELETE of a deployment with force=true (06, 56): what it has queued stays queued, nothing is killed. */
export function stopDeployment(draft: Draft, token: string): Answer {
  const found = draft.deployments.find(({ app, n, kind }) => deploymentId(app, n, kind) === token);
  if (!found) return refused(404, 'the deployment does not exist');
  endDeployment(draft, found);
  return ACCEPTED;
}

/** Deployments that have nothing more to wait for end. */
export function endReady(draft: Draft): void {
  for (const deployment of [...draft.deployments])
    if (mayEnd(draft, deployment)) endDeployment(draft, deployment);
}

export const appNumber = (id: string) => names.of(id);
