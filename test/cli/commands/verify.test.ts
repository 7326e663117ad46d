import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../src/cli/run';
import type { Cleanup } from '../../../src/domain/spark/service-settings';
import { lines } from '../../domain/spark/verify/run';
import { declare, defaults, service as shuffleService } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import { runHere } from '../buffer-io';

let folder: string;
const at = (...parts: readonly string[]) => path.join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'verify-'));
  mkdirSync(at('spark/bin'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in for Spark's programs: what the command line does with a driver needs no driver. */
function program(name: string, script: string): void {
  writeFileSync(at('spark/bin', name), `#!/bin/sh\n${script}`);
  chmodSync(at('spark/bin', name), 0o755);
}

const verify = (...args: readonly string[]) => runHere(['verify', '--spark-home', at('spark'), ...args]);

/** What a driver of a run that works writes, where it is told to. */
function goodRun(): string {
  const [a, b] = ['10.0.0.7', '10.0.0.8'];
  const story = [
    ...[lines.version, lines.settings(), lines.application, lines.job(0, [0, 1], 'first-read')],
    ...[lines.added('0', a), lines.added('1', b)],
    ...[lines.task(0, 'ShuffleMapTask', '0', a), lines.task(0, 'ShuffleMapTask', '1', b)],
    ...[lines.task(1, 'ResultTask', '0', a, 2), lines.task(1, 'ResultTask', '1', b, 2)],
    ...[lines.removed('0'), lines.removed('1'), lines.job(1, [2, 3], 'second-read')],
    ...[lines.added('2', a), lines.task(3, 'ResultTask', '2', a, 4)],
  ];
  writeFileSync(at('events'), story.map((line) => `${line}\n`).join(''));
  return [
    'for a in "$@"; do case $a in spark.eventLog.dir=file://*) to=${a#spark.eventLog.dir=file://} ;; esac; done',
    `cp '${at('events')}' "$to/app-1.inprogress"`,
    `printf '%s\\n' "$@" >'${at('args')}'`,
    `echo '24/01/10 22:51:58 INFO DAGScheduler: Missing parents: List()' >&2`,
    `echo 'MESOS_SPARK_VERIFY {"read":"first-read","groups":1000}'`,
    `echo 'MESOS_SPARK_VERIFY {"read":"second-read","groups":1000}'`,
    `echo 'MESOS_SPARK_VERIFY {"step":"end"}'`,
  ].join('\n');
}

test('passes where the driver and its event log say so, and leaves nothing behind', async () => {
  program('spark-shell', goodRun());
  const { code, stdout } = await verify('--num-keys', '1000', '--master', 'mesos://x', '--output', 'json');
  const { status, checks, application, sparkVersion, folder: kept } = JSON.parse(stdout);
  expect({ code, status, application, sparkVersion, kept }).toEqual({
    ...{ code: 0, status: 'passed', application: 'app-1', sparkVersion: '3.5.9', kept: null },
  });
  expect(checks.map(({ status: one }: { status: string }) => one)).toEqual(Array(8).fill('passed'));
  const args = readFileSync(at('args'), 'utf8').split('\n');
  expect(args.slice(0, 2)).toEqual(['--master', 'mesos://x']);
  const script = args[args.indexOf('-i') + 1] ?? '';
  expect(script).toMatch(/group-by-key\.scala$/);
  expect(existsSync(path.dirname(script))).toBe(false);
});

test('takes the published defaults of a name from the state store', async () => {
  program(
    'spark-submit',
    `${goodRun()}\nwhile [ "$1" != --properties-file ]; do shift; done; cp "$2" '${at('used')}'`,
  );
  mkdirSync(at('state/published/etl'), { recursive: true });
  writeFileSync(at('state/published/etl/spark-defaults.conf'), 'spark.a=1\n');
  const store = ['--state', `file://${at('state')}`, '--language', 'python', '--num-keys', '1000'];
  expect(await verify('--defaults', 'etl', ...store)).toMatchObject({ code: 0 });
  expect(readFileSync(at('used'), 'utf8')).toBe('spark.a=1\n');
  const { code, stderr } = await verify('--defaults', 'elt', ...store);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      '--defaults: found nothing at "published/elt/spark-defaults.conf", wanted a published file; name a SparkDefaults that the operator has published, and its state store\n',
  });
});

describe('who cleans', () => {
  const CLEANS =
    '24/01/10 22:51:58 INFO ExternalShuffleBlockResolver: Application a removed, cleanupLocalDirs = true';
  const service = (cleanup: Cleanup) => shuffleService({ name: 'spark-2-4', cleanup });

  beforeEach(() => {
    const starts =
      '24/01/10 22:51:58 INFO MesosExternalShuffleService: Starting shuffle service on port 7337 (auth enabled = false)';
    program('spark-shell', `${goodRun()}\nprintf '%s\\n' '${starts}' '${CLEANS}' >>'${at('service.log')}'`);
    writeFileSync(at('service.log'), '');
    mkdirSync(at('state/published/defaults'), { recursive: true });
    writeFileSync(at('state/published/defaults/spark-defaults.conf'), 'spark.a=1\n');
  });

  async function manifests(folder: string, all: Parameters<typeof declare>[1]): Promise<void> {
    const store = new MemoryStore();
    declare(store, all);
    for (const { key } of await store.list('')) {
      mkdirSync(path.dirname(at(folder, key)), { recursive: true });
      writeFileSync(at(folder, key), store.text(key) ?? '');
    }
  }

  const judged = async (...args: readonly string[]) => {
    const ran = await verify('--num-keys', '1000', '--logs', at('service.log'), '--output', 'json', ...args);
    const { checks, logs } = JSON.parse(ran.stdout);
    const check = checks.find(({ id }: { id: string }) => id === 'logs');
    const missing = logs.missing.map(({ sign }: { sign: string }) => sign);
    return { code: ran.code, found: check.found, missing, stderr: ran.stderr };
  };
  const fails = { code: 1, found: 'service-app-removed' };
  const passes = { code: 0, found: expect.stringMatching(/^none in/) };

  test.each<[string, readonly string[], object]>([
    ['the service, unless it is said', [], passes],
    ['the service', ['--cleanup', 'Service'], passes],
    ['the janitor: then that it does is bad', ['--cleanup', 'Janitor'], fails],
  ])('%s', async (_, args, wanted) => {
    expect(await judged(...args)).toMatchObject(wanted);
  });

  interface Declared {
    readonly when: string;
    readonly all: Parameters<typeof declare>[1];
    readonly flag: Cleanup;
    readonly wanted: object;
    readonly said: string;
  }
  const byManifest = (cleanup: Cleanup) =>
    `cleanup "${cleanup}", as the manifest of ShuffleService/spark-2-4 says`;
  const byFlag = (cleanup: Cleanup, name: string) =>
    `cleanup "${cleanup}", as --cleanup says: found no manifest of ${name} to go by`;

  test.each<Declared>([
    {
      when: 'the manifest says Janitor',
      ...{
        all: [defaults(), service('Janitor')],
        flag: 'Service',
        wanted: fails,
        said: byManifest('Janitor'),
      },
    },
    {
      when: 'the manifest says Service',
      ...{
        all: [defaults(), service('Service')],
        flag: 'Janitor',
        wanted: passes,
        said: byManifest('Service'),
      },
    },
    {
      when: 'the manifest says nothing of it',
      ...{
        all: [defaults(), shuffleService()],
        flag: 'Janitor',
        wanted: passes,
        said: byManifest('Service'),
      },
    },
    {
      when: 'there is no manifest of the defaults',
      all: [service('Janitor')],
      ...{ flag: 'Service', wanted: passes, said: byFlag('Service', 'SparkDefaults/defaults') },
    },
    {
      when: 'there is no manifest of the service',
      all: [defaults()],
      ...{ flag: 'Janitor', wanted: fails, said: byFlag('Janitor', 'ShuffleService/spark-2-4') },
    },
  ])('by defaults: $when', async ({ all, flag, wanted, said }) => {
    const store = ['--defaults', 'defaults', '--state', `file://${at('state')}`, '--cleanup', flag];
    await manifests('state', all);
    const found = await judged(...store);
    expect(found).toMatchObject(wanted);
    expect(found.stderr).toContain(`${said}\n`);
    // The same in a store of their own, beside one of state that has none.
    rmSync(at('state/index'), { recursive: true });
    await manifests('manifests', all);
    expect(await judged(...store, '--manifests', `file://${at('manifests')}`)).toMatchObject(wanted);
  });

  test('by defaults that a command declared', async () => {
    const file = at('declared.json');
    writeFileSync(file, [defaults(), service('Janitor')].map((one) => JSON.stringify(one)).join('\n---\n'));
    const state = ['--state', `file://${at('state')}`];
    const applied = await runHere([
      'apply',
      '-f',
      file,
      '--manifests',
      `file://${at('manifests')}`,
      ...state,
    ]);
    expect(applied).toMatchObject({ code: 0 });
    const found = await judged('--defaults', 'defaults', ...state, '--cleanup', 'Service');
    expect(found).toMatchObject(fails);
    expect(found.stderr).toContain(`${byManifest('Janitor')}\n`);
  });

  test('of the janitor nothing is missed', async () => {
    writeFileSync(at('service.log'), 'x\n');
    program(
      'spark-shell',
      `${goodRun()}\necho '24/01/10 22:51:58 INFO MesosExternalShuffleService: x' >>'${at('service.log')}'`,
    );
    expect((await judged('--cleanup', 'Service')).missing).toContain('service-app-removed');
    expect((await judged('--cleanup', 'Janitor')).missing).not.toContain('service-app-removed');
  });
});

test('keeps what a failed run left, readable to its user alone, and reads what logs have gained', async () => {
  writeFileSync(at('service.log'), 'java.lang.OutOfMemoryError: long ago\n');
  const bad =
    '24/01/10 22:51:58 ERROR BlockManager: Failed to connect to external shuffle server, will retry 2 more times after waiting 5 seconds...';
  program('spark-shell', `echo 'x' >&2; echo '${bad}' >>'${at('service.log')}'; exit 7`);
  const ran = await verify('--folder', at('kept'), '--logs', at('service.log'));
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/\njob +FAILED +exit code 7 /);
  expect(ran.stdout).toMatch(/\nlogs +FAILED +service-unreachable /);
  expect(ran.stdout).not.toContain('out-of-memory');
  const [name = ''] = readdirSync(at('kept'));
  expect(readdirSync(at('kept', name)).sort()).toEqual(['driver.log', 'events', 'group-by-key.scala']);
  expect(readFileSync(at('kept', name, 'driver.log'), 'utf8')).toBe('x\n');
});

/** One that has ended stays listed until somebody asks how. */
function isRunning(pid: string): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return status === 0 && !stdout.startsWith('Z');
}

test('ends a driver that is out of time with all that it started, and decides nothing', async () => {
  program('spark-shell', `sleep 1000 & echo $! >'${at('pid')}'; wait`);
  const { code, stdout } = await verify('--timeout', '1s', '--folder', at('kept'));
  expect(stdout).toMatch(/\njob +\? +not over after 1 s /);
  expect(code).toBe(3);
  expect(isRunning(readFileSync(at('pid'), 'utf8').trim())).toBe(false);
});

test('a stop ends the driver, too', async () => {
  program('spark-shell', 'exec sleep 1000');
  const stop = new AbortController();
  const out: string[] = [];
  const sink = { write: (text: string) => out.push(text) };
  const args = ['verify', '--spark-home', at('spark'), '--folder', at('kept')];
  const over = run(args, {
    stdout: sink,
    stderr: sink,
    stdin: (async function* () {})(),
    env: {},
    stop: stop.signal,
  });
  setTimeout(() => stop.abort(), 300);
  expect(await over).toBe(3);
  expect(out.join('')).toMatch(/\njob +\? +was stopped /);
});

test('says all that is wrong at once', async () => {
  const ran = await runHere([
    ...['verify', '--spark-home', at('nowhere'), '--num-keys', '0', '--val-size', 'ten', '--conf', 'a=b'],
    ...['--timeout', '30', '--properties-file', at('none'), '--defaults', 'x'],
  ]);
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 1, stdout: '' });
  const places = ran.stderr.split('\n').map((line) => line.split(':')[0]);
  expect(places).toEqual([
    ...['--spark-home', '--num-keys', '--val-size', '--conf', '--defaults', '--state', '--timeout', ''],
  ]);
});

test.each<[string, readonly string[], RegExp]>([
  [
    'no Spark',
    ['verify'],
    /^--spark-home: found nothing, wanted the folder of a Spark distribution; give --spark-home or set SPARK_HOME\n$/,
  ],
  ['another language', ['verify', '--language', 'r'], /Allowed choices are scala, python/],
  ['a word too many', ['verify', 'x'], /too many arguments/],
])('refuses %s', async (_, args, message) => {
  const ran = await runHere(args);
  expect(ran.stderr).toMatch(message);
  expect(ran.code).not.toBe(0);
});
