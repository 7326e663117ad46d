import { execFileSync } from 'node:child_process';
import { problemText } from '../../../../src/domain/core/problem';
import { SparkDistribution } from '../../../../src/domain/spark/distribution';
import { confArguments, confText } from '../../../../src/domain/spark/renders/conf-arguments';
import { dispatcherDriverDefaults } from '../../../../src/domain/spark/renders/dispatcher-driver-defaults';
import {
  historyPackageOptions,
  sparkPackageOptions,
} from '../../../../src/domain/spark/renders/package-options';
import { publishedProperties } from '../../../../src/domain/spark/renders/published-properties';
import { type SparkEnv, sparkEnvText } from '../../../../src/domain/spark/renders/spark-env';
import {
  zeppelinProblems,
  zeppelinProperties,
} from '../../../../src/domain/spark/renders/zeppelin-properties';

const HOSTILE = [
  `it's "quoted" $(touch x) \`id\` $HOME \\ ; & | > #`,
  'two\nlines\ttab',
  ' spaces ',
  '',
  '-Da=b -Dc="d e"',
  '!history ~ * ? [a] {b,c}',
  'ünï \u{1f600}',
];

/** The words of a command line as a shell reads them. */
function words(commandLine: string): readonly string[] {
  const out = execFileSync('sh', ['-c', `for word in ${commandLine}; do printf '%s\\0' "$word"; done`]);
  return out.toString().split('\0').slice(0, -1);
}

/** What a variable holds after a shell sourced the file. */
function sourced(text: string, name: string, before: Readonly<Record<string, string>> = {}): string {
  const script = `${text}\nprintf '%s\\0' "$${name}"`;
  return execFileSync('sh', ['-c', script], { env: { PATH: process.env['PATH'], ...before } })
    .toString()
    .slice(0, -1);
}

test('arguments are sorted, and a shell reads back every value', () => {
  const properties = Object.fromEntries(HOSTILE.map((value, i) => [`spark.x${i}`, value]));
  expect(confArguments({ 'spark.b': '2', 'spark.a': '1=1' })).toEqual([
    '--conf',
    'spark.a=1=1',
    '--conf',
    'spark.b=2',
  ]);
  expect(words(confText(properties))).toEqual(confArguments(properties));
  expect(confText({})).toBe('');
});

test('what no argument can carry is refused', () => {
  expect(() => confArguments({ 'spark.a': 'x\0y' })).toThrow('properties["spark.a"]: found');
  expect(() => confText({ 'spark.a': '\ud800' })).toThrow('half of a surrogate pair');
});

const env: SparkEnv = {
  localDirs: ['/data/spark/a', '/data/spark/b'],
  nativeLibrary: '/usr/local/lib/libmesos.so',
  libraryPath: ['/usr/lib/mesos', '/opt/mesosphere/lib'],
  classPath: ['/opt/hadoop/*', '/etc/hadoop'],
  hadoopConfDir: '/etc/hadoop',
  javaHome: '/usr/lib/jvm/java-8',
  python: 'python3',
  variables: { SPARK_SCALA_VERSION: '2.11' },
};

test('spark-env.sh is sorted exports', () => {
  expect(sparkEnvText(env)).toBe(
    [
      'export HADOOP_CONF_DIR=/etc/hadoop',
      'export JAVA_HOME=/usr/lib/jvm/java-8',
      `export LD_LIBRARY_PATH=/usr/lib/mesos:/opt/mesosphere/lib"\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
      'export MESOS_NATIVE_JAVA_LIBRARY=/usr/local/lib/libmesos.so',
      'export PYSPARK_PYTHON=python3',
      "export SPARK_DIST_CLASSPATH='/opt/hadoop/*:/etc/hadoop'",
      'export SPARK_LOCAL_DIRS=/data/spark/a,/data/spark/b',
      'export SPARK_SCALA_VERSION=2.11',
      '',
    ].join('\n'),
  );
});

test.each(HOSTILE)('a shell reads %j back from spark-env.sh', (value) => {
  expect(sourced(sparkEnvText({ variables: { HOSTILE: value } }), 'HOSTILE')).toBe(value);
});

test('the library path keeps what is there', () => {
  const text = sparkEnvText({ libraryPath: ["/it's/$HOME"] });
  expect(sourced(text, 'LD_LIBRARY_PATH', { LD_LIBRARY_PATH: '/old' })).toBe("/it's/$HOME:/old");
  expect(sourced(text, 'LD_LIBRARY_PATH')).toBe("/it's/$HOME");
});

test.each<[SparkEnv, string]>([
  [{ localDirs: ['/a,/b'] }, 'env.localDirs[0]: found "/a,/b", wanted an absolute path without ","'],
  [{ libraryPath: ['lib'] }, 'env.libraryPath[0]: found "lib", wanted an absolute path without ":"'],
  [{ nativeLibrary: 'libmesos.so' }, 'env.nativeLibrary: found "libmesos.so", wanted an absolute path'],
  [{ javaHome: '/a\nb' }, 'env.javaHome: found "/a\\nb", wanted an absolute path'],
  [
    { variables: { 'A-B': '' } },
    'env.variables["A-B"]: found "A-B", wanted letters, digits and "_", no digit first',
  ],
  [{ variables: { A: '\0' } }, 'env.variables["A"]: found "\\u0000", wanted text without a NUL character'],
  [
    { variables: { MESOS_NATIVE_LIBRARY: '/x' } },
    'env.variables["MESOS_NATIVE_LIBRARY"]: found "MESOS_NATIVE_LIBRARY", wanted env.nativeLibrary; say it there',
  ],
])('spark-env.sh of %j is refused', (wrong, message) => {
  expect(() => sparkEnvText(wrong)).toThrow(message);
});

test('the port is added to what is published', () => {
  expect(publishedProperties({ 'spark.a': '1' }, 7338)).toEqual({
    'spark.a': '1',
    'spark.shuffle.service.port': '7338',
  });
});

test('the dispatcher gives drivers everything but what is of one application', () => {
  expect(
    dispatcherDriverDefaults({ 'spark.b': '2', 'spark.a': '1', 'spark.master': 'x', 'spark.app.name': 'y' }),
  ).toEqual({
    'spark.mesos.dispatcher.driverDefault.spark.a': '1',
    'spark.mesos.dispatcher.driverDefault.spark.b': '2',
  });
});

test('Zeppelin gets properties and environment in one map', () => {
  const made = zeppelinProperties({
    properties: { 'spark.shuffle.service.port': '7337' },
    env: { nativeLibrary: '/usr/lib/libmesos.so' },
    sparkHome: '/opt/spark',
  });
  expect(Object.entries(made)).toEqual([
    ['MESOS_NATIVE_JAVA_LIBRARY', '/usr/lib/libmesos.so'],
    ['SPARK_HOME', '/opt/spark'],
    ['spark.shuffle.service.port', '7337'],
  ]);
  expect(zeppelinProblems(made)).toEqual([]);
});

test.each([
  ['', 'wanted a value; Zeppelin leaves out'],
  ['a|b', 'wanted no "|" and no line break; Zeppelin 0.9'],
  ['a\nb', 'wanted no "|" and no line break'],
  [`it's "x"`, 'wanted one kind of quotes; with both Zeppelin 0.8 starts no interpreter'],
  ["it's $HOME", 'wanted no single quote beside'],
  ['a  b', 'wanted single spaces; Zeppelin 0.8'],
  ['a\tb', 'wanted single spaces'],
])('Zeppelin would not hand on %j', (value, message) => {
  const [problem, ...more] = zeppelinProblems({ 'spark.a': value });
  expect(more).toEqual([]);
  expect(problem && problemText(problem)).toContain(message);
});

test.each(['b c', '-Da=b -Dc="d e"', "it's", '$HOME `id`', '{"a": 1}'])('Zeppelin hands on %j', (value) => {
  expect(zeppelinProblems({ 'spark.a': value })).toEqual([]);
});

test('what is no property of Spark goes no such way', () => {
  expect(zeppelinProblems({ SPARK_X: 'a|b', 'zeppelin.x': 'a  b' })).toEqual([]);
});

test("DC/OS' packages get what they have options for", () => {
  const distribution = SparkDistribution.docker('example/spark:2.4.0', {
    version: '2.4.0',
    home: '/opt/spark',
  });
  expect(
    sparkPackageOptions({
      distribution,
      sparkUser: { name: 'etl', uid: 501 },
      historyServerUrl: 'https://dcos/service/spark-history',
    }),
  ).toEqual({
    service: {
      'docker-image': 'example/spark:2.4.0',
      docker_user: '501',
      'spark-history-server-url': 'https://dcos/service/spark-history',
      user: 'etl',
      virtual_network_enabled: false,
    },
  });
  expect(
    sparkPackageOptions({
      name: 'spark-etl',
      sparkUser: { name: 'etl', uid: 501 },
      role: 'etl',
      enforceRole: true,
      serviceAccount: { name: 'spark', secretPath: 'spark/sa' },
      hdfsConfigUrl: 'http://api.hdfs.marathon.l4lb.thisdcos.directory/v1/endpoints',
    }),
  ).toEqual({
    service: {
      name: 'spark-etl',
      docker_user: '501',
      user: 'etl',
      role: 'etl',
      enforce_role: true,
      service_account: 'spark',
      service_account_secret: 'spark/sa',
      virtual_network_enabled: false,
    },
    hdfs: { 'config-url': 'http://api.hdfs.marathon.l4lb.thisdcos.directory/v1/endpoints' },
  });
  expect(historyPackageOptions({ logDirectory: 'hdfs://hdfs/history', hdfsConfigUrl: 'http://x' })).toEqual({
    service: { 'log-dir': 'hdfs://hdfs/history', 'hdfs-config-url': 'http://x' },
  });
});
