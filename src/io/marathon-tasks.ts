import type { MarathonTask } from '../operator/ports';
import { eachItem, eachMember, memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { type AppJson, healthOf } from './marathon-json';

const ANSWER = memberNames('app');
const APP = memberNames('tasks');
const TASK = ['id', 'host', 'slaveId', 'state', 'ports', 'healthCheckResults'] as const;
const RESULT = ['alive'] as const;

const EMPTY_LIST = Buffer.from('[]');
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

interface TaskList {
  readonly from: number;
  readonly to: number;
  readonly tasks: readonly MarathonTask[];
}

/**
 * Reads the answer of `GET /v2/apps/{id}`. The list of tasks, which is nearly all of it in a large cluster, is
 * walked through; what is left is parsed.
 * @throws SyntaxError where it is not whole
 */
export function readApp(bytes: Buffer): { readonly app: AppJson; readonly tasks?: readonly MarathonTask[] } {
  let list: TaskList | undefined;
  const inApp = {
    visit: (_: 'tasks', at: number) => {
      list = readTasks(bytes, at);
      return list.to;
    },
  };
  eachMember(bytes, 0, ANSWER, { visit: (_, at) => eachMember(bytes, at, APP, inApp) });
  if (!list) return JSON.parse(bytes.toString('utf8')) as { app: AppJson };
  const rest = Buffer.concat([bytes.subarray(0, list.from), EMPTY_LIST, bytes.subarray(list.to)]);
  return { ...(JSON.parse(rest.toString('utf8')) as { app: AppJson }), tasks: list.tasks };
}

function readTasks(bytes: Buffer, from: number): TaskList {
  const row = new JsonRow(bytes, TASK);
  const result = new JsonRow(bytes, RESULT);
  const tasks: MarathonTask[] = [];
  const to = eachItem(bytes, from, (at) => {
    const end = row.read(at);
    tasks.push(taskOf(row, health(bytes, row.place('healthCheckResults'), result)));
    return end;
  });
  return { from, to, tasks };
}

function taskOf(row: JsonRow<(typeof TASK)[number]>, healthy: boolean | undefined): MarathonTask {
  const agentId = row.value('slaveId');
  const ports = row.shared('ports');
  return {
    id: String(row.value('id')),
    host: String(row.value('host')),
    agentId: typeof agentId === 'string' ? agentId : '',
    state: String(row.shared('state')),
    ports: Array.isArray(ports) ? ports : [],
    ...(healthy === undefined ? {} : { healthy }),
  };
}

/** A check that has not spoken yet is null, or says nothing of being alive. */
function health(bytes: Buffer, at: number | undefined, result: JsonRow<'alive'>): boolean | undefined {
  if (at === undefined || bytes[at] !== OPEN_ARRAY) return undefined;
  const spoken: boolean[] = [];
  eachItem(bytes, at, (item) => {
    if (bytes[item] !== OPEN_OBJECT) return undefined;
    const end = result.read(item);
    if (result.has('alive')) spoken.push(result.text('alive') === 'true');
    return end;
  });
  return healthOf(spoken);
}
