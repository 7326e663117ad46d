import { spawn } from 'node:child_process';
import path from 'node:path';
import { run } from '../../src/cli/run';

const root = path.join(__dirname, '..', '..');
const main = path.join(root, 'src', 'cli', 'main.ts');

/** Starts the command as a process of its own, asks it once it has printed its URLs, and ends it by the signal. */
function session(
  signal: NodeJS.Signals,
  ask: (urls: readonly string[]) => Promise<void>,
): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, 'lab', '--agents', '2', '--virtual-clock', '--zeppelin-port', '0'],
    { cwd: root },
  );
  let printed = '';
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code));
    child.stdout.on('data', (data: Buffer) => {
      const known = /zeppelin .*\n/.test(printed);
      printed += data.toString();
      if (known || !/zeppelin .*\n/.test(printed)) return;
      const urls = printed.match(/http:\S+/g) ?? [];
      ask(urls).then(
        () => child.kill(signal),
        (error: unknown) => {
          child.kill('SIGKILL');
          reject(error);
        },
      );
    });
  });
}

describe('mesos-spark lab', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints its URLs, answers there and ends on %s',
    async (signal) => {
      const code = await session(signal, async ([mesos = '', marathon = '', lab = '', zeppelin = '']) => {
        const slaves = (await (await fetch(`${mesos}/slaves`)).json()) as { slaves: readonly unknown[] };
        expect(slaves.slaves).toHaveLength(2);
        expect(lab).toBe(`${marathon}/lab`);
        expect(await (await fetch(`${marathon}/v2/apps`)).json()).toEqual({ apps: [] });
        expect((await fetch(`${zeppelin}/api/interpreter/setting/spark`)).status).toBe(200);
      });
      expect(code).toBe(0);
    },
  );

  test('fails on a port that is no number', async () => {
    let told = '';
    const io = {
      stdout: { write: () => undefined },
      stderr: { write: (text: string) => (told += text) },
      stdin: { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: '' }) }) },
      env: {},
    };
    expect(await run(['lab', '--port', 'x'], io)).toBe(2);
    expect(told).toContain(
      "option '--port <number>' argument 'x' is invalid. wanted a whole number from 0 to 99999.",
    );
  });
});
