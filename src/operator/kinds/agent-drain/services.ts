import { hasEnded, LOST } from '../../../domain/mesos/task-states';
import { type Placed, type ServiceState, serviceStateSchema, stateStoreKeys } from '../../../manifest';
import type { World } from '../../engine/kind';
import type { Marathon, MarathonTask } from '../../ports';
import type { ServiceTask, ServiceTasks } from './model';

/** Every app of every shuffle service, as far as their Marathons say. */
export interface Services {
  /** Those that run them, the cluster's own among them. */
  readonly marathons: readonly Marathon[];
  on(agentId: string): ServiceTasks;
}

interface Listed extends Omit<ServiceTask, 'lost'> {
  readonly task: MarathonTask;
}

/** A service whose state or Marathon cannot be read may have a task anywhere: then nothing is known. */
export async function readServices({ store, marathon, marathonAt }: World): Promise<Services> {
  const marathons = new Map<string, Marathon>([['', marathon]]);
  const listed: Listed[] = [];
  const unknown: string[] = [];
  const prefix = stateStoreKeys.statePrefix('ShuffleService');
  for (const { key } of await store.list(prefix)) {
    const found = await store.get(key);
    const state = found && stateIn(found.body);
    if (found && !state) unknown.push(`${key} in the state store cannot be read`);
    if (!state) continue;
    try {
      const { marathon: address, marathonCredentials } = state;
      const own = address === undefined ? marathon : marathonAt(address, marathonCredentials);
      marathons.set(address ?? '', own);
      listed.push(...(await tasksOf(state, own)));
    } catch (error) {
      unknown.push(`${state.service}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    marathons: [...marathons.values()],
    on: (agentId) =>
      unknown.length > 0
        ? { is: 'unknown', message: unknown.join('; ') }
        : { is: 'known', tasks: listed.filter(({ task }) => task.agentId === agentId).map(serviceTask) },
  };
}

function stateIn(body: string): ServiceState | undefined {
  try {
    return serviceStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

async function tasksOf(
  { service, active, green, retiring }: ServiceState,
  marathon: Marathon,
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const placed of [active, green, ...retiring]) {
    const app = placed && (await marathon.app(placed.appId));
    for (const task of app?.tasks ?? []) {
      if (!placed || hasEnded(task.state) || isGivenUp(task, placed)) continue;
      listed.push({ id: task.id, appId: placed.appId, service, port: placed.port, task });
    }
  }
  return listed;
}

/** Listed until its agent returns, and no instance of the app. */
function isGivenUp({ id, state }: MarathonTask, { releases }: Placed): boolean {
  return state === LOST && releases.some((one) => one.taskId === id && one.state === 'released');
}

function serviceTask({ task, ...listed }: Listed): ServiceTask {
  return { ...listed, lost: task.state === LOST };
}
