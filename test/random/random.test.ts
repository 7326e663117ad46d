import { spawn } from 'node:child_process';
import path from 'node:path';
import type { AgentPorts, Marathon } from '../../src/operator/ports';
import { run } from './run';
import type { Tampering } from './scene';
import { type Script, type Step, scriptOf } from './script';
import { PLANTED } from './secrets';

/** The same in every run of the tests; `npm run random` goes on where this ends. */
const RUNS = 60;

test('whole operators hold what is promised, whatever happens', async () => {
  const args = ['--require', 'tsx/cjs', 'test/random/main.ts', '--runs', `${RUNS}`];
  const { stdout, code } = await ended(process.execPath, args);
  if (code !== 0) throw new Error(stdout);
  expect(stdout).toContain(`${RUNS} runs, `);
  expect(stdout).toContain(' 0 failed, ');
}, 600_000);

/** In a process of its own, which is faster than here. */
function ended(command: string, args: readonly string[]): Promise<{ stdout: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: path.join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ stdout, code }));
  });
}

test('a run is the same again from its seed', async () => {
  for (const seed of [2, 11]) {
    const [first, second] = [await run(scriptOf(seed)), await run(scriptOf(seed))];
    expect(second.trace).toEqual(first.trace);
  }
}, 60_000);

describe('what breaks a rule is noticed:', () => {
  const step = (does: string, pause: number, by: Step['by'] = [0.5, 0.5, 0.9]): Step => ({
    do: does,
    by,
    pause,
  });
  const script = (...steps: readonly Step[]): Script => ({
    seed: 2,
    agents: 3,
    services: 1,
    operators: 1,
    steps,
  });

  async function failure(tampering: Tampering, of: Script): Promise<string> {
    const { failures } = await run(of, tampering);
    return failures.join('; ');
  }

  const marathon = (change: (real: Marathon) => Partial<Marathon>): Tampering => ({
    marathon: (real) => ({ ...real, ...change(real) }),
  });

  test('nothing, where nothing is broken', async () => {
    const { failures } = await run(
      script(step('agent-joins', 60), step('spec-version', 60, [0, 0.5, 0]), step('agent-lost', 60)),
    );
    expect(failures).toEqual([]);
  });

  test('one instance too many', async () => {
    const tampering = marathon((real) => ({ raise: (id, instances) => real.raise(id, instances + 1) }));
    expect(await failure(tampering, script(step('agent-joins', 60)))).toContain(
      '5 instances, but there is room for 4',
    );
  });

  test('instances that are lowered, and the healthy task that it costs', async () => {
    const tampering = marathon((real) => ({ raise: (id) => real.raise(id, 2) }));
    const found = await failure(tampering, script(step('agent-joins', 60)));
    expect(found).toMatch(/it lowers 3; .*Marathon gives up .*; a healthy task .* is killed/s);
  });

  test('a service that is published before it covers every agent', async () => {
    const tampering = marathon((real) => ({
      create: (app) => real.create({ ...app, instances: 1 }),
      app: async (id) => {
        const app = await real.app(id);
        const [task] = app?.tasks ?? [];
        return app && task && { ...app, tasks: ['a1', 'a2', 'a3'].map((host) => ({ ...task, host })) };
      },
    }));
    expect(await failure(tampering, script())).toMatch(/publishes port 7337 of .*, which a\d does not have/);
  });

  test('a foreign app that is deleted', async () => {
    const tampering = marathon((real) => ({ raise: () => real.remove('/foreign') }));
    const found = await failure(
      tampering,
      script(step('foreign-app', 30, [0.5, 0.9, 0]), step('agent-joins', 60)),
    );
    expect(found).toContain('/foreign was never decided on: it is foreign');
  });

  describe('an agent that goes', () => {
    const used = script(
      step('spark-starts', 60, [0.1, 0.1, 0.1]),
      step('drain-declared', 600, [0.5, 0.5, 0.9]),
    );

    test('is no fault, where it waits for those who have files there', async () => {
      const { failures, trace } = await run(used);
      expect(failures).toEqual([]);
      expect(trace.join()).toContain('"do":"begin-drain"');
    });

    test('is one, where nobody is seen to be connected', async () => {
      const health: Tampering['health'] = (real) => ({
        ports: async (hosts) => {
          const answers = [...(await real.ports(hosts))].map(([host, answer]): [string, AgentPorts] => {
            if (answer.is === 'unknown') return [host, answer];
            const ports = [...answer.ports].map(([port, one]) => [port, { ...one, connections: 0 }] as const);
            return [host, { ...answer, ports: new Map(ports) }];
          });
          return new Map(answers);
        },
      });
      expect(await failure({ health }, used)).toMatch(
        /its task is not lost but Running: spark-1 has files on a\d/,
      );
    });
  });

  describe('a drain that is over', () => {
    const deleted = script(
      step('drain-declared', 300, [0.5, 0.5, 0.9]),
      step('drain-deleted', 300),
      step('drain-declared', 30, [0.9, 0.5, 0.9]),
    );

    test('may be forgotten, state first, and one of its name begins anew', async () => {
      const { failures, trace } = await run(deleted);
      expect(failures).toEqual([]);
      const about = trace.filter((line) => /begin-drain|forgets/.test(line)).map((line) => line.slice(9));
      expect(
        about.map((line) =>
          line.replace(/^\S+ (action|forgets) .*?(begin-drain|st\w+\/AgentDrain\/d0).*$/, '$2'),
        ),
      ).toEqual(['begin-drain', 'state/AgentDrain/d0', 'status/AgentDrain/d0', 'begin-drain']);
    });

    /** With what is deleted something else goes, that nobody had looked at. */
    const along = (key: string): Tampering => ({
      store: (real) => ({
        ...real,
        delete: async (other, ifMatch) => {
          const found = await real.get(key);
          if (found) await real.delete(key, found.etag);
          return real.delete(other, ifMatch);
        },
      }),
    });

    test.each([
      ['state/AgentDrain/d1.json', 'its drain is not over'],
      ['status/AgentDrain/d1.json', 'its removal is not done'],
      ['status/AgentDrain/d0.json', 'its state is still there'],
      ['state/ShuffleService/spark-2-4.json', 'nothing of that sort is ever deleted'],
    ])('and with it %s: %s', async (key, problem) => {
      const both = script(
        step('drain-declared', 10, [0.5, 0.5, 0.9]),
        step('drain-declared', 30, [0.9, 0.5, 0.9]),
        step('drain-deleted', 300, [0.1, 0.5, 0.9]),
      );
      expect(await failure(along(key), both)).toContain(`deletes ${key}: ${problem}`);
    });
  });

  test('writes of an operator that does not lead', async () => {
    expect(await failure({ lawless: true }, script(step('agent-joins', 60)))).toContain(
      'writes without the lease',
    );
  });

  test('a secret in the log', async () => {
    const log: Tampering['log'] = (fields) => ({ ...fields, password: PLANTED.marathonPassword });
    expect(await failure({ log }, script())).toBe(`the log holds ${PLANTED.marathonPassword}`);
  });

  test('a world that is never as declared', async () => {
    const tampering = marathon((real) => ({
      raise: async () => ({ is: 'locked', message: 'App is locked', deployments: ['d'] }),
      info: () => real.info(),
    }));
    expect(await failure(tampering, script(step('agent-joins', 10)))).toContain('has no healthy task');
  });
});
