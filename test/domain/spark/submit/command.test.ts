import { spawnSync } from 'node:child_process';
import { Size } from '../../../../src/domain/core/size';
import { shellWords } from '../../../../src/domain/render/shell-quote';
import { SparkDistribution } from '../../../../src/domain/spark/distribution';
import { submitCommand } from '../../../../src/domain/spark/submit/command';
import { dispatcherAt, masterByZooKeeper } from '../../../../src/domain/spark/submit/master-url';
import { nativeLibraryIn } from '../../../../src/domain/spark/submit/native-library';
import type { SubmitRequest } from '../../../../src/domain/spark/submit/request';
import { inSandbox, joined, shellWord, wordText } from '../../../../src/domain/spark/submit/word';
import { problemsOf } from '../../../support/problems';

const MASTER = masterByZooKeeper(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
const PI = {
  is: 'application',
  resource: 'file:/opt/examples.jar',
  mainClass: 'org.apache.spark.examples.SparkPi',
  args: ['400'],
} as const;
const request = (more: Partial<SubmitRequest>): SubmitRequest => ({
  sparkVersion: '2.4.0',
  target: { is: 'client', master: MASTER },
  program: PI,
  ...more,
});
const line = (wanted: SubmitRequest) => submitCommand(wanted).argv.map(wordText).join(' ');

test('local mode needs no cluster', () => {
  expect(line(request({ target: { is: 'local' } }))).toBe(
    'spark-submit --master local --class org.apache.spark.examples.SparkPi file:/opt/examples.jar 400',
  );
  expect(line(request({ target: { is: 'local', threads: 'all' } }))).toContain('--master local[*] ');
  expect(line(request({ target: { is: 'local', threads: 4 } }))).toContain('--master local[4] ');
});

test('client mode names masters, executors and libmesos', () => {
  const made = submitCommand(
    request({
      target: { is: 'client', master: MASTER, nativeLibrary: nativeLibraryIn('/usr/lib/mesos') },
      sparkHome: '/opt/spark',
      executors: SparkDistribution.archive('https://host/spark-2.4.0-bin.tgz', {
        version: '2.4.0',
        home: 'spark-2.4.0-bin',
      }),
      amounts: { totalExecutorCores: 8, executorMemory: Size.gibibytes(4) },
      inheritedLibraryPath: '/usr/lib/x:',
    }),
  );
  expect(made).toEqual({
    argv: [
      '/opt/spark/bin/spark-submit',
      '--master',
      'mesos://zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/mesos',
      '--deploy-mode',
      'client',
      '--class',
      'org.apache.spark.examples.SparkPi',
      '--executor-memory',
      '4g',
      '--total-executor-cores',
      '8',
      '--conf',
      'spark.executor.uri=https://host/spark-2.4.0-bin.tgz',
      'file:/opt/examples.jar',
      '400',
    ],
    env: {
      LD_LIBRARY_PATH: '/usr/lib/mesos:/usr/lib/x',
      MESOS_NATIVE_JAVA_LIBRARY: '/usr/lib/mesos/libmesos.so',
    },
    warnings: [],
  });
});

test.each([
  ['docker', 'docker'],
  ['ucr', 'mesos'],
] as const)('executors of %s run in the containerizer %s', (kind, containerizer) => {
  const executors = SparkDistribution[kind]('mesosphere/spark:2', {
    version: '2.4.0',
    home: '/opt/spark/dist',
  });
  expect(line(request({ executors }))).toContain(
    `--conf spark.mesos.containerizer=${containerizer} --conf spark.mesos.executor.docker.image=mesosphere/spark:2 --conf spark.mesos.executor.home=/opt/spark/dist file:`,
  );
});

test('cluster mode talks to a dispatcher, and needs no libmesos here', () => {
  const made = submitCommand(
    request({ target: { is: 'cluster', dispatcher: dispatcherAt('10.0.0.9'), supervise: true } }),
  );
  expect(made.argv.map(wordText).join(' ')).toContain(
    '--master mesos://10.0.0.9:7077 --deploy-mode cluster --supervise --class',
  );
  expect(made.env).toEqual({});
});

test('arguments of cluster mode survive the shell that the dispatcher puts them into', () => {
  const args = ["it's", 'a b', '$HOME', '"', '`id`', 'x\ny', '*', '${'];
  const made = submitCommand(
    request({
      target: { is: 'cluster', dispatcher: dispatcherAt('10.0.0.9') },
      program: { ...PI, args },
    }),
  );
  const sent = made.argv.slice(made.argv.indexOf(PI.resource) + 1).join(' ');
  const shell = spawnSync('sh', ['-c', `printf '%s\\0' ${sent}`], { encoding: 'utf8' });
  expect(shell.stdout.split('\0').slice(0, -1)).toEqual(args);
});

test.each(['scala', 'python', 'r', 'sql'] as const)('the shell of %s takes the same options', (language) => {
  const programs = { scala: 'spark-shell', python: 'pyspark', r: 'sparkR', sql: 'spark-sql' };
  const made = submitCommand(request({ program: { is: 'shell', language, args: ['-h'] }, sparkHome: '/s' }));
  expect(made.argv).toEqual([
    `/s/bin/${programs[language]}`,
    '--master',
    MASTER,
    '--deploy-mode',
    'client',
    '-h',
  ]);
});

test('says everything that cannot work at once', () => {
  const problems = problemsOf(() =>
    submitCommand(
      request({
        sparkVersion: '4.0.0',
        program: { is: 'application', resource: 'hdfs://hdfs/a.jar' },
        amounts: { driverCores: 2, executorCores: 4, totalExecutorCores: 2 },
        jars: ['a.jar,b.jar'],
        name: 'x',
        properties: { 'spark.app.name': 'y', 'other.key': '1' },
      }),
    ),
  );
  expect(problems.map(({ at }) => at)).toEqual([
    'sparkVersion',
    'class',
    'executorCores',
    'driverCores',
    'properties["other.key"]',
    'properties["spark.app.name"]',
    'jars[0]',
    'resource',
  ]);
});

test('a shell in cluster mode, and executors of another Spark, are refused', () => {
  const cluster = { is: 'cluster', dispatcher: dispatcherAt('10.0.0.9') } as const;
  const shell = request({ target: cluster, program: { is: 'shell', language: 'scala' } });
  expect(problemsOf(() => submitCommand(shell)).map(({ at }) => at)).toEqual(['deployMode']);
  const executors = SparkDistribution.host('/opt/spark', { version: '3.5.0' });
  expect(problemsOf(() => submitCommand(request({ executors }))).map(({ at }) => at)).toEqual(['executors']);
});

test('warns of an application that would take all cores, and of properties that do nothing', () => {
  const { warnings } = submitCommand(request({ properties: { 'spark.executor.home': '/opt/spark/dist' } }));
  expect(warnings.map(({ at }) => at)).toEqual(['properties["spark.executor.home"]', 'totalExecutorCores']);
});

test('words hold what only the task knows, and shells read them back', () => {
  const made = submitCommand(
    request({
      sparkHome: inSandbox("spark it's 2"),
      program: { ...PI, resource: inSandbox('a b.jar'), args: ['$x'] },
      jars: [inSandbox('c.jar'), 'file:/d.jar'],
    }),
  );
  const words = made.argv.map(shellWord).join(' ');
  const run = spawnSync('sh', ['-c', `printf '%s\\0' ${words}`], {
    encoding: 'utf8',
    env: { MESOS_SANDBOX: '/mnt/my "box" $y' },
  });
  const read = run.stdout.split('\0');
  expect(read[0]).toBe('/mnt/my "box" $y/spark it\'s 2/bin/spark-submit');
  expect(read).toContain('/mnt/my "box" $y/c.jar,file:/d.jar');
  expect(read.slice(-3, -1)).toEqual(['/mnt/my "box" $y/a b.jar', '$x']);
  expect(joined('a', 'b')).toBe('ab');
  expect(shellWords(['a b'])).toBe(shellWord('a b'));
});
