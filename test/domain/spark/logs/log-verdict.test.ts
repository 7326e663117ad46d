import { LogReading } from '../../../../src/domain/spark/logs/log-reading';
import { logVerdict } from '../../../../src/domain/spark/logs/log-verdict';
import type { Cleanup } from '../../../../src/domain/spark/service-settings';

const HEAD = '20/01/10 22:51:58 INFO';

/** Those of D2iQ's documentation ("Executor and Shuffle Service Logs"), with what a healthy driver says. */
const EXECUTOR = [
  `${HEAD} executor.CoarseGrainedExecutorBackend: Got assigned task 189`,
  `${HEAD} storage.BlockManager: Registering executor with local external shuffle service.`,
  `${HEAD} executor.Executor: Running task 85.0 in stage 1.0 (TID 189)`,
  `${HEAD} storage.ShuffleBlockFetcherIterator: Getting 100 non-empty blocks including 15 local blocks and 85 remote blocks`,
  `${HEAD} storage.ShuffleBlockFetcherIterator: Started 7 remote fetches in 2 ms`,
  `${HEAD} executor.Executor: Finished task 85.0 in stage 1.0 (TID 189). 1219 bytes result sent to driver`,
];
const SERVICE = [
  `${HEAD} mesos.MesosExternalShuffleService: Starting shuffle service on port 7337 (auth enabled = false)`,
  `${HEAD} mesos.MesosExternalShuffleBlockHandler: Received registration request from app a-0023 (remote address /10.0.2.204:46778, heartbeat timeout 120000 ms).`,
  `${HEAD} shuffle.ExternalShuffleBlockResolver: Registered executor AppExecId{appId=a-0023, execId=f86a-0} with ExecutorShuffleInfo{localDirs=[/tmp/spark/blockmgr-99aa], subDirsPerLocalDir=64, shuffleManager=x}`,
  `${HEAD} mesos.MesosExternalShuffleBlockHandler: Application a-0022 timed out. Removing shuffle files.`,
  `${HEAD} shuffle.ExternalShuffleBlockResolver: Application a-0022 removed, cleanupLocalDirs = true`,
];
const DRIVER = [
  `${HEAD} ExecutorAllocationManager: Requesting 1 new executor because tasks are backlogged (new desired total will be 1)`,
  `${HEAD} ExecutorAllocationManager: Removing executor 1 because it has been idle for 60 seconds (new desired total will be 0)`,
];

function read(...files: readonly (readonly string[])[]) {
  const reading = new LogReading();
  for (const [i, lines] of files.entries()) {
    for (const [n, line] of lines.entries()) reading.line(line, `log-${i}`, n + 1);
  }
  return reading;
}

const verdictOf = (...files: readonly (readonly string[])[]) => logVerdict(read(...files));
const summary = ({ status, processes, missing }: ReturnType<typeof logVerdict>) => ({
  status,
  processes,
  missing: missing.map(({ id }) => id),
});

test('the logs that documentation calls healthy are good', () => {
  expect(summary(verdictOf(DRIVER, EXECUTOR, SERVICE))).toEqual({
    status: 'good',
    processes: ['driver', 'executor', 'service'],
    missing: [],
  });
});

test('good signs are missed of those processes alone whose logs are there', () => {
  expect(summary(verdictOf(EXECUTOR.slice(0, 1)))).toEqual({
    status: 'incomplete',
    processes: ['executor'],
    missing: ['executor-registers', 'remote-fetches'],
  });
  expect(summary(verdictOf(SERVICE.slice(0, 1)))).toMatchObject({
    missing: ['service-app-registered', 'service-executor-registered', 'service-app-removed'],
  });
});

test('a driver on Mesos must have registered, another need not', () => {
  const mesos = `${HEAD} MesosCoarseGrainedSchedulerBackend: Mesos task 0 is now TASK_RUNNING`;
  expect(summary(verdictOf([...DRIVER, mesos]))).toMatchObject({ missing: ['driver-registered'] });
  expect(summary(verdictOf(DRIVER))).toMatchObject({ status: 'good', missing: [] });
});

test('one bad sign decides, and comes first', () => {
  const bad = 'java.io.IOException: No space left on device';
  const verdict = verdictOf(DRIVER, [...EXECUTOR, bad], SERVICE);
  expect(verdict.status).toBe('bad');
  expect(verdict.found[0]).toMatchObject({ count: 1, firstFile: 'log-1', firstLine: 7, example: bad });
  expect(verdict.found[0]?.sign.id).toBe('disk-full');
});

test.each<[string, readonly string[]]>([
  ['nothing', []],
  ['something else', ['I0110 22:51:58 master.cpp:1] hello', 'web: INFO nothing']],
])('of %s it knows nothing', (_, lines) => {
  expect(summary(verdictOf(lines))).toEqual({ status: 'unknown', processes: [], missing: [] });
});

describe('who cleans', () => {
  const [ready = '', registered = '', executor = '', timedOut = '', removed = ''] = SERVICE;
  const quiet = [ready, registered, executor];
  const CLEANER = ['service-app-timed-out', 'service-app-removed'];

  test.each<[string, Cleanup, readonly string[], object]>([
    ['the service, and does', 'Service', SERVICE, { status: 'good', bad: [], missing: [] }],
    ['the service, and does not', 'Service', quiet, { status: 'incomplete', bad: [], missing: [CLEANER[1]] }],
    ['the janitor, and the service does not', 'Janitor', quiet, { status: 'good', bad: [], missing: [] }],
    ['the janitor, but the service does', 'Janitor', SERVICE, { status: 'bad', bad: CLEANER, missing: [] }],
    ['the janitor, but files go', 'Janitor', [...quiet, removed], { bad: [CLEANER[1]] }],
    ['the janitor, but an application is given up', 'Janitor', [...quiet, timedOut], { bad: [CLEANER[0]] }],
    ['the janitor: what else is missing is', 'Janitor', [ready], { status: 'incomplete', bad: [] }],
    [
      'the janitor: workers of local-cluster do',
      'Janitor',
      [...DRIVER, removed],
      { status: 'good', bad: [] },
    ],
  ])('%s', (_, cleanup, lines, wanted) => {
    const verdict = logVerdict(read(lines), cleanup);
    const bad = verdict.found.filter(({ sign }) => sign.grade === 'bad').map(({ sign }) => sign.id);
    expect({ ...summary(verdict), bad }).toMatchObject(wanted);
  });

  test('that it cleans in place of the janitor is said with what to do', () => {
    const [first] = logVerdict(read(SERVICE), 'Janitor').found;
    expect(first?.sign).toMatchObject({
      means: 'The service cleans although the janitor is to.',
      remedy: expect.stringContaining('spark.shuffle.cleaner.interval'),
      expected: false,
    });
  });
});

test('numbers are added up, values and files are kept up to a limit', () => {
  const lines = Array.from({ length: 500 }, (_, i) => [
    `${HEAD} ShuffleBlockFetcherIterator: Started ${i + 1} remote fetches in ${i} ms`,
  ]);
  const found = read(...lines).counts.get('remote-fetches');
  expect(found).toMatchObject({ count: 500, sum: 125_250, firstFile: 'log-0', firstLine: 1 });
  expect(found?.files).toHaveLength(20);
  expect(found?.values['took']).toHaveLength(20);
});

test('of a long line an example keeps 400 letters', () => {
  const example = read([`java.lang.OutOfMemoryError: ${'x'.repeat(10_000)}`]).counts.get('out-of-memory');
  expect(example?.example).toHaveLength(400);
});
