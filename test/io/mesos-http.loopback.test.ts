import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { mesosOverHttp } from '../../src/io/mesos-http';
import { type Asked, type TestServer, type Told, testServer } from './server';

interface Recording {
  readonly steps: readonly {
    readonly do?: string;
    readonly request?: { readonly path: string; readonly body?: { readonly type?: string } };
    readonly response?: { readonly body?: unknown };
  }[];
}

const recording = (name: string): Recording =>
  JSON.parse(readFileSync(path.join(__dirname, '../contract/recordings/mesos', `${name}.json`), 'utf8'));

const RECORDED = recording('01-agents-text-resources').steps.find(
  (step) => step.do === 'all agents' && step.request?.path === '/slaves',
)?.response?.body as { slaves: Record<string, unknown>[]; recovered_slaves: unknown[] };

const master = (id = 'm1', more: object = {}): Told => ({
  body: { type: 'GET_MASTER', get_master: { master_info: { id, ...more } } },
});

let server: TestServer | undefined;
afterEach(() => server?.close());

/** A master that answers these paths, and the rest as a plain one. */
async function mesos(answers: Readonly<Record<string, Told | ((asked: Asked) => Told)>>) {
  const plain: typeof answers = {
    '/api/v1': master(),
    '/slaves': { body: RECORDED },
    '/maintenance/status': { body: {} },
  };
  server = await testServer((asked) => {
    const answer = answers[asked.path] ?? plain[asked.path] ?? { status: 404 };
    return typeof answer === 'function' ? answer(asked) : answer;
  });
  return mesosOverHttp(new HttpClient({ baseUrl: server.url, timeout: Duration.seconds(2) }));
}

test('reads what a real master answered', async () => {
  const view = await (await mesos({})).view();
  if (view.is === 'unknown') throw new Error(view.message);
  expect(view.agents.map(({ hostname }) => hostname)).toEqual(['a3', 'a2', 'a1']);
  const [publicAgent, a2, a1] = view.agents;
  expect(publicAgent).toMatchObject({
    attributes: { public_ip: 'true' },
    active: true,
    deactivated: false,
    gpus: 0,
  });
  expect(Object.keys(publicAgent?.reserved ?? {})).toEqual(['slave_public']);
  expect(a2?.reserved['shuffle']).toMatchObject({ cpus: 1, mem: 1024, disk: 0 });
  expect(a2?.reserved['shuffle']?.ports.toString()).toBe('7337-7339');
  expect(a1?.attributes).toMatchObject({ cores: 4, rack: 'r1' });
  expect(view.agents.map(({ hidesResources }) => hidesResources)).toEqual([false, false, false]);
});

const row = (changes: object) => ({ ...RECORDED.slaves[1], ...changes });
const oneAgent = async (changes: object) => {
  const view = await (
    await mesos({ '/slaves': { body: { slaves: [row(changes)], recovered_slaves: [] } } })
  ).view();
  if (view.is === 'unknown') throw new Error(view.message);
  return view.agents[0] ?? fail();
};
function fail(): never {
  throw new Error('no agent');
}

test('rule 2: more in total than is shown betrays a hidden reservation (recording 07)', async () => {
  expect(await oneAgent({ reserved_resources: {}, reserved_resources_full: {} })).toMatchObject({
    hidesResources: true,
    reserved: {},
  });
});

test('a port that the agent was given as a number is a port (recording 02)', async () => {
  const agent = await oneAgent({
    reserved_resources: { shuffle: { cpus: 1, mem: 1024, disk: 0, ports: 7337.0 } },
  });
  expect(agent.reserved['shuffle']?.ports.toString()).toBe('7337');
});

test('what is in use is counted by the role that it is reserved for', async () => {
  const used = (name: string, value: object, role: string) => ({
    name,
    ...value,
    role,
    reservations: role === '*' ? undefined : [{ type: 'STATIC', role }],
  });
  const agent = await oneAgent({
    used_resources: { cpus: 1.5, mem: 600, disk: 0, gpus: 0, ports: '[7337-7337, 9000-9001]' },
    used_resources_full: [
      used('cpus', { scalar: { value: 0.5 } }, 'shuffle'),
      used('cpus', { scalar: { value: 1 } }, '*'),
      used('mem', { scalar: { value: 600 } }, 'shuffle'),
      used('ports', { ranges: { range: [{ begin: 7337, end: 7337 }] } }, 'shuffle'),
    ],
  });
  expect(agent.used('shuffle')).toMatchObject({ cpus: 0.5, mem: 600, disk: 0 });
  expect(agent.used('shuffle').ports.toString()).toBe('7337');
  expect(agent.usedPorts().toString()).toBe('7337,9000-9001');
});

test('draining, regions and names beyond ASCII are read', async () => {
  const agent = await oneAgent({
    hostname: 'h\u00f6st-\u{1f980}',
    drain_info: { state: 'DRAINING' },
    domain: { fault_domain: { region: { name: 'eu' }, zone: { name: 'eu-2' } } },
  });
  expect(agent).toMatchObject({
    hostname: 'h\u00f6st-\u{1f980}',
    draining: true,
    region: 'eu',
    zone: 'eu-2',
  });
});

test('an agent in a maintenance window is marked', async () => {
  const status = {
    draining_machines: [{ id: { hostname: 'a2', ip: '127.0.0.1' } }],
    down_machines: [{ hostname: 'a9' }],
  };
  const view = await (await mesos({ '/maintenance/status': { body: status } })).view();
  if (view.is === 'unknown') throw new Error(view.message);
  expect(view.agents.filter(({ maintenance }) => maintenance).map(({ hostname }) => hostname)).toEqual([
    'a2',
  ]);
});

test('asks for a few agents by their ids, between two calls as for all, and takes no others', async () => {
  const [a3, a2, a1] = RECORDED.slaves;
  const id = (agent: Record<string, unknown> | undefined) => String(agent?.['id']);
  const client = await mesos({
    [`/slaves?slave_id=${id(a1)}`]: { body: { slaves: [a1], recovered_slaves: [] } },
    // As a master that does not know the parameter.
    [`/slaves?slave_id=${id(a3)}`]: { body: RECORDED },
    [`/slaves?slave_id=a%2F%3Fb`]: {
      body: {
        slaves: [],
        recovered_slaves: [
          { id: 'a/?b', hostname: 'a9' },
          { id: id(a2), hostname: 'a2' },
        ],
      },
    },
  });
  const view = await client.view([id(a1), id(a3), 'a/?b']);
  if (view.is === 'unknown') throw new Error(view.message);
  expect(view.agents.map(({ hostname }) => hostname)).toEqual(['a1', 'a3']);
  expect(view.recovered).toEqual([{ id: 'a/?b', hostname: 'a9' }]);
  expect(server?.asked.map(({ path }) => path.replace(/=.*/, ''))).toEqual([
    ...[
      '/api/v1',
      '/maintenance/status',
      '/slaves?slave_id',
      '/slaves?slave_id',
      '/slaves?slave_id',
      '/api/v1',
    ],
  ]);
});

test('knows nothing of a few agents where another master leads by the end of the read', async () => {
  let leader = 0;
  const id = String(RECORDED.slaves[0]?.['id']);
  const client = await mesos({
    '/api/v1': () => master(`m${++leader}`),
    [`/slaves?slave_id=${id}`]: { body: RECORDED },
  });
  expect(await client.view([id])).toMatchObject({ is: 'unknown', reason: 'MasterChanged' });
});

let asked = 0;
const unknown: readonly (readonly [string, Parameters<typeof mesos>[0], string, RegExp])[] = [
  [
    'a master that has not read its registry, whose lists are empty (08b)',
    {
      '/slaves': { body: { slaves: [], recovered_slaves: [] } },
      '/api/v1': { status: 503, body: 'Master has not finished recovery' },
    },
    'MasterRecovering',
    /^http.*\/api\/v1: the master answered 503: Master has not finished recovery/,
  ],
  [
    'no leader',
    { '/api/v1': { status: 503, body: 'No leader elected' } },
    'MasterUnavailable',
    /No leader elected/,
  ],
  [
    'no right to look',
    { '/api/v1': { status: 401, body: '401 Unauthorized.' } },
    'NotAuthorized',
    /^http.*\/api\/v1: the master answered 401: 401 Unauthorized/,
  ],
  [
    'another master by the end of the read',
    { '/api/v1': () => master(`m${++asked}`) },
    'MasterChanged',
    /another master leads since the agents were read/,
  ],
  [
    'half a list',
    { '/slaves': { body: '{"slaves": [{"id": "x", "host' } },
    'UnexpectedAnswer',
    /not expected in JSON/,
  ],
  ['no list', { '/slaves': { body: '{}' } }, 'UnexpectedAnswer', /slaves: found nothing/],
  [
    'a list of recovered agents that is not there',
    { '/slaves': { body: '{"slaves": []}' } },
    'UnexpectedAnswer',
    /recovered_slaves: found nothing/,
  ],
  [
    'an agent without a name',
    { '/slaves': { body: { slaves: [{ id: 'x' }] } } },
    'UnexpectedAnswer',
    /^http.*\/slaves: slaves\[0\]\.hostname: found nothing, wanted a text/,
  ],
  ['a master that hangs up', { '/slaves': { cut: true } }, 'MasterUnavailable', /GET http.*\/slaves/],
];

test.each(unknown)('rule 2: %s is not known', async (_, answers, reason, message) => {
  const view = await (await mesos(answers)).view();
  expect(view).toEqual({ is: 'unknown', reason, message: expect.stringMatching(message) });
});

describe('the registry', () => {
  const registry = recording('15-registry').steps.find(
    ({ request }) => request?.path === '/registrar(1)/registry',
  );
  const body = registry?.response?.body as { master: { info: { id: string } } };

  test('names the agents that are gone (15)', async () => {
    const port = await mesos({ '/registrar(1)/registry': { body }, '/api/v1': master(body.master.info.id) });
    expect(await port.gone()).toEqual({
      is: 'known',
      ids: new Set(['11111111-1111-1111-1111-111111111111-S2']),
    });
  });

  test('of another master tells nothing', async () => {
    const port = await mesos({ '/registrar(1)/registry': { body } });
    expect(await port.gone()).toMatchObject({ is: 'unknown', reason: 'MasterChanged' });
  });

  test('without gone agents has none', async () => {
    const none = { master: { info: { id: 'm1' } }, slaves: { slaves: [] } };
    const port = await mesos({ '/registrar(1)/registry': { body: none } });
    expect(await port.gone()).toEqual({ is: 'known', ids: new Set() });
  });
});

test('frameworks that have not come back after a failover are listed, too', async () => {
  const framework = (id: string, name: string) => ({ id: { value: id }, name });
  const port = await mesos({
    '/api/v1': {
      body: {
        type: 'GET_FRAMEWORKS',
        get_frameworks: {
          frameworks: [
            { framework_info: framework('f1', 'marathon'), active: true },
            {
              framework_info: { ...framework('f3', 'spark'), webui_url: 'http://agent-1:8082' },
              ...{ active: false, connected: false },
            },
          ],
          completed_frameworks: [{ framework_info: framework('f0', 'done') }],
          recovered_frameworks: [framework('f2', 'etl')],
        },
      },
    },
  });
  expect(await port.frameworks()).toEqual({
    is: 'known',
    frameworks: [
      { id: 'f1', name: 'marathon' },
      { id: 'f3', name: 'spark', webUiUrl: 'http://agent-1:8082', connected: false },
      { id: 'f2', name: 'etl' },
    ],
  });
});

test('tasks with a label are found among all, those that have ended as well', async () => {
  const task = (id: string, more: object = {}) => ({
    name: `Driver for ${id}`,
    task_id: { value: id },
    framework_id: { value: 'f1' },
    agent_id: { value: 'S1' },
    state: 'TASK_RUNNING',
    ...more,
  });
  const labels = (key: string) => ({ labels: { labels: [{ key, value: 'a "quoted" one' }, { key: 'x' }] } });
  const port = await mesos({
    '/api/v1': {
      body: {
        type: 'GET_TASKS',
        get_tasks: {
          tasks: [task('plain'), task('ours', labels('ours')), task('other', labels('not-ours'))],
          completed_tasks: [task('ended', { ...labels('ours'), state: 'TASK_FINISHED' })],
        },
      },
    },
  });
  const common = { frameworkId: 'f1', agentId: 'S1', labels: { ours: 'a "quoted" one', x: '' } };
  expect(await port.tasks('ours')).toEqual({
    is: 'known',
    tasks: [
      { id: 'ours', name: 'Driver for ours', state: 'TASK_RUNNING', ...common },
      { id: 'ended', name: 'Driver for ended', state: 'TASK_FINISHED', ...common },
    ],
  });
  const ids = async (frameworkId: string) => {
    const found = await port.tasksOf(frameworkId);
    return found.is === 'known' ? found.tasks.map(({ id }) => id) : found;
  };
  expect(await ids('f1')).toEqual(['plain', 'ours', 'other', 'ended']);
  expect(await ids('f')).toEqual([]);
});

test.each([
  [202, '', { is: 'done' }],
  [400, 'No framework found with specified ID', { is: 'absent' }],
  [400, 'something else', { is: 'refused', status: 400, message: 'something else' }],
  [403, 'no', { is: 'refused', status: 403, message: 'no' }],
])('a teardown that is answered %d %s', async (status, body, answer) => {
  expect(await (await mesos({ '/api/v1': { status, body } })).teardown('f1')).toEqual(answer);
});

test('of a teardown that fails otherwise nobody knows', async () => {
  const port = await mesos({ '/api/v1': { status: 500, body: 'oh' } });
  await expect(port.teardown('f1')).rejects.toThrow('TEARDOWN of f1: the master answered 500: oh');
});

test('frameworks of a master that cannot tell are unknown', async () => {
  const port = await mesos({ '/api/v1': { status: 503, body: 'Master has not finished recovery' } });
  expect(await port.frameworks()).toMatchObject({ is: 'unknown', reason: 'MasterRecovering' });
});
