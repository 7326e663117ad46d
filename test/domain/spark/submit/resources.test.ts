import { SparkDistribution } from '../../../../src/domain/spark/distribution';
import { submitCommand } from '../../../../src/domain/spark/submit/command';
import { dispatcherAt, masterAt } from '../../../../src/domain/spark/submit/master-url';
import type { SubmitRequest, SubmitTarget } from '../../../../src/domain/spark/submit/request';
import { namedResources, resourceFindings } from '../../../../src/domain/spark/submit/resources';
import { inSandbox } from '../../../../src/domain/spark/submit/word';
import { problemsOf } from '../../../support/problems';

const TARGETS: Readonly<Record<string, SubmitTarget>> = {
  local: { is: 'local' },
  client: { is: 'client', master: masterAt('10.0.0.1') },
  cluster: { is: 'cluster', dispatcher: dispatcherAt('10.0.0.9') },
};
const IMAGE = SparkDistribution.docker('spark:2', { version: '2.4.0', home: '/opt/spark' });

function request(mode: string, resource: string, more: Partial<SubmitRequest> = {}): SubmitRequest {
  return {
    sparkVersion: '2.4.0',
    target: TARGETS[mode] ?? { is: 'local' },
    program: { is: 'application', resource, mainClass: 'Main' },
    ...more,
  };
}

const HADOOP = { hadoopConfDir: '/etc/hadoop' };
const CONTAINER = { 'spark.mesos.appJar.local.resolution.mode': 'container' };

// What was found: nothing, a warning (w) or a problem (p).
test.each<[mode: string, resource: string, more: Partial<SubmitRequest>, found: string]>([
  ['client', 'app.jar', {}, ''],
  ['client', 'file:/app.jar', {}, ''],
  ['client', 'local:/app.jar', {}, ''],
  ['client', 'https://h/app.jar', {}, ''],
  ['client', 'https://h/app.jar', { sparkVersion: '2.2.0' }, 'p'],
  ['client', 'http://h/app.jar', { sparkVersion: '2.3.0' }, ''],
  ['client', 'ftp://h/app.jar', { sparkVersion: '2.2.0' }, ''],
  ['client', 's3a://b/app.jar', {}, ''],
  ['client', 's3://b/app.jar', {}, 'p'],
  ['client', 's3n://b/app.jar', {}, 'p'],
  ['client', 'gs://b/app.jar', {}, 'w'],
  ['client', 'hdfs:///app.jar', {}, 'p'],
  ['client', 'hdfs://hdfs/app.jar', {}, 'p'],
  ['client', 'hdfs://hdfs/app.jar', HADOOP, 'w'],
  ['client', 'hdfs://nn:8020/app.jar', {}, ''],
  ['local', 'hdfs://hdfs/app.jar', HADOOP, ''],
  ['cluster', 'app.jar', {}, 'p'],
  ['cluster', 'file:/app.jar', {}, 'w'],
  ['cluster', 'https://h/app.jar', { sparkVersion: '2.2.0' }, ''],
  ['cluster', 'hdfs://hdfs/app.jar', {}, 'w'],
  ['cluster', 's3a://b/app.jar', {}, 'w'],
  ['cluster', 'local:/app.jar', {}, ''],
  ['cluster', 'local:/app.jar', { executors: IMAGE }, 'w'],
  ['cluster', 'local:/app.jar', { executors: IMAGE, properties: CONTAINER }, 'w'],
  ['cluster', 'local:///app.jar', { executors: IMAGE, properties: CONTAINER }, ''],
  ['cluster', 'local:///app.jar', { executors: IMAGE, properties: CONTAINER, sparkVersion: '2.2.0' }, 'w'],
  ['cluster', 'gs://b/app.jar', {}, 'w'],
])('in %s mode, %s with %j finds "%s"', (mode, resource, more, found) => {
  const { problems, warnings } = resourceFindings(request(mode, resource, more));
  expect('p'.repeat(problems.length) + 'w'.repeat(warnings.length)).toBe(found);
});

test('knows the files of every option, and those in the sandbox', () => {
  const found = namedResources(
    request('client', 'app.jar', {
      jars: [inSandbox('a.jar')],
      files: ['file:/f'],
      pyFiles: ['hdfs://n:1/p'],
    }),
  );
  expect(found.map(({ at, text, scheme }) => [at, text, scheme])).toEqual([
    ['resource', 'app.jar', undefined],
    ['jars[0]', '$MESOS_SANDBOX/a.jar', undefined],
    ['files[0]', 'file:/f', 'file'],
    ['pyFiles[0]', 'hdfs://n:1/p', 'hdfs'],
  ]);
});

test.each<[what: string, more: Partial<SubmitRequest>, at: string]>([
  ['extra jars', { jars: ['https://h/x.jar'] }, 'jars'],
  ['spark.jars', { properties: { 'spark.jars': 'https://h/x.jar' } }, 'properties["spark.jars"]'],
  ['a line feed in a value', { properties: { 'spark.x': 'a\nb' } }, 'properties["spark.x"]'],
  ['a tab in a value', { properties: { 'spark.x': 'a\tb' } }, 'properties["spark.x"]'],
  ['braces in a value', { properties: { 'spark.x': '{a,b}' } }, 'properties["spark.x"]'],
  ['a line feed in the name', { name: 'a\nb' }, 'name'],
  [
    'an empty argument',
    { program: { is: 'application', resource: 'https://h/app.jar', mainClass: 'A', args: ['a', ''] } },
    'args[1]',
  ],
])('cluster mode refuses %s, which other modes take', (_, more, at) => {
  const found = (mode: string) =>
    problemsOf(() => submitCommand(request(mode, 'https://h/app.jar', more))).map((one) => one.at);
  expect(found('cluster')).toEqual([at]);
  expect(found('client')).toEqual([]);
});

test.each(['https://h/app.jar?token=1', 'https://h/my app.jar', 'https://h/'])(
  'cluster mode refuses %s: its name would be read by a shell',
  (resource) => {
    const problems = problemsOf(() => submitCommand(request('cluster', resource)));
    expect(problems.map(({ at }) => at)).toEqual(['resource']);
  },
);

test('braces beside a character that makes the dispatcher quote are fine', () => {
  const fine = request('cluster', 'https://h/app.jar', { properties: { 'spark.x': '{a, b}' } });
  expect(problemsOf(() => submitCommand(fine))).toEqual([]);
});
