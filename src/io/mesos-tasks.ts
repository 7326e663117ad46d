import { z } from 'zod';
import type { TaskView } from '../operator/ports';
import { Breath } from './breath';
import { memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import { shaped, UnexpectedAnswer } from './shape';

const ANSWER = memberNames('get_tasks');
const LISTS = memberNames('tasks', 'unreachable_tasks', 'completed_tasks');
const ROW = ['name', 'task_id', 'framework_id', 'agent_id', 'state', 'labels'] as const;

const ID = z.object({ value: z.string().min(1) });
const LABELS = z.object({
  labels: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
});

/** Which tasks are wanted: those with this label, those of this framework, or those on this agent. */
export type WantedTasks =
  | { readonly label: string }
  | { readonly frameworkId: string }
  | { readonly agentId: string };

/**
 * Reads the answer of GET_TASKS: tasks of the wanted ones that run, are lost, or have ended as far as the master
 * remembers. Mesos leaves empty lists out.
 * @throws SyntaxError or UnexpectedAnswer where it is not a whole answer
 */
export async function readTasks(wanted: WantedTasks, bytes: Buffer): Promise<readonly TaskView[]> {
  const breath = new Breath();
  const row = new JsonRow(bytes, ROW, 'tasks');
  const quoted = 'label' in wanted ? JSON.stringify(wanted.label) : '';
  // Nearly all tasks of a cluster are none of these: what they are is not read.
  const isWanted = () => {
    if ('label' in wanted) return row.text('labels')?.includes(quoted) ?? false;
    if ('agentId' in wanted)
      return shaped(ID, row.shared('agent_id'), 'tasks[].agent_id').value === wanted.agentId;
    return shaped(ID, row.shared('framework_id'), 'tasks[].framework_id').value === wanted.frameworkId;
  };
  const found: TaskView[] = [];
  let complete = false;
  await walkMembers(bytes, 0, ANSWER, breath, (_, answer) => {
    complete = true;
    return walkMembers(bytes, answer, LISTS, breath, (_list, list) =>
      walkItems(bytes, list, breath, (item) => {
        const end = row.read(item);
        if (isWanted()) found.push(...taskOf(row, wanted));
        return end;
      }),
    );
  });
  if (!complete) throw new UnexpectedAnswer('get_tasks', undefined, 'lists of tasks');
  return found;
}

function taskOf(row: JsonRow<(typeof ROW)[number]>, wanted: WantedTasks): readonly TaskView[] {
  const { labels } = row.has('labels')
    ? shaped(LABELS, row.value('labels'), 'tasks[].labels')
    : { labels: [] };
  if ('label' in wanted && !labels.some(({ key }) => key === wanted.label)) return [];
  const id = (name: 'task_id' | 'framework_id' | 'agent_id') =>
    shaped(ID, row.value(name), `tasks[].${name}`).value;
  return [
    {
      id: id('task_id'),
      name: row.string('name'),
      frameworkId: id('framework_id'),
      agentId: id('agent_id'),
      state: row.string('state'),
      labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
    },
  ];
}
