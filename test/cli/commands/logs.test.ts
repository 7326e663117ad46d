import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { runHere } from '../buffer-io';

const HEAD = '24/01/10 22:51:58';
const GOOD = [
  `${HEAD} INFO MesosExternalShuffleService: Starting shuffle service on port 7337 (auth enabled = false)`,
  `${HEAD} INFO MesosExternalBlockHandler: Received registration request from app a (remote address /10.0.2.204:46778, heartbeat timeout 120000 ms).`,
  `${HEAD} INFO ExternalShuffleBlockResolver: Registered executor ExternalShuffleBlockResolver.AppExecId[appId=a,execId=0] with ExecutorShuffleInfo[localDirs=[/tmp/spark/blockmgr-1],subDirsPerLocalDir=64,shuffleManager=x]`,
  `${HEAD} INFO ExternalShuffleBlockResolver: Application a removed, cleanupLocalDirs = true`,
];
const BAD = 'Exception in thread "main" java.net.BindException: Address already in use';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const analyze = (lines: readonly string[], ...options: readonly string[]) =>
  runHere(['logs', 'analyze', '-', ...options], [`${lines.join('\n')}\n`]);

test.each<[string, readonly string[], number]>([
  ['is not missed', GOOD.slice(0, 3), 0],
  ['is bad', GOOD, 1],
])('with the cleanup of the janitor, a word of the cleaner %s', async (_, lines, code) => {
  expect(await analyze(lines, '--cleanup', 'Janitor')).toMatchObject({ code });
});

test.each<[string, readonly string[], number, RegExp]>([
  ['good', GOOD, 0, /\n4 lines of service: no bad sign, every good one is there\n$/],
  ['bad', [...GOOD, BAD], 1, /\n5 lines of service: 1 bad signs\n$/],
  ['missing', GOOD.slice(0, 2), 3, /\n2 lines of service: no bad sign, 2 good ones missing\n$/],
  ['unknown', ['hello'], 3, /found no line of a driver, an executor or a shuffle service/],
])('logs that are %s', async (_, lines, code, sentence) => {
  const ran = await analyze(lines);
  expect(ran.stdout).toMatch(sentence);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: '' });
});

test('a bad sign comes with its meaning, its remedy and its first line', async () => {
  const { stdout } = await analyze([...GOOD, BAD]);
  expect(stdout).toMatch(/^GRADE +SIGN +LINES +VALUES +FIRST\nbad +port-taken +1 +-:5\n/);
  expect(stdout).toContain('\nport-taken: Somebody else has the port.');
  expect(stdout).toMatch(/\n {2}remedy: For the service: `ss -ltnp` on the host shows who has it;/);
  expect(stdout).toContain(`\n  -:5: ${BAD}\n`);
});

test('reads files and folders, compressed or not, and says what it left out', async () => {
  writeFileSync(path.join(folder, 'service.log.1.gz'), gzipSync(`${GOOD.slice(0, 2).join('\n')}\n`));
  writeFileSync(path.join(folder, 'service.log'), `${GOOD.slice(2).join('\n')}\n`);
  writeFileSync(path.join(folder, 'some.jar'), Buffer.from([80, 75, 3, 4, 0]));
  const { code, stdout } = await runHere(['logs', 'analyze', folder, '--output', 'json']);
  const { found, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({
    status: 'good',
    lines: 4,
    processes: ['service'],
    missing: [],
    skipped: [path.join(folder, 'some.jar')],
  });
  expect(found[0]).toEqual({
    sign: 'service-ready',
    process: 'service',
    grade: 'good',
    means: 'The service listens, 2 to 3 seconds after its start.',
    count: 1,
    files: [path.join(folder, 'service.log.1.gz')],
    firstFile: path.join(folder, 'service.log.1.gz'),
    firstLine: 1,
    example: GOOD[0],
    values: { auth: ['false'], port: ['7337'] },
  });
  expect(code).toBe(0);
});

test.each<[string, readonly string[], number, RegExp]>([
  [
    'a file that is not there',
    ['analyze', '/nowhere/a', '/nowhere/b'],
    1,
    /"\/nowhere\/a": found nothing there.*\n.*b"/,
  ],
  ['no file', ['analyze'], 2, /missing required argument 'file'/],
  ['another form', ['analyze', '-', '--output', 'yaml'], 2, /Allowed choices are text, json/],
])('refuses %s', async (_, args, code, message) => {
  const ran = await runHere(['logs', ...args]);
  expect(ran.stderr).toMatch(message);
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
});
