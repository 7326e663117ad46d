import { Duration } from '../../src/domain/core/duration';
import { agentContainersOverHttp, containersOf } from '../../src/io/agent-containers-http';
import type { Authorizer } from '../../src/io/authorizer';
import { systemClock } from '../../src/io/clock';
import type { AgentPlace } from '../../src/operator/ports';
import { type Told, testServer } from './server';

const timeout = Duration.millis(500);
const NEVER = Number.POSITIVE_INFINITY;

const row = (id: string, user: number, more: object = {}) => ({
  ...{ container_id: id, executor_id: '0', executor_name: 'x', framework_id: 'f1', source: '0' },
  statistics: { cpus_user_time_secs: user, cpus_system_time_secs: 0.5, cpus_limit: 2, timestamp: 1.5 },
  ...more,
});

/** What an agent that answers so is taken to have said, and what it was asked. */
async function ask(told: Told, auth?: Authorizer) {
  const server = await testServer(() => told);
  try {
    const place = { id: 'S1', hostname: 'a1', pid: `slave(1)@127.0.0.1:${server.port}` };
    const client = agentContainersOverHttp({ timeout, clock: systemClock, ...(auth ? { auth } : {}) });
    const answers = await client.read([place], NEVER);
    return { answer: answers.get('S1'), asked: server.asked };
  } finally {
    await server.close();
  }
}

test('an agent is asked where the master says, and its containers are counted as it tells of them', async () => {
  const nothing = row('c2', 0, { statistics: undefined });
  const { answer, asked } = await ask({
    body: [row('c1', 7), nothing, row('c3', 1, { status: { pid: 4 } })],
  });
  expect(answer).toMatchObject({
    is: 'known',
    agentId: 'S1',
    containers: [
      { id: 'c1', frameworkId: 'f1', cpuSeconds: 7.5 },
      { id: 'c2', frameworkId: 'f1' },
      { id: 'c3', frameworkId: 'f1', cpuSeconds: 1.5 },
    ],
  });
  expect(asked.map(({ path }) => path)).toEqual(['/slave(1)/containers']);
});

test('before containers had ids, framework and executor tell them apart', () => {
  const old = [{ executor_id: '3', framework_id: 'f1', statistics: {} }];
  expect(containersOf(Buffer.from(JSON.stringify(old)), '/')).toEqual([{ id: 'f1/3', frameworkId: 'f1' }]);
});

test.each<[string, Told, string]>([
  ['wants credentials', { status: 401 }, 'authentication'],
  ['does not let everybody see them', { status: 403 }, 'authentication'],
  ['never answers', { silent: true }, 'silent'],
  ['breaks the connection', { cut: true }, 'silent'],
  ['answers half', { headers: { 'content-length': '100' }, body: '[{', torn: true }, 'silent'],
  ['is another server', { body: 'hello' }, 'unexpected'],
  ['answers in another shape', { body: [{ framework_id: 'f1' }] }, 'unexpected'],
  ['counts backwards', { body: [row('c1', -1)] }, 'unexpected'],
  ['is still starting', { status: 503, body: 'Agent has not finished recovery' }, 'unexpected'],
  ['sends us elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'unexpected'],
])('of an agent that %s nothing is known', async (_, told, because) => {
  expect((await ask(told)).answer).toMatchObject({ is: 'unknown', because });
});

test('an agent is asked once a round, and without encryption it is shown no credentials', async () => {
  const auth = { header: async () => 'token=s3cret', refresh: async () => true };
  const { asked } = await ask({ status: 503 }, auth);
  expect(asked.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test('fails on an address that is none, and asks nobody once it is too late', async () => {
  const client = agentContainersOverHttp({ timeout, clock: systemClock });
  const place = (pid: string): AgentPlace => ({ id: pid, hostname: 'a1', pid });
  const strange = ['', 'slave(1)', 'slave(1)@h', 'slave(1)@evil/x?:80', '../..@h:1', 'a/b@h:1'].map(place);
  const answers = await client.read(strange, NEVER);
  expect([...answers.values()].map((one) => one.is === 'unknown' && one.because)).toEqual(
    strange.map(() => 'unexpected'),
  );
  expect((await client.read([place('slave(1)@127.0.0.1:1')], 0)).size).toBe(0);
});

test('thousands of agents are asked, few at a time, and silent ones hold nobody up', async () => {
  let [open, most] = [0, 0];
  const server = await testServer(({ path }) => {
    most = Math.max(most, ++open);
    setImmediate(() => open--);
    return path.includes('(7)') ? { silent: true } : { body: [row('c', 1)] };
  });
  const agents = Array.from({ length: 300 }, (_, i) => ({
    ...{ id: `S${i}`, hostname: `a${i}`, pid: `slave(${i})@127.0.0.1:${server.port}` },
  }));
  const answers = await agentContainersOverHttp({ timeout, clock: systemClock, parallel: 8 }).read(
    agents,
    NEVER,
  );
  await server.close();
  expect([...answers.values()].filter(({ is }) => is === 'known')).toHaveLength(299);
  expect(most).toBeLessThanOrEqual(8);
});
