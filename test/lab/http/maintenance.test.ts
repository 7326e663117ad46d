import { LabClient } from '../../contract/support/lab-client';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const machine = { hostname: 'agent-1', ip: '127.0.0.1' };
const app = { cmd: 'serve', cpus: 0.1, mem: 32, instances: 2, constraints: [['hostname', 'UNIQUE']] };

async function post(client: LabClient, path: string, body: unknown): Promise<number> {
  return (await client.mesos({ method: 'POST', path, headers: JSON_TYPE, body })).status;
}

/** A window of an hour that begins in so many seconds. */
function windowIn(client: LabClient, seconds: number) {
  const start = client.lab.world.timeline.now + seconds * 1000;
  const unavailability = {
    start: { nanoseconds: start * 1e6 },
    duration: { nanoseconds: 3_600 * 1e9 },
  };
  return { windows: [{ machine_ids: [machine], unavailability }] };
}

async function hostsOf(client: LabClient): Promise<readonly string[]> {
  const { tasks } = await client.get<{ tasks: readonly { host: string }[] }>('/v2/apps/a/tasks');
  return tasks.map(({ host }) => host).sort();
}

describe('a maintenance window', () => {
  test('is shown, and keeps tasks of Marathon away while it is open', async () => {
    const client = new LabClient({ agents: 2 });
    expect(await post(client, '/maintenance/schedule', windowIn(client, 0))).toBe(200);
    const status = await client.mesos({ method: 'GET', path: '/maintenance/status' });
    expect(status.body).toEqual({ draining_machines: [{ id: machine }] });
    const schedule = await client.mesos({ method: 'GET', path: '/master/maintenance/schedule' });
    expect(schedule.body).toMatchObject({ windows: [{ machine_ids: [machine] }] });
    await client.marathon({ method: 'PUT', path: '/v2/apps/a', body: app });
    client.advance(5);
    expect(await hostsOf(client)).toEqual(['agent-2']);
    const { queue } = await client.get<{
      queue: readonly {
        processedOffersSummary: { rejectSummaryLastOffers: readonly { reason: string; declined: number }[] };
      }[];
    }>('/v2/queue');
    const declined = queue[0]?.processedOffersSummary.rejectSummaryLastOffers.filter((one) => one.declined);
    expect(declined?.map(({ reason }) => reason).sort()).toEqual([
      'AgentMaintenance',
      'UnfulfilledConstraint',
    ]);
  });

  test('does nothing before it is open', async () => {
    const client = new LabClient({ agents: 2 });
    await post(client, '/maintenance/schedule', windowIn(client, 3_600));
    await client.marathon({ method: 'PUT', path: '/v2/apps/a', body: app });
    client.advance(5);
    expect(await hostsOf(client)).toEqual(['agent-1', 'agent-2']);
  });
});

describe('a machine that is taken down', () => {
  test('leaves the list, may not register, and comes back when it is up', async () => {
    const client = new LabClient({ agents: 2 });
    const shown = async () => {
      const { body } = await client.mesos({ method: 'GET', path: '/slaves' });
      return (body as { slaves: readonly { hostname: string }[] }).slaves.map(({ hostname }) => hostname);
    };
    expect(await post(client, '/machine/down', [machine])).toBe(400);
    await post(client, '/maintenance/schedule', windowIn(client, 0));
    expect(await post(client, '/machine/down', [machine])).toBe(200);
    expect(await shown()).toEqual(['agent-2']);
    const status = await client.mesos({ method: 'GET', path: '/maintenance/status' });
    expect(status.body).toEqual({ down_machines: [machine] });
    await client.control('PATCH', '/agents/agent-1', { reachable: true });
    expect(await shown()).toEqual(['agent-2']);
    expect(await post(client, '/machine/up', [machine])).toBe(200);
    expect(await post(client, '/machine/up', [machine])).toBe(400);
    await client.control('PATCH', '/agents/agent-1', { reachable: true });
    expect((await shown()).sort()).toEqual(['agent-1', 'agent-2']);
  });
});
