import { type RunningLab, startLab } from '../../../src/lab';
import { dispatcherPage } from '../../../src/lab/http/dispatcher-page';
import { dispatcherChecks } from '../support/dispatcher-checks';

let lab: RunningLab;
const task = (id: string) => lab.lab.world.cluster.tasks.find(id);

dispatcherChecks('the lab', {
  start: async () => {
    lab = await startLab({ agents: 2, clock: 'virtual', dispatcher: { maxDrivers: 2 } });
    const { dispatcher } = lab.lab.world;
    if (dispatcher) dispatcher.ready = false;
    return lab.dispatcherUrl;
  },
  register: async () => {
    const { dispatcher } = lab.lab.world;
    if (dispatcher) dispatcher.ready = true;
  },
  offer: async () => lab.advance(2),
  tell: async (id, state) => {
    const found = task(id);
    if (!found) throw new Error(`no task ${id}`);
    const { tasks } = lab.lab.world.cluster;
    if (state === 'TASK_RUNNING') tasks.becomes(id, state, 'as told');
    else tasks.end(found, state as Parameters<typeof tasks.end>[1], 'as told');
  },
  page: async () => {
    const { dispatcher } = lab.lab.world;
    return dispatcher ? String(dispatcherPage(dispatcher).body) : '';
  },
  labels: async (id) => task(id)?.labels ?? {},
  close: () => lab.close(),
});
