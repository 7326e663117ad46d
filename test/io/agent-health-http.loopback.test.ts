import { Duration } from '../../src/domain/core/duration';
import { agentHealthOverHttp } from '../../src/io/agent-health-http';
import { type Told, testServer } from './server';

const timeout = Duration.seconds(2);

async function ask(told: Told) {
  const server = await testServer(() => told);
  try {
    const port = Number(new URL(server.url).port);
    const answers = await agentHealthOverHttp({ port, timeout }).ports([
      '127.0.0.1',
      'localhost',
      '127.0.0.1',
    ]);
    expect([...answers.keys()].sort()).toEqual(['127.0.0.1', 'localhost']);
    return answers.get('127.0.0.1');
  } finally {
    await server.close();
  }
}

const PORTS = { '7337': { listening: true, connections: 3, cleaner: 'alive' } };

test.each([200, 503])('an agent that answers %d says how its ports are', async (status) => {
  const answer = await ask({ status, body: { healthy: status === 200, ports: PORTS } });
  expect(answer).toEqual({ is: 'known', ports: new Map([[7337, PORTS['7337']]]) });
});

test('an agent that has not looked lately is not believed', async () => {
  const answer = await ask({
    status: 503,
    body: { healthy: false, reasons: ['old'], last: { ports: PORTS } },
  });
  expect(answer).toMatchObject({ is: 'unknown', reason: 'AgentSilent' });
});

test.each([
  ['nothing that is JSON', 'busy'],
  ['ports without their connections', { ports: { '7337': { listening: true } } }],
])('%s is unknown, never unused', async (_, body) => {
  expect(await ask({ body })).toMatchObject({ is: 'unknown', reason: 'AgentSilent' });
});

test('an agent that does not answer is unknown', async () => {
  const answers = await agentHealthOverHttp({ port: 1, timeout }).ports(['127.0.0.1']);
  expect(answers.get('127.0.0.1')).toMatchObject({ is: 'unknown', reason: 'AgentSilent' });
});

test('nobody is asked for no host', async () => {
  expect((await agentHealthOverHttp({ port: 1, timeout }).ports([])).size).toBe(0);
});
