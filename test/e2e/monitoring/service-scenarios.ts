import { declare, defaults, drain, service } from '../../operator/support/manifests';
import { DAY, HOUR, type Scenario } from './scenario';
import { JOB, type WatchedBed } from './watched-bed';

const ours = { job: JOB, kind: 'ShuffleService', name: 'spark-2-4' };

const say = (at: WatchedBed, spec: Parameters<typeof service>[0]) =>
  declare(at.bed.manifests, [service(spec), defaults()]);

/** What every agent says of its connections to a port. */
function connections(at: WatchedBed, ports: Readonly<Record<number, number>>): void {
  for (const host of ['a1', 'a2', 'a3']) {
    const seen = Object.entries(ports).map(
      ([port, count]) => [Number(port), { listening: true, connections: count, cleaner: 'alive' }] as const,
    );
    at.lab.ports.set(host, { is: 'known', ports: new Map(seen) });
  }
}

async function activeApp(at: WatchedBed): Promise<string> {
  return at.bed.status().activeRevision?.appId ?? '';
}

/** Troubles of shuffle services and of what declares them. */
export const serviceScenarios: readonly Scenario[] = [
  {
    title: 'a task fails its health check',
    trouble: async (at) => {
      const [task] = await at.lab.held();
      await at.lab.call('PATCH', `/tasks/${task?.id}`, { healthy: false });
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [
      {
        alert: 'MesosSparkAgentsWithoutService',
        after: 10,
        value: '1',
        labels: { job: JOB, service: 'spark-2-4' },
      },
      {
        alert: 'MesosSparkManifestNotReady',
        after: 30,
        value: '36m 40s',
        labels: { ...ours, reason: 'AgentsMissing' },
      },
    ],
  },
  {
    title: 'a paused service covers no agent that joins',
    trouble: async (at) => {
      say(at, { paused: true });
      await at.minutes(1);
      await at.lab.addAgent('a4');
      await at.minutes(3);
    },
    hold: DAY + HOUR,
    fires: [
      {
        alert: 'MesosSparkAgentsWithoutService',
        after: 11,
        value: '1',
        labels: { job: JOB, service: 'spark-2-4' },
      },
      { alert: 'MesosSparkPaused', after: DAY, value: '1d 0h 6m 40s', labels: ours },
    ],
  },
  {
    title: 'a first service is held back by a pause',
    trouble: async (at) => {
      declare(at.bed.manifests, [
        service(),
        defaults(),
        service({ name: 'spark-3-5', paused: true, role: 'shuffle' }),
      ]);
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [
      {
        alert: 'MesosSparkAgentsWithoutService',
        after: 10,
        value: '3',
        labels: { job: JOB, service: 'spark-3-5' },
      },
    ],
  },
  {
    title: 'a lost agent keeps its slot',
    trouble: async (at) => {
      await at.lab.lose('a2');
      await at.minutes(3);
    },
    hold: 2 * HOUR,
    fires: [
      {
        alert: 'MesosSparkSlotsHeldByLostAgents',
        after: HOUR,
        value: '1',
        labels: { job: JOB, service: 'spark-2-4', app: '/shuffle/spark-2-4-71c3fc89' },
      },
    ],
  },
  {
    title: 'a changed service finds no free port',
    trouble: async (at) => {
      say(at, { slots: [7337], sparkVersion: '2.4.8' });
      await at.minutes(3);
    },
    hold: 7 * HOUR,
    fires: [
      {
        alert: 'MesosSparkRolloutUnfinished',
        after: 6 * HOUR,
        value: '6h 6m 40s',
        labels: { ...ours, reason: 'RolloutBlocked' },
      },
    ],
  },
  {
    title: 'an older version is in use',
    trouble: async (at) => {
      connections(at, { 7337: 1, 7338: 0 });
      say(at, { sparkVersion: '2.4.8' });
      await at.minutes(8);
    },
    hold: DAY + HOUR,
    fires: [
      {
        alert: 'MesosSparkOlderVersionStays',
        after: DAY,
        value: '1d 0h 6m 20s',
        labels: { job: JOB, service: 'spark-2-4', app: '/shuffle/spark-2-4-71c3fc89' },
      },
    ],
  },
  {
    title: 'somebody changes the app by hand',
    trouble: async (at) => {
      const app = await at.lab.marathon.app(await activeApp(at));
      await at.lab.marathon.replace({ ...app?.definition, instances: app?.instances, cpus: 0.6 });
      await at.minutes(8);
    },
    hold: 2 * HOUR,
    fires: [
      {
        alert: 'MesosSparkManifestNotReady',
        after: 30,
        value: '36m 40s',
        labels: { ...ours, reason: 'Drifted' },
      },
      {
        alert: 'MesosSparkDrift',
        after: HOUR,
        labels: { ...ours, type: 'Deployed', reason: 'Drifted' },
      },
    ],
  },
  {
    title: 'a manifest is torn',
    trouble: async (at) => {
      at.bed.manifests.set('manifests/demo/ShuffleService/spark-2-4.json', '{"kind":');
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkManifestUnusable', after: 10, labels: { ...ours, reason: 'Torn' } }],
  },
  {
    title: 'the index of a stack is torn',
    trouble: async (at) => {
      at.bed.manifests.set('index/demo.json', '{"kind":');
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkIndexUnreadable', after: 10, value: '1', labels: { job: JOB } }],
  },
  {
    title: 'a drain waits for its users',
    trouble: async (at) => {
      await at.lab.application('etl', 3);
      await at.minutes(1);
      declare(at.bed.manifests, [service(), defaults(), drain('a1')]);
      await at.minutes(4);
    },
    hold: 5 * HOUR,
    fires: [
      {
        alert: 'MesosSparkDrainUnfinished',
        after: 4 * HOUR + 1,
        value: '4h 6m 40s',
        labels: { job: JOB, name: 'a1' },
      },
    ],
  },
  {
    title: 'a drain is done',
    trouble: async (at) => {
      connections(at, { 7337: 0 });
      declare(at.bed.manifests, [service(), defaults(), drain('a1')]);
      await at.minutes(15);
      if (at.bed.condition('Drained', 'AgentDrain', 'a1')?.status !== 'True')
        throw new Error('the drain is not done');
    },
    hold: 5 * HOUR,
    fires: [],
  },
];
