import type { SparkDispatcherState } from '../../../../manifest';
import { readApp } from '../../../engine/app-reading';
import type { World } from '../../../engine/kind';
import type { DispatcherView, FrameworkView, Marathon, MarathonTask, TaskView } from '../../../ports';
import { ownerIn } from './identity';
import type { Sight, Stored } from './model';

/** Where to look, as the manifest says or as it is remembered. */
export interface Place {
  readonly appId: string;
  readonly marathon: Marathon;
  readonly stored: Stored | undefined;
  /** As it runs now. */
  readonly webUiPort: number;
  /** The name of its framework. */
  readonly framework: string;
  /** Whether it matters who may be lost. */
  readonly counts: boolean;
}

export async function look(place: Place, world: World): Promise<Sight> {
  const { stored } = place;
  const { app, queued, queueReasons } = await readApp(place.marathon, place.appId);
  const task = app?.tasks.find(({ state }) => state === 'TASK_RUNNING');
  const webUiUrl = task && `http://${bracketed(task.host)}:${place.webUiPort}`;
  const page = webUiUrl === undefined ? undefined : await pageOf(webUiUrl, world);
  const view = page && 'frameworkId' in page ? page : undefined;
  const all = await world.mesos.frameworks();
  const known = stored?.value?.frameworks ?? [];
  const seen = all.is === 'known' ? all.frameworks : undefined;
  const frameworkId = presentId({ view, seen, webUiUrl, name: place.framework }) ?? known.at(-1);
  const ids = frameworkId === undefined ? known : [...known.filter((id) => id !== frameworkId), frameworkId];
  const alive = place.counts ? await aliveIn({ view, task, ids, stored }, world) : undefined;
  const owner = app && ownerIn(app);
  return {
    queued,
    queueReasons,
    frameworks: seen && ids.flatMap((id) => seen.find((one) => one.id === id) ?? []),
    ...(stored ? { stored } : {}),
    ...(app ? { app } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(task ? { task } : {}),
    ...(webUiUrl === undefined ? {} : { webUiUrl }),
    ...(view ? { view } : {}),
    ...(page && 'silence' in page ? page : {}),
    ...(frameworkId === undefined ? {} : { frameworkId }),
    ...(alive === undefined ? {} : { alive }),
  };
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);

async function pageOf(url: string, world: World): Promise<DispatcherView | { readonly silence: string }> {
  try {
    return await world.dispatcherUiAt(url).view();
  } catch (error) {
    return { silence: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Its own page says which framework it is. Else it is the one of its name whose pages are there: nobody else can be
 * at that host and port.
 */
function presentId(props: {
  readonly view: DispatcherView | undefined;
  readonly seen: readonly FrameworkView[] | undefined;
  readonly webUiUrl: string | undefined;
  readonly name: string;
}): string | undefined {
  const { view, seen = [], webUiUrl, name } = props;
  if (view && view.frameworkId !== '') return view.frameworkId;
  return seen.find((one) => one.name === name && one.webUiUrl === webUiUrl && one.connected === true)?.id;
}

const ENDED = /^TASK_(FINISHED|FAILED|KILLED|ERROR|LOST|GONE|GONE_BY_OPERATOR|DROPPED)$/;

/** Drivers that wait are known to the dispatcher alone; those that run, in whichever of its frameworks, to Mesos. */
async function aliveIn(
  props: {
    readonly view: DispatcherView | undefined;
    readonly task: MarathonTask | undefined;
    readonly ids: readonly string[];
    readonly stored: Stored | undefined;
  },
  world: World,
): Promise<readonly string[] | undefined> {
  const { view, task, ids, stored } = props;
  // It has never registered, so that it has never taken a driver.
  const isNew = !task && ids.length === 0;
  if (!view && !isNew && (task || keepsQueue(stored?.value))) return undefined;
  const alive = new Set([...(view?.queued ?? []), ...(view?.launched ?? []), ...(view?.retrying ?? [])]);
  for (const id of ids) {
    const found = await world.mesos.tasksOf(id);
    if (found.is === 'unknown') return undefined;
    for (const one of found.tasks) if (!ENDED.test(one.state)) alive.add(submissionOf(one));
  }
  return [...alive].sort();
}

/** What does not run keeps its queue in ZooKeeper, and shows it to nobody. */
const keepsQueue = (state: SparkDispatcherState | undefined) => state?.recovery !== 'None';

const submissionOf = ({ id }: TaskView) => id.replace(/-retry-\d+$/, '');
