import fc from 'fast-check';
import { LabClient } from '../../contract/support/lab-client';

type Move =
  | { readonly do: 'lose' | 'return' | 'deactivate' | 'reactivate'; readonly agent: number }
  | { readonly do: 'scale'; readonly instances: number; readonly force: boolean }
  | { readonly do: 'delete'; readonly agent: number; readonly scale: boolean }
  | { readonly do: 'wait'; readonly seconds: number };

const AGENTS = 4;
const agent = fc.integer({ min: 1, max: AGENTS });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constantFrom('lose', 'return', 'deactivate', 'reactivate'), agent }),
  fc.record({ do: fc.constant('scale'), instances: fc.integer({ min: 0, max: 6 }), force: fc.boolean() }),
  fc.record({ do: fc.constant('delete'), agent, scale: fc.boolean() }),
  fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(0.05, 0.3, 2, 400) }),
) as fc.Arbitrary<Move>;

const definition = {
  cmd: 'serve',
  cpus: 0.5,
  mem: 64,
  instances: 3,
  role: 'shuffle',
  acceptedResourceRoles: ['shuffle'],
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ port: 7337 }],
  requirePorts: true,
  unreachableStrategy: 'disabled',
};

async function isLocked(client: LabClient): Promise<boolean> {
  const { app } = await client.get<{ app: { deployments: readonly unknown[] } }>('/v2/apps/shuffle/service');
  return app.deployments.length > 0;
}

async function make(client: LabClient, one: Move): Promise<void> {
  switch (one.do) {
    case 'lose':
    case 'return':
      await client.control('PATCH', `/agents/agent-${one.agent}`, { reachable: one.do === 'return' });
      return;
    case 'deactivate':
    case 'reactivate':
      await client.control('PATCH', `/agents/agent-${one.agent}`, { deactivated: one.do === 'deactivate' });
      return;
    case 'scale': {
      const path = `/v2/apps/shuffle/service?force=${one.force}`;
      await client.marathon({ method: 'PATCH', path, body: { instances: one.instances } });
      return;
    }
    case 'delete': {
      // What a deployment waits for, given up by its name, is waited for ever: no recording tells what Marathon does.
      if (!one.scale && (await isLocked(client))) return;
      const path = `/v2/apps/shuffle/service/tasks?host=agent-${one.agent}&scale=${one.scale}`;
      await client.marathon({ method: 'DELETE', path });
      return;
    }
    case 'wait':
      client.advance(one.seconds);
  }
}

interface State {
  readonly agents: readonly { readonly id: string; readonly hostname: string }[];
  readonly tasks: readonly { readonly agentId: string }[];
}

describe('whatever is done to the world', () => {
  const moves = fc.array(move, { maxLength: 25 });

  test('no agent ever has two tasks on one port', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (list) => {
        const client = new LabClient({ agents: AGENTS });
        await client.marathon({ method: 'PUT', path: '/v2/apps/shuffle/service', body: definition });
        for (const one of list) {
          await make(client, one);
          const { tasks } = await client.get<State>('/lab');
          expect(new Set(tasks.map(({ agentId }) => agentId)).size).toBe(tasks.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('with every agent back and time enough, exactly the instances run that the agents can hold', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (list) => {
        const client = new LabClient({ agents: AGENTS });
        await client.marathon({ method: 'PUT', path: '/v2/apps/shuffle/service', body: definition });
        for (const one of list) await make(client, one);
        for (let i = 1; i <= AGENTS; i++) {
          await client.control('PATCH', `/agents/agent-${i}`, { reachable: true, deactivated: false });
        }
        client.advance(1000);
        const { app } = await client.get<{ app: { instances: number; tasksRunning: number } }>(
          '/v2/apps/shuffle/service',
        );
        const { tasks } = await client.get<State>('/lab');
        expect(app.tasksRunning).toBe(Math.min(app.instances, AGENTS));
        expect(tasks).toHaveLength(app.tasksRunning);
      }),
      { numRuns: 40 },
    );
  });
});
