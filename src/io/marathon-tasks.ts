import type { MarathonTask } from '../operator/ports';
import type { Breath } from './breath';
import { eachItem, OPEN_OBJECT } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems } from './json-walk';

const TASK = ['id', 'host', 'slaveId', 'state', 'ports', 'healthCheckResults', 'version'] as const;
const RESULT = ['alive'] as const;
const OPEN_ARRAY = 0x5b;

type TaskRow = JsonRow<(typeof TASK)[number]>;

export interface TaskList {
  /** The place behind it. */
  readonly end: number;
  readonly tasks: readonly MarathonTask[];
}

/** Reads the list of tasks that begins at `at`. @throws SyntaxError or UnexpectedAnswer where it is not whole */
export async function readTasks(bytes: Buffer, at: number, breath: Breath): Promise<TaskList> {
  const row: TaskRow = new JsonRow(bytes, TASK, 'tasks');
  const result = new JsonRow(bytes, RESULT, 'healthCheckResults');
  const tasks: MarathonTask[] = [];
  const end = await walkItems(bytes, at, breath, (item) => {
    const behind = row.read(item);
    tasks.push(taskOf(row, result));
    return behind;
  });
  return { end, tasks };
}

function taskOf(row: TaskRow, result: JsonRow<'alive'>): MarathonTask {
  const healthy = health(row, result);
  return {
    id: row.string('id'),
    host: row.string('host'),
    agentId: agentIdOf(row),
    state: row.sharedString('state'),
    ports: row.list('ports', isPort, 'a list of ports'),
    ...(healthy === undefined ? {} : { healthy }),
    ...(row.has('version') ? { version: row.sharedString('version') } : {}),
  };
}

export const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;

/** Marathon need not say it. */
function agentIdOf(row: TaskRow): string {
  const value = row.value('slaveId');
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : row.wrong('slaveId', 'a text');
}

/**
 * Every check that has spoken must be content; none has spoken: nothing is known. A check that has not spoken yet
 * is null, or says nothing of being alive.
 */
function health(row: TaskRow, result: JsonRow<'alive'>): boolean | undefined {
  const at = row.place('healthCheckResults');
  if (at === undefined) return undefined;
  if (row.bytes[at] !== OPEN_ARRAY) return row.wrong('healthCheckResults', 'a list of results');
  let healthy: boolean | undefined;
  eachItem(row.bytes, at, (item) => {
    if (row.bytes[item] !== OPEN_OBJECT) {
      if (row.bytes[item] === NULL) return undefined;
      return row.wrong('healthCheckResults', 'a list of results');
    }
    const end = result.read(item);
    if (result.has('alive')) healthy = result.flag('alive') && healthy !== false;
    return end;
  });
  return healthy;
}

/** As `null` begins. */
const NULL = 0x6e;
