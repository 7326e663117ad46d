import { Duration } from '../../src/domain/core/duration';
import { agentHealthOverHttp, agentStatesOverHttp } from '../../src/io/agent-health-http';
import { systemClock } from '../../src/io/clock';
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

describe('the state of an agent', () => {
  const HEALTH = {
    storage: {
      state: 'ephemeral',
      mounted: true,
      readOnly: false,
      bytes: 1000,
      usedBytes: 600,
      availableBytes: 400,
    },
    ports: { '7337': { listening: true, connections: 3, cleaner: 'dead' } },
    janitor: { lastRun: 1795235774, removed: 2, freedBytes: 1048576, pressure: 'no' },
  };

  async function state(told: Told) {
    const server = await testServer(() => told);
    try {
      const port = Number(new URL(server.url).port);
      const clients = agentStatesOverHttp({ port, timeout, clock: systemClock });
      return (await clients.states(['127.0.0.1', '127.0.0.1'], Number.POSITIVE_INFINITY)).get('127.0.0.1');
    } finally {
      await server.close();
    }
  }

  test.each([200, 503])(
    'that answers %d is how full its disk is, its cleaners and its janitor',
    async (status) => {
      expect(await state({ status, body: HEALTH })).toEqual({
        storage: { bytes: 1000, availableBytes: 400 },
        cleaners: new Map([[7337, 'dead']]),
        janitor: { lastRun: 1795235774, freedBytes: 1048576 },
      });
    },
  );

  test('is what it says where it has no disk and no janitor yet', async () => {
    const storage = { state: 'failed', mounted: false, readOnly: false };
    expect(await state({ body: { storage, ports: {}, janitor: {} } })).toEqual({ cleaners: new Map() });
  });

  test.each<[string, Told]>([
    ['has not looked lately', { status: 503, body: { healthy: false, last: HEALTH } }],
    ['answers nothing that is JSON', { body: 'busy' }],
    ['breaks the connection', { cut: true }],
  ])('is not known of one that %s', async (_, told) => {
    expect(await state(told)).toBeUndefined();
  });

  test('is asked of nobody once it is too late', async () => {
    const clients = agentStatesOverHttp({ port: 1, timeout, clock: systemClock });
    expect((await clients.states(['127.0.0.1'], 0)).size).toBe(0);
  });
});
