import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { marathonOverHttp } from '../../src/io/marathon-http';
import type { Marathon } from '../../src/operator/ports';
import { type Asked, type TestServer, type Told, testServer } from './server';

let server: TestServer;
let servers: TestServer[] = [];
afterEach(async () => {
  for (const one of servers) await one.close();
  servers = [];
});

async function marathon(answer: (asked: Asked) => Told): Promise<Marathon> {
  server = await testServer(answer);
  servers.push(server);
  return marathonOverHttp(
    new HttpClient({ baseUrl: `${server.url}/service/marathon`, timeout: Duration.seconds(2) }),
  );
}

const lock = {
  message: 'App is locked by one or more deployments.',
  deployments: [{ id: 'd1' }, { id: 'd2' }],
};

// The answers are those of the recordings 01, 05, 28, 32 and 36.
const answers: readonly (readonly [string, Told, unknown])[] = [
  ['201', { status: 201, headers: { 'Marathon-Deployment-Id': 'd' } }, { is: 'accepted', deploymentId: 'd' }],
  [
    '409 with deployments',
    { status: 409, body: lock },
    { is: 'locked', message: lock.message, deployments: ['d1', 'd2'] },
  ],
  [
    '409 without',
    { status: 409, body: { message: 'An app with id [/x] already exists.' } },
    { is: 'exists', message: 'An app with id [/x] already exists.' },
  ],
  [
    '403 at the limit of deployments',
    { status: 403, body: { message: 'Max number (2) of running deployments is achieved.' } },
    { is: 'busy', message: 'Max number (2) of running deployments is achieved.' },
  ],
  [
    '403 of a proxy',
    { status: 403, body: 'forbidden' },
    { is: 'refused', status: 403, message: 'forbidden' },
  ],
  [
    '422',
    {
      status: 422,
      body: { message: 'Object is not valid', details: [{ path: '/cpus', errors: ['got -1', 'too small'] }] },
    },
    { is: 'refused', status: 422, message: 'Object is not valid: /cpus got -1, too small' },
  ],
];

test.each(answers)('%s is told apart', async (_, told, expected) => {
  const port = await marathon(() => told);
  expect(await port.create({ id: '/x' })).toEqual(expected);
});

describe('what Marathon says of a definition is told without what is in it', () => {
  const secret = 'hunter2-planted';
  const app = {
    id: '/x',
    cmd: `exec ./server --password ${secret}`,
    env: { PASSWORD: secret },
    role: 'shuffle',
  };
  const details = [
    { path: '/env/PASSWORD', errors: [`'${secret}' is not valid`, 'or else\n\u001b[31mred'] },
    { path: '/constraints(0)', errors: ['role shuffle may not'] },
    { errors: [`of ${JSON.stringify(app)}`] },
  ];

  test('with the fields that are wrong, and why', async () => {
    const port = await marathon(() => ({ status: 422, body: { message: `no ${secret}`, details } }));
    const answer = await port.create(app);
    const message =
      "no (not shown): /env/PASSWORD '(not shown)' is not valid, or else [31mred; " +
      '/constraints(0) role shuffle may not; of {"id":"/x","cmd":"(not shown)","env":{"PASSWORD":"(not shown)"},"role":"shuffle"}';
    expect(answer).toEqual({ is: 'refused', status: 422, message });
  });

  test('and without the reason where nobody knows what was in the field', async () => {
    const port = await marathon(() => ({ status: 422, body: { message: 'Object is not valid', details } }));
    expect(await port.raise('/x', 3)).toEqual({
      is: 'refused',
      status: 422,
      message:
        'Object is not valid: /env/PASSWORD (not shown); /constraints(0) role shuffle may not; (not shown)',
    });
    const whole = await marathon(() => ({
      status: 400,
      body: { message: `cannot patch ${JSON.stringify(app)}` },
    }));
    expect(await whole.raise('/x', 3)).toEqual({
      is: 'refused',
      status: 400,
      message: 'cannot patch (not shown)',
    });
  });

  test('and never long, however much is wrong', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({ path: `/x${i}`, errors: ['y'.repeat(5000)] }));
    const told = {
      message: 'z'.repeat(100_000),
      details: many,
      deployments: many.map(({ path: id }) => ({ id })),
    };
    const port = await marathon(({ method }) => ({ status: method === 'POST' ? 422 : 409, body: told }));
    const refused = await port.create(app);
    expect(refused.is === 'refused' && refused.message.length).toBeLessThan(2500);
    expect(refused.is === 'refused' && refused.message).toMatch(/; and 990 more$/);
    const locked = await port.raise('/x', 3);
    expect(locked.is === 'locked' && locked.message.length + locked.deployments.join().length).toBeLessThan(
      1000,
    );
  });

  test('nor where a proxy answers with the request, or an answer of Marathon is cut short', async () => {
    const proxy = await marathon(({ body }) => ({ status: 502, body: `<pre>${body}</pre>` }));
    await expect(proxy.create(app)).rejects.toThrow('Marathon answered 502: {"id":"/x","cmd":"(not shown)"');
    const cut = await marathon(() => ({ status: 200, body: `{"id":"/x","env":{"PASSWORD":"${secret}"},"v` }));
    await expect(cut.info()).rejects.toThrow('bytes that begin like JSON", wanted JSON');
    await expect(cut.info()).rejects.not.toThrow(secret);
  });
});

test.each([401, 408, 429, 500, 502, 503])(
  '%i leaves open what became of a write, and is not sent again',
  async (status) => {
    const port = await marathon(() => ({ status, body: 'trouble' }));
    await expect(port.raise('/shuffle/x', 3)).rejects.toThrow(`Marathon answered ${status}: trouble`);
    expect(server.asked).toHaveLength(1);
  },
);

test('rule 3: what is written names a task or raises, without force', async () => {
  const port = await marathon(() => ({ status: 200 }));
  await port.create({ id: '/shuffle/x', instances: 2 });
  await port.raise('/shuffle/x', 3);
  await port.release('/shuffle/x', 'shuffle_x.instance-1._app.1');
  expect(server.asked.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', '/service/marathon/v2/apps', '{"id":"/shuffle/x","instances":2}'],
    ['PATCH', '/service/marathon/v2/apps/shuffle/x', '{"instances":3}'],
    ['DELETE', '/service/marathon/v2/apps/shuffle/x/tasks/shuffle_x.instance-1._app.1?scale=true', ''],
  ]);
});

test('an app is its definition, its tasks and its deployments', async () => {
  const task = { id: 't1', host: 'a1', slaveId: 's1', state: 'TASK_RUNNING', ports: [7337] };
  const port = await marathon(() => ({
    body: {
      app: {
        id: '/x',
        instances: 2,
        cmd: 'run',
        tasksRunning: 1,
        version: 'v',
        deployments: [{ id: 'd1' }],
        tasks: [
          { ...task, healthCheckResults: [{ alive: true }] },
          { ...task, id: 't2', healthCheckResults: [{ alive: true }, { alive: false }] },
          { ...task, id: 't3', healthCheckResults: [] },
          { ...task, id: 't4', healthCheckResults: [null] },
        ],
      },
    },
  }));
  const app = await port.app('/x');
  expect(app).toMatchObject({
    id: '/x',
    instances: 2,
    definition: { id: '/x', cmd: 'run' },
    deployments: ['d1'],
  });
  expect(app?.definition).toEqual({ id: '/x', cmd: 'run' });
  expect(app?.tasks.map(({ id, agentId, healthy }) => [id, agentId, healthy])).toEqual([
    ['t1', 's1', true],
    ['t2', 's1', false],
    ['t3', 's1', undefined],
    ['t4', 's1', undefined],
  ]);
});

test('an app that is not there is none, and one without its tasks is an error', async () => {
  const port = await marathon(({ path }) =>
    path.endsWith('/x') ? { status: 404, body: {} } : { body: { app: { id: '/y', instances: 2 } } },
  );
  expect(await port.app('/x')).toBeUndefined();
  await expect(port.app('/y')).rejects.toThrow(
    '/v2/apps/y: app.tasks: found nothing, wanted a list of tasks',
  );
});

test('ports are those that apps ask for and those that tasks hold, lost ones too', async () => {
  const tasks = [{ id: 't', host: 'a1', state: 'TASK_UNREACHABLE', ports: [7338] }];
  const port = await marathon(() => ({
    body: {
      apps: [
        { id: '/a', requirePorts: true, portDefinitions: [{ port: 7337 }, { port: 0 }], tasks },
        { id: '/b', requirePorts: false, portDefinitions: [{ port: 10_000 }], tasks: [] },
      ],
    },
  }));
  expect(await port.ports()).toEqual([
    { id: '/a', wanted: [7337, 0], held: [7338] },
    { id: '/b', wanted: [], held: [] },
  ]);
});

test('the queue says how many wait, and why', async () => {
  const reasons = [
    { reason: 'UnfulfilledRole', declined: 0 },
    { reason: 'InsufficientPorts', declined: 2 },
    { reason: 'UnfulfilledConstraint', declined: 7 },
  ];
  const port = await marathon(() => ({
    body: {
      queue: [{ app: { id: '/x' }, count: 1, processedOffersSummary: { rejectSummaryLastOffers: reasons } }],
    },
  }));
  expect((await port.queue()).get('/x')).toEqual({
    count: 1,
    reasons: ['UnfulfilledConstraint', 'InsufficientPorts'],
  });
});

test('an app is replaced whole and removed without force; only a deployment is stopped with it', async () => {
  const port = await marathon(() => ({ status: 200, headers: { 'Marathon-Deployment-Id': 'd' } }));
  expect(await port.replace({ id: '/x', cmd: 'true' })).toEqual({ is: 'accepted', deploymentId: 'd' });
  await port.remove('/x');
  await port.wipe('/x', 'x.instance-1._app.1');
  await port.stop('d 1');
  expect(server.asked.map(({ method, path, body }) => [method, path, body])).toEqual([
    [
      'PUT',
      '/service/marathon/v2/apps/x?partialUpdate=false&force=false',
      JSON.stringify({ id: '/x', cmd: 'true' }),
    ],
    ['DELETE', '/service/marathon/v2/apps/x?force=false', ''],
    ['DELETE', '/service/marathon/v2/apps/x/tasks/x.instance-1._app.1?wipe=true', ''],
    ['DELETE', '/service/marathon/v2/deployments/d%201?force=true', ''],
  ]);
});

test('deployments say which apps they lock', async () => {
  // As recording 56 has it.
  const deployment = {
    id: 'd1',
    version: '2026-11-20T22:11:00.000Z',
    affectedApps: ['/shuffle/service'],
    currentActions: [{ action: 'ScaleApplication', app: '/shuffle/service', readinessCheckResults: [] }],
    currentStep: 2,
    totalSteps: 2,
  };
  const port = await marathon(() => ({ body: [deployment] }));
  expect(await port.deployments()).toEqual([
    {
      id: 'd1',
      since: '2026-11-20T22:11:00.000Z',
      apps: ['/shuffle/service'],
      actions: [{ action: 'ScaleApplication', app: '/shuffle/service' }],
    },
  ]);
});
