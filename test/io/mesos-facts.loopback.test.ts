import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { readFrameworkFacts, readMasterFacts, readTaskFacts } from '../../src/io/mesos-facts';
import { type TestServer, type Told, testServer } from './server';

interface Step {
  readonly do?: string;
  readonly request?: { readonly body?: { readonly type?: string } };
  readonly response?: { readonly body?: unknown };
}

const steps = (name: string): readonly Step[] =>
  JSON.parse(readFileSync(path.join(__dirname, '../contract/recordings/mesos', `${name}.json`), 'utf8'))
    .steps;

const recorded = (name: string, type: string): unknown =>
  steps(name).find((step) => step.request?.body?.type === type && step.response?.body)?.response?.body;

let server: TestServer;
const clients: HttpClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

/** A master that answers each call of its API as it is told. */
async function master(calls: Readonly<Record<string, Told>>): Promise<HttpClient> {
  server = await testServer(({ body }) => calls[JSON.parse(body).type] ?? { status: 404 });
  const client = new HttpClient({ baseUrl: server.url, timeout: Duration.seconds(2) });
  clients.push(client);
  return client;
}

test('frameworks: what a real master answered', async () => {
  const body = recorded('12-scheduler', 'GET_FRAMEWORKS');
  const [found] = await readFrameworkFacts(await master({ GET_FRAMEWORKS: { body } }));
  expect(found).toEqual({
    id: '11111111-1111-1111-1111-111111111111-0000',
    name: 'marathon-shuffle',
    roles: ['shuffle'],
    state: 'active',
    hostname: 'a1',
    webUiUrl: 'http://127.0.0.1:8080',
    allocated: { cpus: 0, mem: 0, disk: 0, gpus: 0 },
    offered: expect.objectContaining({ gpus: 0 }),
  });
  expect(found?.offered?.cpus).toBeGreaterThan(0);
});

test.each([
  [{ active: true, connected: true }, 'active'],
  [{ active: false, connected: true }, 'inactive'],
  [{ active: false, connected: false }, 'disconnected'],
  [{ active: false, connected: false, recovered: true }, 'recovered'],
])('a framework with %j is %s', async (flags, state) => {
  const frameworks = [{ framework_info: { id: { value: 'f' }, name: 'n' }, ...flags }];
  const body = { get_frameworks: { frameworks } };
  expect(await readFrameworkFacts(await master({ GET_FRAMEWORKS: { body } }))).toMatchObject([
    { id: 'f', state },
  ]);
});

test('who leads: what a real master answered', async () => {
  const calls = {
    GET_MASTER: { body: recorded('01-agents-text-resources', 'GET_MASTER') },
    GET_VERSION: { body: recorded('01-agents-text-resources', 'GET_VERSION') },
  };
  expect(await readMasterFacts(await master(calls))).toEqual({
    id: '11111111-1111-1111-1111-111111111111',
    hostname: 'm1:25150',
    version: '1.12.0',
    url: server.url,
  });
});

const id = (value: string) => ({ value });
const task = (name: string, more: object = {}) => ({
  name,
  task_id: id(`${name}.1`),
  framework_id: id('f'),
  agent_id: id('S0'),
  state: 'TASK_RUNNING',
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 }, allocation_info: { role: 'shuffle' } },
    { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: 'shuffle' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 1024 }, allocation_info: { role: 'shuffle' } },
    {
      name: 'ports',
      type: 'RANGES',
      ranges: {
        range: [
          { begin: 7337, end: 7337 },
          { begin: 7400, end: 7402 },
        ],
      },
    },
  ],
  ...more,
});

test('tasks: those that run, are lost, or have ended, by id', async () => {
  const lost = {
    state: 'TASK_UNREACHABLE',
    statuses: [{ timestamp: 1767225600.5, message: 'Slave is unreachable' }],
  };
  const body = {
    get_tasks: {
      tasks: [task('b')],
      unreachable_tasks: [task('c', lost)],
      completed_tasks: [task('a', { state: 'TASK_FINISHED', resources: undefined })],
    },
  };
  expect(await readTaskFacts(await master({ GET_TASKS: { body } }))).toEqual([
    expect.objectContaining({ id: 'a.1', completed: true, role: '*', ports: '' }),
    {
      id: 'b.1',
      name: 'b',
      frameworkId: 'f',
      agentId: 'S0',
      state: 'TASK_RUNNING',
      amounts: { cpus: 1.5, mem: 1024, disk: 0, gpus: 0 },
      role: 'shuffle',
      ports: '7337,7400-7402',
      completed: false,
    },
    expect.objectContaining({
      id: 'c.1',
      since: '2026-01-01T00:00:00.500Z',
      message: 'Slave is unreachable',
    }),
  ]);
});

test('a master without any answers without lists', async () => {
  const client = await master({
    GET_TASKS: { body: { get_tasks: {} } },
    GET_FRAMEWORKS: { body: { get_frameworks: {} } },
  });
  expect(await readTaskFacts(client)).toEqual([]);
  expect(await readFrameworkFacts(client)).toEqual([]);
});

test.each<[string, Told, RegExp]>([
  ['refuses', { status: 403, body: 'no' }, /api\/v1: the master answered GET_TASKS with 403: no/],
  ['has not read its registry', { status: 503, body: 'not finished recovery' }, /503: not finished recovery/],
  [
    'answers something else',
    { body: { get_tasks: { tasks: [{}] } } },
    /get_tasks\.tasks\[0\]\.name: found nothing, wanted/,
  ],
  ['answers no JSON', { body: 'hello' }, /found "hello", wanted JSON/],
])('a master that %s is no empty one', async (_, told, message) => {
  await expect(readTaskFacts(await master({ GET_TASKS: told }))).rejects.toThrow(message);
});
