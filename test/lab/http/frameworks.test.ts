import { LabClient } from '../../contract/support/lab-client';

interface View {
  readonly id: string;
  readonly name: string;
  readonly connected: boolean;
  readonly tasks: readonly { readonly host: string; readonly state: string; readonly stagedAt: string }[];
}

const agents = [
  { hostname: 'a1', attributes: { workload: 'spark', cores: '4' } },
  { hostname: 'a2', attributes: { workload: 'spark', cores: '8' } },
  { hostname: 'a3', attributes: { workload: 'web' } },
];

async function started(body: object, client = new LabClient({ agents })) {
  const { id } = (await client.control('POST', '/frameworks', { name: 'job', ...body })) as View;
  client.advance(1);
  const view = async () => {
    const { frameworks } = (await client.control('GET', '/frameworks')) as { frameworks: readonly View[] };
    return frameworks.find((one) => one.id === id);
  };
  return { client, id, view, hosts: async () => (await view())?.tasks.map(({ host }) => host).sort() };
}

describe('a framework with executors', () => {
  test.each([
    ['workload:spark', ['a1', 'a2']],
    ['workload:spark,web', ['a1', 'a2', 'a3']],
    ['cores:6', ['a2']],
    ['cores', ['a1', 'a2']],
    ['workload:spark;cores:8', ['a2']],
    ['zone', []],
    ['', ['a1', 'a2', 'a3']],
  ])('is placed by spark.mesos.constraints "%s"', async (constraints, expected) => {
    const { hosts } = await started({ executors: 5, constraints });
    expect(await hosts()).toEqual(expected);
  });

  test('takes what it needs of an agent, and more than one executor where it may', async () => {
    const { hosts, client } = await started({ executors: 9, cpus: 3, mem: 1024, perAgent: 3 });
    // Of the 8 unreserved cpus of an agent two times three.
    expect(await hosts()).toEqual(['a1', 'a1', 'a2', 'a2', 'a3', 'a3']);
    const { body } = await client.mesos({ method: 'GET', path: '/slaves' });
    const { slaves } = body as { slaves: readonly { used_resources: object }[] };
    expect(slaves.map(({ used_resources }) => used_resources)).toEqual(
      Array.from({ length: 3 }, () => ({ cpus: 6, mem: 2048, disk: 0, gpus: 0 })),
    );
  });

  test('starts on an agent that joins, and says when', async () => {
    const { client, view } = await started({ executors: 3, constraints: 'workload:spark' });
    const before = await view();
    client.advance(60);
    await client.control('POST', '/agents', { hostname: 'a4', attributes: 'workload:spark' });
    client.advance(1);
    const after = await view();
    expect(before?.tasks).toHaveLength(2);
    const times = after?.tasks.map(({ stagedAt }) => Date.parse(stagedAt)) ?? [];
    expect(after?.tasks.at(-1)?.host).toBe('a4');
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(60_000);
  });

  test('grows and shrinks, the youngest first', async () => {
    const { client, hosts } = await started({ executors: 1 });
    await client.control('PATCH', '/frameworks/job', { executors: 3 });
    client.advance(1);
    expect(await hosts()).toEqual(['a1', 'a2', 'a3']);
    await client.control('PATCH', '/frameworks/job', { executors: 1 });
    client.advance(1);
    expect(await hosts()).toEqual(['a1']);
  });

  test('ends with its executors', async () => {
    const { client, id, view } = await started({ executors: 2 });
    await client.control('DELETE', `/frameworks/${id}`);
    expect(await view()).toBeUndefined();
    const { tasks } = (await client.control('GET', '/tasks')) as { tasks: readonly object[] };
    expect(tasks).toEqual([]);
    const { body } = await client.mesos({ method: 'GET', path: '/frameworks' });
    expect(body).toMatchObject({ completed_frameworks: [{ id, name: 'job', active: false }] });
    expect((await client.marathon({ method: 'DELETE', path: `/lab/frameworks/${id}` })).status).toBe(404);
  });

  test('is only recovered after a failover until it is back', async () => {
    const { client, id, view } = await started({ executors: 1 });
    await client.control('POST', '/master/failover', { frameworks: ['job'] });
    const shown = async () => {
      const { body } = await client.mesos({
        method: 'POST',
        path: '/api/v1',
        headers: { 'Content-Type': 'application/json' },
        body: { type: 'GET_FRAMEWORKS' },
      });
      type Answer = { get_frameworks: { frameworks: readonly { recovered: boolean; active: boolean }[] } };
      return (body as Answer).get_frameworks.frameworks.map(({ recovered, active }) => [recovered, active]);
    };
    expect(await shown()).toEqual([
      [false, true],
      [true, false],
    ]);
    await client.control('PATCH', `/frameworks/${id}`, { connected: true });
    expect((await view())?.connected).toBe(true);
    expect(await shown()).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  test('tells every problem of its body', async () => {
    const client = new LabClient({ agents });
    const answer = await client.marathon({
      method: 'POST',
      path: '/lab/frameworks',
      body: { executors: -1, role: 'a b', constraints: 7, cores: 1 },
    });
    expect(answer.status).toBe(400);
    const { problems } = answer.body as { problems: readonly { at: string }[] };
    expect(problems.map(({ at }) => at)).toEqual(['name', 'role', 'constraints', 'executors', 'cores']);
  });
});

describe('Marathon as a framework', () => {
  test('subscribes to its own role and those of its apps', async () => {
    const client = new LabClient({ agents: 1 });
    const rolesOf = async () => {
      const { body } = await client.mesos({ method: 'GET', path: '/frameworks' });
      return (body as { frameworks: readonly { roles: readonly string[]; tasks: readonly object[] }[] })
        .frameworks[0];
    };
    expect((await rolesOf())?.roles).toEqual(['slave_public']);
    const body = { cmd: 'serve', cpus: 0.1, mem: 32, acceptedResourceRoles: ['shuffle'] };
    await client.marathon({ method: 'PUT', path: '/v2/apps/shuffle/service', body });
    client.advance(1);
    expect(await rolesOf()).toMatchObject({
      roles: ['shuffle', 'slave_public'],
      tasks: [{ state: 'TASK_RUNNING', role: 'shuffle' }],
    });
  });
});
