import { LabClient } from '../../../contract/support/lab-client';

const path = '/v2/apps/shuffle/service';
const definition = {
  cmd: 'serve',
  cpus: 0.5,
  mem: 64,
  instances: 2,
  role: 'shuffle',
  acceptedResourceRoles: ['shuffle'],
  constraints: [['hostname', 'UNIQUE']],
  healthChecks: [{ protocol: 'MESOS_TCP', port: 7337 }],
  portDefinitions: [{ port: 7337 }],
  requirePorts: true,
  unreachableStrategy: 'disabled',
};

async function running(options: ConstructorParameters<typeof LabClient>[0] = {}): Promise<LabClient> {
  const client = new LabClient({ agents: 3, ...options });
  await client.marathon({ method: 'PUT', path, body: definition });
  client.advance(3);
  return client;
}

const counts = async (client: LabClient, to: { readonly to?: 'standby' } = {}) => {
  const { body } = await client.marathon({ method: 'GET', path, ...to });
  const { app } = body as {
    app: { instances: number; tasksRunning: number; tasksHealthy: number; deployments: readonly object[] };
  };
  return [app.instances, app.tasksRunning, app.tasksHealthy, app.deployments.length];
};

const refused = (client: LabClient) =>
  expect(client.marathon({ method: 'GET', path: '/ping' })).rejects.toThrow('connection refused');

describe('a process of Marathon that ends', () => {
  test('refuses connections until its supervisor has started it again; its tasks go on', async () => {
    const client = await running();
    await client.control('POST', '/marathon/kill');
    await refused(client);
    client.advance(2.9);
    await refused(client);
    client.advance(0.2);
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
  });

  test('alone and abdicating, leads again', async () => {
    const client = await running();
    const answer = await client.marathon({ method: 'DELETE', path: '/v2/leader' });
    expect(answer.status).toBe(200);
    await refused(client);
    client.advance(4);
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
  });

  test('breaks its event streams', async () => {
    const client = await running();
    const stream = await client.lab.fetch('http://127.0.0.1:8080/v2/events', {
      headers: { Accept: 'text/event-stream' },
    });
    await client.control('POST', '/marathon/kill');
    await expect(stream.text()).rejects.toThrow('connection reset');
  });

  test('hears of the end of a task that died meanwhile, and replaces it', async () => {
    const client = await running();
    await client.control('POST', '/marathon/kill');
    const { tasks } = (await client.control('GET', '/tasks')) as { tasks: readonly { id: string }[] };
    await client.control('PATCH', `/tasks/${tasks[0]?.id}`, { state: 'TASK_FAILED' });
    client.advance(10);
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
    const after = (await client.control('GET', '/tasks')) as { tasks: readonly { id: string }[] };
    expect(after.tasks.map(({ id }) => id)).not.toContain(tasks[0]?.id);
  });

  test('begins its deployments again', async () => {
    const client = await running();
    await client.marathon({ method: 'PATCH', path, body: { instances: 4 } });
    client.advance(1);
    expect((await counts(client)).at(-1)).toBe(1);
    await client.control('POST', '/marathon/kill');
    await client.control('POST', '/agents', {
      hostname: 'agent-4',
      resources: 'cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]',
    });
    client.advance(10);
    expect(await counts(client)).toEqual([4, 4, 4, 0]);
  });

  test('stays down where nobody starts it, until somebody does', async () => {
    const client = await running({ marathon: { restarts: false } });
    await client.control('POST', '/marathon/disconnect');
    client.advance(60);
    await refused(client);
    const frameworks = (await client.mesos({ method: 'GET', path: '/frameworks' })).body;
    expect(frameworks).toMatchObject({ frameworks: [{ name: 'marathon', active: false, connected: false }] });
    await client.control('POST', '/marathon/start');
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
  });
});

describe('a standby of Marathon', () => {
  test('leads after the leader was killed, and answers 502 until then', async () => {
    const client = await running({ standbys: true });
    await client.control('POST', '/marathon/kill');
    const during = await client.marathon({ method: 'GET', path, to: 'standby' });
    expect(during.status).toBe(502);
    client.advance(2);
    expect(await counts(client, { to: 'standby' })).toEqual([2, 2, 2, 0]);
    client.advance(2);
    // The old leader is back, and follows.
    const answer = await client.marathon({ method: 'GET', path: '/v2/leader' });
    expect(answer.body).toEqual({ leader: '127.0.0.1:8081' });
    expect(answer.headers.get('x-marathon-via')).toBe('1.1 127.0.0.1:8080');
  });

  test('takes writes in the place of the leader', async () => {
    const client = await running({ standbys: true });
    const answer = await client.marathon({ method: 'PATCH', path, body: { instances: 3 }, to: 'standby' });
    expect(answer.status).toBe(200);
    client.advance(3);
    expect(await counts(client)).toEqual([3, 3, 3, 0]);
  });
});

describe('the loss of a Mesos master', () => {
  test('ends Marathon where it is told so', async () => {
    const client = await running();
    await client.control('POST', '/master/failover', { disconnectsMarathon: true });
    client.advance(0.2);
    await refused(client);
    client.advance(4);
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
    const { body } = await client.mesos({ method: 'GET', path: '/frameworks' });
    expect(body).toMatchObject({ frameworks: [{ name: 'marathon', active: true }] });
  });

  test('leaves it alone otherwise', async () => {
    const client = await running();
    await client.control('POST', '/master/failover', {});
    expect(await counts(client)).toEqual([2, 2, 2, 0]);
  });
});
