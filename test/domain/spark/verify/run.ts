import type { LogVerdict } from '../../../../src/domain/spark/logs/log-verdict';
import type { Outcome } from '../../../../src/domain/spark/verify/checks';
import type { JobWord } from '../../../../src/domain/spark/verify/job-word';
import { RunFollower } from '../../../../src/domain/spark/verify/run-record';
import { type SparkEvent, sparkEvent } from '../../../../src/domain/spark/verify/spark-event';
import { DEFAULT_SIZES, type VerifyJob } from '../../../../src/domain/spark/verify/verify-job';

export const JOB: VerifyJob = {
  language: 'scala',
  sizes: { ...DEFAULT_SIZES, numKeys: 1000 },
  fallSeconds: 60,
  singleHost: false,
  conf: {},
};

/** Lines as Spark 3.5.9 writes them, less what nobody reads. */
export const lines = {
  version: '{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}',
  settings: (change: Readonly<Record<string, string>> = {}) =>
    JSON.stringify({
      Event: 'SparkListenerEnvironmentUpdate',
      'JVM Information': {},
      'Spark Properties': {
        'spark.master': 'local-cluster[2,1,1024]',
        'spark.shuffle.service.enabled': 'true',
        'spark.dynamicAllocation.enabled': 'true',
        'spark.dynamicAllocation.minExecutors': '0',
        ...change,
      },
    }),
  application:
    '{"Event":"SparkListenerApplicationStart","App Name":"x","App ID":"app-1","Timestamp":1,"User":"root"}',
  added: (executor: string, host: string) =>
    `{"Event":"SparkListenerExecutorAdded","Timestamp":1,"Executor ID":"${executor}","Executor Info":{"Host":"${host}","Total Cores":1}}`,
  removed: (executor: string) =>
    `{"Event":"SparkListenerExecutorRemoved","Timestamp":1,"Executor ID":"${executor}","Removed Reason":"Executor killed by driver."}`,
  job: (id: number, stages: readonly number[], group: string) =>
    JSON.stringify({
      Event: 'SparkListenerJobStart',
      'Job ID': id,
      'Stage IDs': stages,
      Properties: { 'spark.jobGroup.id': group },
    }),
  task: (stage: number, type: string, executor: string, host: string, remote = 0, reason = 'Success') =>
    JSON.stringify({
      Event: 'SparkListenerTaskEnd',
      'Stage ID': stage,
      'Task Type': type,
      'Task End Reason': { Reason: reason },
      'Task Info': { 'Executor ID': executor, Host: host },
      'Task Metrics': {
        'Shuffle Read Metrics': {
          'Remote Blocks Fetched': remote,
          'Remote Bytes Read': remote * 100,
          'Local Blocks Fetched': 1,
        },
      },
    }),
};

/** A run in which all is well, on two hosts; parts of it can be left out or put in the place of others. */
export interface Run {
  readonly settings?: Readonly<Record<string, string>>;
  readonly hosts?: readonly [string, string];
  readonly remote?: number;
  /** Whether the first executors come before the first read. */
  readonly early?: boolean;
  /** Whether others come for the second. */
  readonly late?: boolean;
  readonly gone?: readonly string[];
  readonly computedAgain?: boolean;
  readonly groups?: readonly [number?, number?];
  readonly until?: 'first-read' | 'fall';
  readonly end?: Outcome['end'];
  readonly failure?: string;
  readonly logs?: Partial<LogVerdict>;
}

export function outcome(run: Run = {}, job: VerifyJob = JOB): Outcome {
  const follower = new RunFollower();
  for (const one of story(run)) {
    if (typeof one !== 'string') follower.word(one);
    else follower.event(eventOf(one));
  }
  const logs = { status: 'good', lines: 7, processes: [], found: [], missing: [], ...run.logs } as LogVerdict;
  return { job, record: follower.record, end: run.end ?? { is: 'exit', code: 0 }, logs };
}

function eventOf(line: string): SparkEvent {
  const event = sparkEvent(line);
  if (!event) throw new Error(`no event: ${line}`);
  return event;
}

function story(run: Run): readonly (string | JobWord)[] {
  const [a, b] = run.hosts ?? ['a', 'b'];
  const { remote = 2, gone = ['0', '1'], groups = [1000, 1000], until } = run;
  const executors = [lines.added('0', a), lines.added('1', b)];
  const first = lines.job(0, [0, 1], 'first-read');
  const begin = [
    ...[lines.version, lines.settings(run.settings), lines.application],
    ...(run.early ? [...executors, first] : [first, ...executors]),
    ...[lines.task(0, 'ShuffleMapTask', '0', a), lines.task(0, 'ShuffleMapTask', '1', b)],
  ];
  const failure: readonly JobWord[] =
    run.failure === undefined ? [] : [{ says: 'failure', failure: run.failure }];
  if (until === 'first-read') return [...begin, ...failure];
  const read = [
    ...begin,
    ...[lines.task(1, 'ResultTask', '0', a, remote), lines.task(1, 'ResultTask', '1', b, remote)],
    ...words('first-read', groups[0]),
    ...gone.map(lines.removed),
  ];
  if (until === 'fall') return [...read, ...failure];
  return [
    ...read,
    lines.job(1, [2, 3], 'second-read'),
    ...(run.late === false ? [] : [lines.added('2', a), lines.added('3', b)]),
    ...(run.computedAgain ? [lines.task(2, 'ShuffleMapTask', '2', a)] : []),
    ...[lines.task(3, 'ResultTask', '2', a, remote * 2), lines.task(3, 'ResultTask', '3', b, remote * 2)],
    ...words('second-read', groups[1]),
    ...failure,
    { says: 'step', step: 'end' },
  ];
}

function words(read: 'first-read' | 'second-read', groups: number | undefined): readonly JobWord[] {
  return groups === undefined ? [] : [{ says: 'groups', read, groups }];
}
