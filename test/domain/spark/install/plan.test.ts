import { spawnSync } from 'node:child_process';
import { readPinned } from '../../../../src/domain/spark/install/pinned';
import { type InstallProps, installPlan } from '../../../../src/domain/spark/install/plan';
import { matchesGolden } from '../../../support/golden';
import { problemsOf } from '../../../support/problems';

const A = 'a'.repeat(64);
const B = 'b'.repeat(128);
const props: InstallProps = {
  spark: readPinned('--spark', `https://host/spark-2.4.0-bin-2.7.tgz#sha512=${B}`),
  nativeLibrary: {
    is: 'archive',
    archive: readPinned('--native-library', `https://host/libmesos-bundle-1.14.tar.gz?x=1#sha256=${A}`),
  },
  jars: [readPinned('--jar', `s3://bucket/ojdbc7.jar#sha256=${A}`)],
  log4j: '/tmp/log4j.properties',
  hadoopConf: 'http://api.hdfs.example/v1/endpoints',
  defaults: {
    name: 'spark-2-4',
    store: 's3://state/a b%',
    program: ['/usr/bin/node', '/opt/mesos spark/main.js'],
  },
};

test('the whole plan, with its files, is as reviewed', () => {
  matchesGolden('install/plan.json', `${JSON.stringify(installPlan(props), undefined, 2)}\n`);
});

test('what runs on the older Spark is disturbed by nothing before the link moves', () => {
  const steps = installPlan(props).map((step) => step.do);
  expect(steps.slice(0, steps.indexOf('link')).filter((step) => step === 'link' || step === 'start')).toEqual(
    [],
  );
  expect(steps.at(-1)).toBe('start');
});

test('another archive goes to another folder, the same to the same', () => {
  const folder = (text: string) => {
    const [first] = installPlan({ spark: readPinned('--spark', text) });
    return first?.do === 'unpack' ? first.to : undefined;
  };
  expect(folder(`/a/spark-2.4.0.tgz#sha256=${A}`)).toBe(`/opt/spark/versions/spark-2.4.0-${A.slice(0, 12)}`);
  expect(folder(`/a/spark-2.4.0.tgz#sha512=${B}`)).not.toBe(folder(`/a/spark-2.4.0.tgz#sha256=${A}`));
});

const text = (end: string, more: Partial<InstallProps> = {}) => {
  const step = installPlan({ ...props, ...more }).find((one) => 'to' in one && one.to.endsWith(end));
  return step?.do === 'write' ? step.text : '';
};

function variables(script: string, env: Record<string, string>, names: readonly string[]) {
  const print = names.map((name) => `printf '%s=%s\\n' ${name} "\${${name}-unset}"`).join('\n');
  return spawnSync('sh', ['-eu', '-c', `${script}\n${print}`], { encoding: 'utf8', env })
    .stdout.trim()
    .split('\n');
}

test('login shells find Spark once, however often they read the profile', () => {
  const profile = text('mesos-spark.sh');
  const names = ['SPARK_HOME', 'SPARK_CONF_DIR', 'PATH', 'LD_LIBRARY_PATH'];
  expect(variables(`${profile}\n${profile}`, { PATH: '/usr/bin:/bin' }, names)).toEqual([
    'SPARK_HOME=/opt/spark/current',
    'SPARK_CONF_DIR=/opt/spark/conf',
    'PATH=/usr/bin:/bin:/opt/spark/current/bin',
    'LD_LIBRARY_PATH=unset',
  ]);
});

test("Spark's programs find libmesos and HDFS, unless one run says otherwise", () => {
  const script = text('spark-env.sh', { nativeLibrary: { is: 'dcos' } });
  const names = ['HADOOP_CONF_DIR', 'MESOS_NATIVE_JAVA_LIBRARY', 'LD_LIBRARY_PATH'];
  expect(variables(script, { PATH: '/bin' }, names)).toEqual([
    'HADOOP_CONF_DIR=/opt/spark/hadoop',
    'MESOS_NATIVE_JAVA_LIBRARY=/opt/mesosphere/lib/libmesos.so',
    'LD_LIBRARY_PATH=/opt/mesosphere/lib',
  ]);
  const said = {
    PATH: '/bin',
    HADOOP_CONF_DIR: '/h',
    MESOS_NATIVE_JAVA_LIBRARY: '/m.so',
    LD_LIBRARY_PATH: '/l',
  };
  expect(variables(script, said, names)).toEqual([
    'HADOOP_CONF_DIR=/h',
    'MESOS_NATIVE_JAVA_LIBRARY=/m.so',
    'LD_LIBRARY_PATH=/opt/mesosphere/lib:/l',
  ]);
  expect(text('spark-env.sh', { nativeLibrary: { is: 'package' } })).not.toContain('LD_LIBRARY_PATH');
});

test.each<[string, Partial<InstallProps>]>([
  ['--into', { into: '/opt/../spark' }],
  ['--into', { into: '/opt/my spark' }],
  ['--log4j', { log4j: '/tmp/log4j.xml' }],
  ['--jar "a b.jar"', { jars: [{ source: '/x/a b.jar', algorithm: 'sha256', digest: A }] }],
  [
    '--jar "a.jar"',
    {
      jars: [
        { source: '/x/a.jar', algorithm: 'sha256', digest: A },
        { source: '/y/a.jar', algorithm: 'sha256', digest: A },
      ],
    },
  ],
])('refuses what %s cannot be', (at, more) => {
  expect(problemsOf(() => installPlan({ ...props, ...more })).map((problem) => problem.at)).toEqual([at]);
});

test.each([
  '',
  'https://host/spark.tgz',
  `https://host/spark.tgz#sha256=${'a'.repeat(63)}`,
  `spark.tgz#sha256=${A}`,
  `ftp://h/x#sha256=${A}`,
])('refuses %j as a file with a digest', (wrong) => {
  expect(problemsOf(() => readPinned('--spark', wrong))).toHaveLength(1);
});
