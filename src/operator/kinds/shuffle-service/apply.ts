import { LOST } from '../../../domain/mesos/task-states';
import {
  type Release,
  type ServiceState,
  type ShuffleServiceManifest,
  stateStoreKeys,
} from '../../../manifest';
import { readApp } from '../../engine/app-reading';
import { readDrains } from '../../engine/drains';
import type { Applied, World } from '../../engine/kind';
import { documentText } from '../../engine/remembered';
import { refusalText, writeOutcome } from '../../engine/write-outcome';
import type { MarathonTask, PutCondition, WriteAnswer } from '../../ports';
import { countTasks, type TaskCount } from './count';
import { fits } from './drained';
import type { ShuffleAction } from './model';
import { allHeld } from './releases';
import { ownWrite } from './service-time';
import { placedOf, readEndpoint, readState, revisionKey, stateKey, withPlaced } from './state';

const DONE: Applied = { is: 'done' };

/** One write. What it rests on is part of it: an ETag, an absence, an id. */
export async function apply(
  action: ShuffleAction,
  { metadata }: Pick<ShuffleServiceManifest, 'metadata'>,
  world: World,
): Promise<Applied> {
  const service = metadata.name;
  const { marathon } = world;
  switch (action.do) {
    case 'store-revision':
      return put(world, revisionKey(service, action.revision.id), action.revision, { ifAbsent: true });
    case 'publish-endpoint':
      return put(world, stateStoreKeys.endpoint(service), action.endpoint, conditionOf(action.etag));
    case 'record-machines':
      return put(world, stateStoreKeys.machines(service), action.records, conditionOf(action.etag));
    case 'create-app':
      return created(await marathon.create(action.app));
    case 'raise-instances':
      return writeOutcome(await marathon.raise(action.appId, action.to));
    case 'release-slot':
    case 'release-task':
      return release(action, service, world);
    case 'wipe-task':
      return wipe(action, world);
    case 'stop-deployment':
      return writeOutcome(await marathon.stop(action.deploymentId));
    case 'remove-app':
      return remove(action, service, world);
    default:
      return putState(action.state, { service, world, condition: conditionOf(action.etag) });
  }
}

function conditionOf(etag: string | undefined): PutCondition {
  return etag === undefined ? { ifAbsent: true } : { ifMatch: etag };
}

async function put(world: World, key: string, value: unknown, condition: PutCondition): Promise<Applied> {
  const result = await world.store.put(key, documentText(value), condition);
  if (result.is === 'written') return DONE;
  return { is: 'wait', because: `${key} was changed by somebody else meanwhile` };
}

async function putState(state: ServiceState, { service, world, condition }: StateWriting): Promise<Applied> {
  const written = await writeState(state, { service, world, condition });
  if (written !== undefined) return DONE;
  return { is: 'wait', because: `${stateKey(service)} was changed by somebody else meanwhile` };
}

interface StateWriting {
  readonly service: string;
  readonly world: World;
  readonly condition: PutCondition;
}

/** The new ETag; undefined where somebody else has written. */
async function writeState(
  state: ServiceState,
  { service, world, condition }: StateWriting,
): Promise<string | undefined> {
  const result = await world.store.put(stateKey(service), documentText(state), condition);
  if (result.is !== 'written') return undefined;
  ownWrite(world, service, result.etag);
  return result.etag;
}

/** Only what is wrong with the definition itself stays wrong until the manifest changes. */
function created(answer: WriteAnswer): Applied {
  if (answer.is === 'refused' && (answer.status === 400 || answer.status === 422)) {
    return { is: 'refused', because: refusalText(answer) };
  }
  return writeOutcome(answer);
}

/** Only while it is still listed as lost: a task that is back would be killed. */
async function wipe(
  { appId, taskId }: Extract<ShuffleAction, { do: 'wipe-task' }>,
  { marathon }: World,
): Promise<Applied> {
  const app = await marathon.app(appId);
  const task = app?.tasks.find(({ id }) => id === taskId);
  if (!task) return DONE;
  if (task.state !== LOST) return { is: 'wait', because: `${taskId} is ${task.state} now; it is left alone` };
  const answer = await marathon.wipe(appId, taskId);
  return answer.is === 'refused' && answer.status === 404 ? DONE : writeOutcome(answer);
}

/** The end of an app: looked at once more whether it is still what the decision was about, and not published. */
async function remove(
  { appId, etag }: Extract<ShuffleAction, { do: 'remove-app' }>,
  service: string,
  { store, marathon }: World,
): Promise<Applied> {
  const state = await readState(store, service);
  const endpoint = await readEndpoint(store, service);
  const published = endpoint?.value?.appId === appId && !endpoint.value.withdrawn;
  const replaced = state?.value.green?.port === state?.value.active?.port;
  if (state?.etag !== etag || (published && !replaced)) {
    return { is: 'wait', because: `${appId} is not what it was when it was looked at; it is left alone` };
  }
  const answer = await marathon.remove(appId);
  return answer.is === 'refused' && answer.status === 404 ? DONE : writeOutcome(answer);
}

/**
 * Gives up the slot of one task, lost or on an agent that is to go: writes down that it will be asked, looks once more, asks. If the answer is
 * lost, the note is what keeps the same request from being sent twice.
 */
async function release(
  action: Extract<ShuffleAction, { do: 'release-slot' | 'release-task' }>,
  service: string,
  world: World,
): Promise<Applied> {
  const { appId, task, state, now, because } = action;
  const note: Release = { taskId: task.id, host: task.host, state: 'asked', at: now, because };
  const without = (releases: readonly Release[]) => releases.filter(({ taskId }) => taskId !== task.id);
  const asked = withPlaced(state.value, appId, ({ releases }) => ({
    releases: [...without(releases), note],
  }));
  const written = await writeState(asked, { service, world, condition: { ifMatch: state.etag } });
  if (written === undefined) return { is: 'wait', because: 'the service was changed by somebody else' };
  const still = action.do === 'release-slot' ? stillHeld : stillRuns;
  const answer = (await still(task, appId, { state: asked, world }))
    ? writeOutcome(await world.marathon.release(appId, task.id))
    : { is: 'wait' as const, because: `${task.id} has changed since it was looked at; it is left alone` };
  if (answer.is === 'done') return answer;
  // Nothing was given up: take the note back.
  const undone = withPlaced(state.value, appId, ({ releases }) => ({ releases: without(releases) }));
  await writeState(undone, { service, world, condition: { ifMatch: written } });
  return answer;
}

interface Asked {
  readonly state: ServiceState;
  readonly world: World;
}

async function stillHeld({ id }: MarathonTask, appId: string, asked: Asked): Promise<boolean> {
  const tasks = await countAgain(appId, asked);
  return tasks !== undefined && allHeld(tasks) && tasks.open.some((one) => one.id === id);
}

/** On the very agent, and its drain still says so. */
async function stillRuns(task: MarathonTask, appId: string, asked: Asked): Promise<boolean> {
  const { released } = await readDrains(asked.world.store);
  const tasks = await countAgain(appId, asked);
  if (!tasks || !fits(tasks) || !released.has(task.agentId)) return false;
  return [...tasks.live.values()].some(({ id, agentId }) => id === task.id && agentId === task.agentId);
}

async function countAgain(appId: string, { state, world }: Asked): Promise<TaskCount | undefined> {
  const { app, ...queue } = await readApp(world.marathon, appId);
  const placed = placedOf(state).find((one) => one.appId === appId);
  return app && countTasks(app, queue, placed ?? { releases: [] });
}
