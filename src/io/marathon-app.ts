import { z } from 'zod';
import type { MarathonApp, MarathonTask } from '../operator/ports';
import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { walkMembers } from './json-walk';
import { readTasks, type TaskList } from './marathon-tasks';
import { parseJson, shaped, UnexpectedAnswer } from './shape';

/** What is no part of the definition. */
const STATUS = [
  'instances',
  'tasks',
  'deployments',
  'tasksStaged',
  'tasksRunning',
  'tasksHealthy',
  'tasksUnhealthy',
  'version',
  'versionInfo',
  'lastTaskFailure',
];

/** As far as it is read here; what is compared with a definition is compared as it is. */
const APP = z.looseObject({
  id: z.string().startsWith('/'),
  instances: z.int().nonnegative(),
  deployments: z.array(z.object({ id: z.string().min(1) })),
  versionInfo: z.object({ lastConfigChangeAt: z.string().nullish() }).nullish(),
  lastTaskFailure: z
    .object({ taskId: z.string().min(1), state: z.string().min(1), message: z.string().default('') })
    .optional(),
});

const ANSWER = memberNames('app');
const LIST = memberNames('tasks');
const EMPTY_LIST = Buffer.from('[]');

/** What an app is without its tasks; Marathon takes no definition that is nearly as large. */
const LARGEST_REST = 8 * 2 ** 20;

/**
 * Reads the answer of `GET /v2/apps/{id}`.
 * @throws SyntaxError or UnexpectedAnswer where the answer lacks what counts: a count that is wrong would be
 * acted upon
 */
export async function readApp(bytes: Buffer): Promise<MarathonApp> {
  const breath = new Breath();
  let found: MarathonApp | undefined;
  await walkMembers(bytes, 0, ANSWER, breath, async (_, at) => {
    const { app, end } = await readAppAt(bytes, at, breath, 'app');
    found = app;
    return end;
  });
  if (!found) throw new UnexpectedAnswer('app', undefined, 'an app');
  return found;
}

export interface AppAt {
  readonly app: MarathonApp;
  /** The place behind it. */
  readonly end: number;
}

/**
 * Reads the app that begins at `at`. The list of tasks, which is nearly all of it in a large cluster, is walked
 * through; what is left is parsed.
 */
export async function readAppAt(bytes: Buffer, at: number, breath: Breath, where: string): Promise<AppAt> {
  let list: (TaskList & { readonly from: number }) | undefined;
  const end = await walkMembers(bytes, at, LIST, breath, async (_, from) => {
    list = { from, ...(await readTasks(bytes, from, breath)) };
    return list.end;
  });
  if (!list) throw new UnexpectedAnswer(`${where}.tasks`, undefined, 'a list of tasks');
  const rest = end - at - (list.end - list.from);
  if (rest > LARGEST_REST) throw new UnexpectedAnswer(where, `${rest} bytes beside its tasks`, 'an app');
  const text = Buffer.concat([bytes.subarray(at, list.from), EMPTY_LIST, bytes.subarray(list.end, end)]);
  return { app: appOf(shaped(APP, parseJson(text, where), where), list.tasks), end };
}

function appOf(app: z.infer<typeof APP>, tasks: readonly MarathonTask[]): MarathonApp {
  const { id, instances, deployments, versionInfo, lastTaskFailure } = app;
  const configuredAt = versionInfo?.lastConfigChangeAt ?? undefined;
  const definition = Object.fromEntries(Object.entries(app).filter(([field]) => !STATUS.includes(field)));
  return {
    id,
    instances,
    definition,
    tasks,
    deployments: deployments.map((one) => one.id),
    ...(configuredAt === undefined ? {} : { configuredAt }),
    ...(lastTaskFailure ? { lastFailure: lastTaskFailure } : {}),
  };
}
