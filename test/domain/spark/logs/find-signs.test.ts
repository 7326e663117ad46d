import { SIGNS } from '../../../../src/domain/spark/logs/catalogue';
import { findSigns } from '../../../../src/domain/spark/logs/find-signs';
import type { Sign, SignText } from '../../../../src/domain/spark/logs/sign';

const wordings = SIGNS.flatMap((sign) =>
  sign.texts.map((text): [string, Sign, SignText] => [`${sign.id}, ${text.spark}`, sign, text]),
);
const idsOf = (line: string) => findSigns(line).findings.map(({ sign }) => sign.id);

/** Heads as Spark's own layout and its users' write them. */
const heads: readonly (readonly [string, (level: string, logger: string) => string])[] = [
  ['%c{1}, 2.x and 3.x', (level, logger) => `20/01/10 22:51:58 ${level} ${logger}: `],
  ['%c{2}', (level, logger) => `20/01/10 22:51:58 ${level} storage.${logger}: `],
  ['%c', (level, logger) => `20/01/10 22:51:58 ${level} org.apache.spark.storage.${logger}: `],
  ['padded level', (level, logger) => `20/01/10 22:51:58 ${level.padEnd(5)} ${logger}: `],
  ['a nested class', (level, logger) => `20/01/10 22:51:58 ${level} ${logger}$DriverEndpoint: `],
  ['milliseconds', (level, logger) => `20/01/10 22:51:58.123 ${level} ${logger}: `],
  [
    'ISO time, thread',
    (level, logger) => `2020-01-10 22:51:58,123 ${level} [dispatcher-1] o.a.s.${logger}: `,
  ],
  ['level in brackets', (level, logger) => `[2020-01-10T22:51:58Z] [${level}] ${logger} - `],
  ['a line number', (level, logger) => `2020-01-10 22:51:58 ${level} ${logger}:57 - `],
  [
    'behind the progress bar of a shell',
    (level, logger) =>
      `\r[Stage 3:>${' '.repeat(70)}(0 + 1) / 4]20/01/10 22:51:58 ${level} cluster.${logger}: `,
  ],
  ['behind a journal', (level, logger) => `Jan 10 22:51:58 a1 sh[7]: 20/01/10 22:51:58 ${level} ${logger}: `],
];

describe.each(wordings)('%s', (_, sign, { sample, needle, pattern }) => {
  test.each(heads)('is found below a head: %s', (_name, head) => {
    const logger = sign.loggers?.[0] ?? 'TransportRequestHandler';
    expect(idsOf(`${head('ERROR', logger)}${sample}`)).toContain(sign.id);
  });

  test('its needle is in its sample, and its pattern needs it', () => {
    expect(sample).toContain(needle);
    expect(sample).toMatch(pattern);
    expect(sample.replace(needle, 'x')).not.toMatch(pattern);
  });

  test('is found without a head', () => {
    expect(idsOf(sample)).toContain(sign.id);
  });

  if (sign.loggers) {
    test('is not found where another class says the same', () => {
      expect(idsOf(`20/01/10 22:51:58 INFO UserCode: ${sample}`)).not.toContain(sign.id);
    });
  }
});

test.each([
  ['', []],
  ['\tat java.base/java.lang.OutOfMemoryError.fake(A.java:1)', []],
  ['{"Event":"SparkListenerTaskEnd","Reason":"java.lang.OutOfMemoryError: x"}', []],
  ['20/01/10 22:51:58 INFO Executor: java.lang.OutOfMemoryError is a word here', []],
  ['20/01/10 22:51:58 INFO ShuffleBlockFetcherIterator: Started 0 remote fetches in 0 ms', []],
  ['20/01/10 22:51:58 INFO DAGScheduler: Missing parents: List(ShuffleMapStage 0)', []],
  ['20/01/10 22:51:58', []],
  ['20/01/10 22:51:58 INFO', []],
  ['20/01/10 22:51:58 INFO no head here: x', []],
  [
    '20/01/10 22:51:58 ERROR CoarseGrainedExecutorBackend: Executor self-exiting due to : Unable to create executor due to Unable to register with external shuffle server due to : Failed to connect to /10.0.0.7:7337',
    ['executor-not-created', 'service-registration-failed'],
  ],
  [
    "20/01/10 22:51:58 WARN SparkConf: The configuration key 'spark.blacklist.enabled' has been deprecated as of Spark 3.1.0 and may be removed in the future. Please use spark.excludeOnFailure.enabled",
    [],
  ],
])('%s says %j', (line, ids) => {
  expect(idsOf(line)).toEqual(ids);
});

test.each<[string, string, Readonly<Record<string, string>>]>([
  [
    'blocks-read of 3.0',
    'Getting 4 (1024.0 B) non-empty blocks including 1 (256.0 B) local and 0 (0.0 B) host-local and 3 (768.0 B) remote blocks',
    { blocks: '4', local: '1', remote: '3' },
  ],
  [
    'blocks-read of 3.3',
    'Getting 4 (1024.0 B) non-empty blocks including 0 (0.0 B) local and 0 (0.0 B) host-local and 0 (0.0 B) push-merged-local and 4 (1024.0 B) remote blocks',
    { blocks: '4', local: '0', remote: '4' },
  ],
])('%s', (_, message, values) => {
  const { findings } = findSigns(`24/01/10 22:51:58 INFO ShuffleBlockFetcherIterator: ${message}`);
  expect(findings).toEqual([{ sign: SIGNS.find(({ id }) => id === 'blocks-read'), values }]);
});

test.each<[string, string, Readonly<Record<string, string>>]>([
  [
    'driver',
    '20/01/10 22:51:58 WARN TaskSetManager: Lost task 3.0 in stage 1.0 (TID 203) (10.0.0.8 executor 4): FetchFailed(BlockManagerId(1, 10.0.0.7, 7337, None), shuffleId=0, mapIndex=12, mapId=12, reduceId=3, message=',
    { executor: '1', host: '10.0.0.7', port: '7337', shuffle: '0' },
  ],
  [
    'driver, executors of 3.x',
    '24/01/10 22:51:58 INFO StandaloneSchedulerBackend$StandaloneDriverEndpoint: Registered executor NettyRpcEndpointRef(spark-client://Executor) (127.0.0.1:41204) with ID 0,  ResourceProfileId 0',
    { address: '127.0.0.1:41204', executor: '0' },
  ],
  [
    'service',
    '20/01/10 22:46:50 INFO shuffle.ExternalShuffleBlockResolver: Registered executor AppExecId{appId=1d-0023, execId=f86a-0} with ExecutorShuffleInfo{localDirs=[/tmp/spark/blockmgr-9], subDirsPerLocalDir=64, shuffleManager=x}',
    { app: '1d-0023', executor: 'f86a-0', folders: '/tmp/spark/blockmgr-9' },
  ],
])('values of a line: %s', (_, line, values) => {
  expect(findSigns(line).findings[0]?.values).toEqual(values);
});

test('each sign has an id of its own, each bad one a remedy, each expected one is good', () => {
  expect(new Set(SIGNS.map(({ id }) => id)).size).toBe(SIGNS.length);
  expect(SIGNS.filter(({ grade, remedy }) => grade === 'bad' && remedy === undefined)).toEqual([]);
  expect(SIGNS.filter(({ expected, grade }) => expected && grade !== 'good')).toEqual([]);
});

// A pattern that tries again from each place would take minutes here, and the test its time.
test('a line of a megabyte is read once', () => {
  for (const head of ['', '20/01/10 22:51:58 ERROR DAGScheduler: ', 'x INFO '.repeat(10)]) {
    findSigns(`${head}${'Resubmitting a 1 and ( '.repeat(50_000)}`);
    findSigns(`${head}${'INFO '.repeat(200_000)}`);
  }
});
