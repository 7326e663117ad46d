import { LabClient } from '../../contract/support/lab-client';

const client = () => new LabClient({ agents: 2 });

interface Refusal {
  readonly problems: readonly {
    readonly at: string;
    readonly found: string;
    readonly wanted: string;
    readonly fix?: string;
  }[];
}

async function refusal(path: string, body: unknown, method = 'POST'): Promise<Refusal['problems']> {
  const answer = await client().marathon({ method, path: `/lab${path}`, body });
  expect(answer.status).toBe(400);
  return (answer.body as Refusal).problems;
}

describe('/lab refuses', () => {
  test('every problem of an agent at once', async () => {
    const problems = await refusal('/agents', {
      hostnam: 'a1',
      resources: 'cpus(:1',
      attributes: { pool: '{red,blue}' },
      defaultRole: 'a b',
    });
    expect(problems.map(({ at }) => at)).toEqual([
      'hostname',
      'defaultRole',
      'resources',
      'attributes.pool',
      'hostnam',
    ]);
    expect(problems.at(-1)).toEqual({
      at: 'hostnam',
      found: 'an unknown key',
      wanted: 'one of attributes, defaultRole, domain, hostname, keepsId, keepsWorkDir, port, resources',
      fix: 'did you mean hostname?',
    });
  });

  test.each([
    ['POST', '/agents', 'no json', 'body', 'a JSON object'],
    ['POST', '/agents', [], 'body', 'a JSON object'],
    ['POST', '/agents', { hostname: 'a b' }, 'hostname', 'a host name or an address'],
    [
      'POST',
      '/agents',
      { hostname: 'a', resources: 7 },
      'resources',
      'resources of a Mesos agent, as text or JSON',
    ],
    ['PATCH', '/agents/agent-1', { active: 'no' }, 'active', 'true or false'],
    ['POST', '/master/failover', { recovered: ['agent-1', 'x'] }, 'recovered', 'hostnames of agents'],
    ['POST', '/master/failover', { recovered: 'agent-1' }, 'recovered', 'a list of texts'],
    ['PATCH', '/marathon', { version: 'new' }, 'version', 'a release of Marathon such as 1.11.24'],
    ['PATCH', '/marathon', { newGroupEnforceRole: 'on' }, 'newGroupEnforceRole', 'one of top, off'],
    ['PATCH', '/marathon', { leader: 'nobody' }, 'leader', 'host:port, or null for none'],
    ['PATCH', '/tasks/x', { healthy: 1 }, 'healthy', 'true or false'],
    ['POST', '/clock', {}, 'advanceSeconds', 'a value'],
    ['POST', '/clock', { advanceSeconds: -1 }, 'advanceSeconds', 'a number from 0'],
  ])('%s %s %j', async (method, path, body, at, wanted) => {
    expect(await refusal(path, body, method)).toEqual([expect.objectContaining({ at, wanted })]);
  });

  test('a second living agent of the same name', async () => {
    const answer = await client().marathon({
      method: 'POST',
      path: '/lab/agents',
      body: { hostname: 'agent-1' },
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({
      message: 'agent-1 is there already; DELETE it, or PATCH it to {"active": false} first',
    });
  });

  test.each([
    ['PATCH', '/agents/x', {}, 'there is no agent x'],
    ['DELETE', '/agents/x', undefined, 'there is no agent x'],
    ['PATCH', '/tasks/x', {}, 'there is no task x'],
  ])('%s %s: what is not there', async (method, path, body, message) => {
    const answer = await client().marathon({ method, path: `/lab${path}`, ...(body ? { body } : {}) });
    expect([answer.status, answer.body]).toEqual([404, { message }]);
  });
});

describe('/lab', () => {
  const slaves = async (lab: LabClient) =>
    (await lab.mesos({ method: 'GET', path: '/slaves' })).body as {
      slaves: { hostname: string; id: string; active: boolean; deactivated: boolean }[];
      recovered_slaves: { hostname: string }[];
    };
  const rows = async (lab: LabClient) =>
    (await slaves(lab)).slaves.map(
      ({ hostname, active, deactivated }) => `${hostname} ${active} ${deactivated}`,
    );

  test('adds an agent with attributes and the resources that it does not name', async () => {
    const lab = new LabClient({});
    await lab.control('POST', '/agents', {
      hostname: '10.0.0.7',
      resources: [
        { name: 'ports', type: 'RANGES', role: 'shuffle', ranges: { range: [{ begin: 7337, end: 7339 }] } },
      ],
      attributes: { workload: 'spark', cores: 8 },
    });
    const { slaves: found } = await slaves(lab);
    expect(found).toMatchObject([
      {
        hostname: '10.0.0.7',
        attributes: { workload: 'spark', cores: 8 },
        resources: { cpus: 8, mem: 15360, disk: 102400, ports: '[7337-7339]' },
        reserved_resources: { shuffle: { cpus: 0, ports: '[7337-7339]' } },
      },
    ]);
  });

  test('puts everything of a public agent under its default role', async () => {
    const lab = new LabClient({ agents: [{ hostname: 'p1', resources: '', defaultRole: 'slave_public' }] });
    expect((await slaves(lab)).slaves).toMatchObject([
      { unreserved_resources: { cpus: 0 }, reserved_resources: { slave_public: { cpus: 8 } } },
    ]);
  });

  test('loses and returns an agent in each of the ways', async () => {
    const lab = client();
    await lab.control('PATCH', '/agents/agent-1', { active: false });
    await lab.control('PATCH', '/agents/agent-2', { deactivated: true });
    expect(await rows(lab)).toEqual(['agent-1 false false', 'agent-2 false true']);
    await lab.control('PATCH', '/agents/agent-1', { active: true });
    await lab.control('PATCH', '/agents/agent-2', { deactivated: false });
    expect(await rows(lab)).toEqual(['agent-1 true false', 'agent-2 true false']);
    await lab.control('PATCH', '/agents/agent-1', { reachable: false });
    expect(await rows(lab)).toEqual(['agent-2 true false']);
    await lab.control('PATCH', '/agents/agent-1', { reachable: true });
    expect(await rows(lab)).toEqual(['agent-1 true false', 'agent-2 true false']);
  });

  test('a machine that is deleted never returns, and its successor is another agent', async () => {
    const lab = client();
    const before = (await slaves(lab)).slaves[0]?.id;
    await lab.control('DELETE', '/agents/agent-1');
    expect(
      (await lab.marathon({ method: 'PATCH', path: '/lab/agents/agent-1', body: { reachable: true } }))
        .status,
    ).toBe(404);
    await lab.control('POST', '/agents', { hostname: 'agent-1' });
    const now = (await slaves(lab)).slaves.filter(({ hostname }) => hostname === 'agent-1');
    expect(now).toHaveLength(1);
    expect(now[0]?.id).not.toBe(before);
  });

  test('two rows have one hostname while a replacement has another address', async () => {
    const lab = client();
    await lab.control('PATCH', '/agents/agent-1', { active: false });
    await lab.control('POST', '/agents', { hostname: 'agent-1' });
    expect(await rows(lab)).toEqual(['agent-1 false false', 'agent-2 true false', 'agent-1 true false']);
  });

  test('after a failover the named agents are only recovered, for ten minutes at most', async () => {
    const lab = client();
    await lab.control('POST', '/master/failover', { recovered: ['agent-1'] });
    const { slaves: listed, recovered_slaves: recovered } = await slaves(lab);
    expect(listed.map(({ hostname }) => hostname)).toEqual(['agent-2']);
    expect(recovered).toEqual([{ id: expect.any(String), hostname: 'agent-1', port: 5051, attributes: {} }]);
    lab.advance(601);
    expect((await slaves(lab)).recovered_slaves).toEqual([]);
    expect(await lab.get('/lab/agents')).toMatchObject({
      agents: [{ presence: 'unreachable' }, { presence: 'registered' }],
    });
  });

  test('without a leader Marathon answers 502, with another it names that one', async () => {
    const lab = client();
    await lab.control('PATCH', '/marathon', { leader: null });
    expect((await lab.marathon({ method: 'GET', path: '/v2/apps' })).status).toBe(502);
    await lab.control('PATCH', '/marathon', { leader: '10.0.0.9:8080' });
    const answer = await lab.marathon({ method: 'GET', path: '/v2/leader' });
    expect(answer.body).toEqual({ leader: '10.0.0.9:8080' });
    expect(answer.headers.get('x-marathon-leader')).toBe('http://10.0.0.9:8080');
  });

  test('moves a clock that stands still', async () => {
    const lab = client();
    const { now } = (await lab.control('POST', '/clock', { advanceSeconds: 90 })) as { now: string };
    expect(now).toBe('2026-01-01T00:01:30.000Z');
    expect(await lab.get('/lab')).toMatchObject({
      now,
      clock: 'virtual',
      marathonUrl: 'http://127.0.0.1:8080',
    });
  });

  test('a task that fails is started again, one that is told unhealthy is not', async () => {
    const lab = client();
    const healthChecks = [{ protocol: 'MESOS_TCP', portIndex: 0 }];
    await lab.marathon({ method: 'PUT', path: '/v2/apps/a', body: { cmd: 'sleep 1', healthChecks } });
    lab.advance(2);
    const ids = async () =>
      (await lab.get<{ tasks: { id: string }[] }>('/v2/tasks')).tasks.map(({ id }) => id);
    const [first = ''] = await ids();
    await lab.control('PATCH', `/tasks/${first}`, { healthy: false });
    lab.advance(20);
    expect(await ids()).toEqual([first]);
    expect(await lab.get('/v2/apps/a')).toMatchObject({ app: { tasksUnhealthy: 1, tasksRunning: 1 } });
    await lab.control('PATCH', `/tasks/${first}`, { state: 'TASK_FAILED' });
    lab.advance(20);
    expect(await ids()).toEqual([first.replace('_app.1', '_app.2')]);
    expect(await lab.get('/v2/apps/a')).toMatchObject({
      app: { lastTaskFailure: { state: 'TASK_FAILED', taskId: first } },
    });
  });
});
