import { configOf } from './support/flags';
import { LabClient } from './support/lab-client';
import { readRecording } from './support/recording';

interface Row {
  readonly hosts: number;
  readonly instances: number;
  readonly lostHosts: number;
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
  readonly healthCheck: 'none' | 'MESOS_TCP';
  readonly outcome: 'completes' | 'stalls';
  readonly minRunning: number;
  readonly stallsWith?: string;
}

const recording = readRecording<{ readonly marathonFlags: readonly string[]; readonly rows: readonly Row[] }>(
  'marathon',
  '00-upgrade-table',
);
const path = '/v2/apps/shuffle/service';
/** Seconds without any change after which an upgrade counts as stalled; nothing in the lab takes that long. */
const QUIET = 3;

/** As many agents as the row says, the app on each of them, and then some of the agents lost. */
async function prepared(row: Row): Promise<LabClient> {
  const client = new LabClient({ agents: row.hosts, marathon: configOf(recording.marathonFlags) });
  const { minimumHealthCapacity, maximumOverCapacity } = row;
  const body = {
    cmd: 'exec ./service',
    cpus: 0.5,
    mem: 256,
    instances: row.instances,
    role: 'shuffle',
    acceptedResourceRoles: ['shuffle'],
    constraints: [['hostname', 'UNIQUE']],
    portDefinitions: [{ port: 7337 }],
    requirePorts: true,
    env: { V: '1' },
    upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity },
    ...(row.healthCheck === 'none' ? {} : { healthChecks: [{ protocol: 'MESOS_TCP', port: 7337 }] }),
  };
  await client.marathon({ method: 'PUT', path, body });
  client.advance(2);
  for (const { id } of await client.get<readonly { id: string }[]>('/v2/deployments')) {
    await client.marathon({ method: 'DELETE', path: `/v2/deployments/${id}?force=true` });
  }
  for (let i = 0; i < row.lostHosts; i++) {
    await client.control('PATCH', `/agents/agent-${row.hosts - i}`, { reachable: false });
  }
  client.advance(1);
  return client;
}

interface Looked {
  readonly app: {
    readonly version: string;
    readonly deployments: readonly unknown[];
    readonly tasks: readonly { readonly state: string; readonly version: string }[];
  };
}

/** Changes the environment and watches until the deployment is gone or nothing changes any more. */
async function upgraded(client: LabClient): Promise<Pick<Row, 'outcome' | 'minRunning' | 'stallsWith'>> {
  await client.marathon({ method: 'PATCH', path, body: { env: { V: '2' } } });
  let minRunning = Number.POSITIVE_INFINITY;
  let last = '';
  for (let quiet = 0; quiet < QUIET; ) {
    client.advance(0.1);
    const { app } = await client.get<Looked>(path);
    const running = app.tasks.filter(({ state }) => state === 'TASK_RUNNING');
    minRunning = Math.min(minRunning, running.length);
    if (app.deployments.length === 0) return { outcome: 'completes', minRunning };
    const now = JSON.stringify(app.tasks);
    quiet = now === last ? quiet + 0.1 : 0;
    last = now;
  }
  const { app } = await client.get<Looked>(path);
  const { queue } = await client.get<{ queue: readonly { count: number }[] }>('/v2/queue');
  const old = app.tasks.filter(({ version }) => version !== app.version).length;
  const stallsWith = `${old} old, ${app.tasks.length - old} new, ${queue[0]?.count ?? 0} pending`;
  return { outcome: 'stalls', minRunning, stallsWith };
}

/** In one row an old and a new instance wait for the same host; which of them got it was chance. */
function isChance(row: Row): boolean {
  return row.lostHosts === 1 && row.minimumHealthCapacity === 0.9 && row.healthCheck === 'none';
}

describe('upgrades end as recorded', () => {
  test.each(recording.rows)(
    '$instances instances on $hosts hosts less $lostHosts, ($minimumHealthCapacity, $maximumOverCapacity), check $healthCheck: $outcome',
    async (row) => {
      const { outcome, minRunning, stallsWith } = row;
      expect(await upgraded(await prepared(row))).toEqual({
        outcome,
        minRunning,
        ...(stallsWith === undefined ? {} : { stallsWith: isChance(row) ? expect.any(String) : stallsWith }),
      });
    },
  );
});
