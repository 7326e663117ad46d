import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishedHeader } from '../../../src/manifest';
import { runHere } from '../buffer-io';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'submit-'));
  mkdirSync(path.join(folder, 'spark/jars'), { recursive: true });
  writeFileSync(path.join(folder, 'spark/jars/spark-core_2.11-2.4.0.jar'), '');
  mkdirSync(path.join(folder, 'store/published/spark-2-4'), { recursive: true });
  writeFileSync(
    path.join(folder, 'store/published/spark-2-4/spark-defaults.conf'),
    '# Shuffle service s, app /s, port 7337.\nspark.executor.memory=4g\nspark.dynamicAllocation.enabled=true\nspark.shuffle.service.port=7337\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VERSION = ['--spark-version', '2.4.0'];
const PI = ['--class', 'org.apache.spark.examples.SparkPi', 'examples.jar', '30'];
const LIMIT = ['--total-executor-cores', '8'];

test('prints what is to be run, for a shell', async () => {
  expect(await runHere(['submit', ...VERSION, '--master', 'local', ...PI])).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'spark-submit \\\n  --master local \\\n  --class org.apache.spark.examples.SparkPi \\\n  examples.jar \\\n  30\n',
  });
});

test('as JSON it is for machines, with its warnings', async () => {
  const ran = await runHere(['submit', ...VERSION, '--master', '10.0.0.1', '-o', 'json', ...PI]);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    argv: ['spark-submit', '--master', 'mesos://10.0.0.1:5050', '--deploy-mode', 'client', ...PI],
    env: {},
    warnings: [{ at: 'totalExecutorCores' }],
  });
});

test('takes the version of the Spark that is here', async () => {
  const master = ['--master', 'h', '--deploy-mode', 'cluster', ...LIMIT];
  const { stdout, stderr } = await runHere(['submit', ...master, '--class', 'A', 'https://h/a.jar'], [], {
    SPARK_HOME: path.join(folder, 'spark'),
  });
  expect(stderr).toBe('');
  expect(stdout.split(' \\\n  ').slice(0, 3)).toEqual([
    path.join(folder, 'spark/bin/spark-submit'),
    '--master mesos://h:7077',
    '--deploy-mode cluster',
  ]);
});

test('what stands behind the jar is for the application', async () => {
  const { stdout } = await runHere([
    'submit',
    ...VERSION,
    '--master',
    'local',
    ...PI,
    '--run',
    '--conf',
    '-o',
  ]);
  expect(stdout).toContain('examples.jar \\\n  30 \\\n  --run \\\n  --conf \\\n  -o');
});

test('starts from what is published, and options win over it', async () => {
  const from = ['--defaults', 'spark-2-4', '--store', `file://${folder}/store`];
  const ran = await runHere([
    'submit',
    ...[...VERSION, ...from, '--master', 'h', '--executor-memory', '2g', '--conf', 'spark.x=1', '-o', 'json'],
    ...PI,
  ]);
  const { argv } = JSON.parse(ran.stdout) as { argv: string[] };
  expect(argv.join(' ')).toContain(
    '--executor-memory 2g --conf spark.dynamicAllocation.enabled=true --conf spark.shuffle.service.port=7337 --conf spark.x=1 examples.jar',
  );
  expect(ran.stderr).toBe('');
});

test('refuses what would undo what is published', async () => {
  const published = path.join(folder, 'other/published/served');
  mkdirSync(published, { recursive: true });
  const text = 'spark.shuffle.service.enabled=true\nspark.shuffle.service.port=7338\n';
  writeFileSync(path.join(published, 'spark-defaults.conf'), text);
  const from = ['--defaults', 'served', '--store', `file://${folder}/other`, '--master', 'h', ...LIMIT];
  const own = ['--conf', 'spark.shuffle.service.port=7337', '--conf', 'spark.mesos.network.name=dcos'];
  const { code, stderr } = await runHere(['submit', ...VERSION, ...from, ...own, ...PI]);
  expect(code).toBe(1);
  expect(stderr).toContain('found "7337", wanted 7338, where the shuffle service listens');
  expect(stderr).toContain('properties["spark.mesos.network.name"]: found "dcos", wanted nothing');
});

test.each([
  ['/data/spark/b', 0],
  ['/tmp', 1],
])(
  'a folder %s beside the published one is held against the shared directory that the file names',
  async (dir, exit) => {
    const published = path.join(folder, 'other/published/shares');
    mkdirSync(published, { recursive: true });
    const head = publishedHeader({ service: 's', appId: '/s', port: 7338, sharedDirectory: '/data/spark' });
    const text = `${head}spark.local.dir=/data/spark/a\nspark.shuffle.service.enabled=true\n`;
    writeFileSync(path.join(published, 'spark-defaults.conf'), text);
    const from = ['--defaults', 'shares', '--store', `file://${folder}/other`, '--master', 'h', ...LIMIT];
    const ran = await runHere(['submit', ...VERSION, ...from, '--conf', `spark.local.dir=${dir}`, ...PI]);
    expect([ran.code, ran.stderr.includes('wanted /data/spark or folders in it')]).toEqual([
      exit,
      exit === 1,
    ]);
  },
);

test('says which names are published, where the one is not', async () => {
  const from = ['--defaults', 'other', '--store', `file://${folder}/store`];
  const { code, stderr } = await runHere(['submit', ...VERSION, ...from, '--master', 'h', ...PI]);
  expect(code).toBe(1);
  expect(stderr).toContain('defaults "other": found no published/other/spark-defaults.conf');
  expect(stderr).toContain('wanted one of spark-2-4');
});

test.each<[what: string, options: readonly string[], line: string]>([
  ['a shell', ['--shell', 'python', '--master', 'h', ...LIMIT], 'pyspark'],
  [
    'the environment of DC/OS',
    [
      '--native-library',
      '/opt/mesosphere/lib',
      '--hadoop-conf-dir',
      '/opt/hadoop',
      '--master',
      'h',
      ...LIMIT,
      ...PI,
    ],
    'HADOOP_CONF_DIR=/opt/hadoop \\\n  LD_LIBRARY_PATH=/opt/mesosphere/lib \\\n  MESOS_NATIVE_JAVA_LIBRARY=/opt/mesosphere/lib/libmesos.so',
  ],
  [
    'a file as the library',
    ['--native-library', '/usr/local/lib/libmesos.so', '--master', 'h', ...LIMIT, ...PI],
    'MESOS_NATIVE_JAVA_LIBRARY=/usr/local/lib/libmesos.so',
  ],
  [
    'an address',
    ['--local-ip', '10.0.0.7', '--master', 'h', ...LIMIT, ...PI],
    'LIBPROCESS_IP=10.0.0.7 \\\n  SPARK_LOCAL_IP=10.0.0.7',
  ],
  [
    'an image for executors',
    [
      '--executor-image',
      'i:1',
      '--executor-home',
      '/s',
      '--containerizer',
      'mesos',
      '--master',
      'h',
      ...LIMIT,
      ...PI,
    ],
    '--conf spark.mesos.containerizer=mesos \\\n  --conf spark.mesos.executor.docker.image=i:1 \\\n  --conf spark.mesos.executor.home=/s',
  ],
  [
    'a container',
    ['--docker', 'i:1', '--hadoop-conf-dir', '/h', '--mount', '/m', '--master', 'h', ...LIMIT, ...PI],
    'docker run \\\n  --rm \\\n  --net=host \\\n  --env=HADOOP_CONF_DIR=/h \\\n  --volume=/h:/h:ro \\\n  --volume=/m:/m:ro \\\n  i:1 \\\n  spark-submit',
  ],
  [
    'a dispatcher',
    ['--dispatcher', 'd', ...LIMIT, '--class', 'A', 'https://h/a.jar'],
    '--master mesos://d:7077',
  ],
  [
    'lists',
    ['--jars', 'a.jar, b.jar', '--packages', 'g:a:1,g:b:1', '--master', 'h', ...LIMIT, ...PI],
    '--jars a.jar,b.jar \\\n  --packages g:a:1,g:b:1',
  ],
])('knows %s', async (_, options, line) => {
  const { code, stdout, stderr } = await runHere(['submit', ...VERSION, ...options]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(line);
});

test('says everything that is wrong with the options at once', async () => {
  const wrong = [
    ...['--master', 'zk://10.10.0.136:2181,10.10.0.50:2181,10.10.0.50:2181/mesos'],
    ...[
      '--executor-memory',
      'much',
      '--executor-cores',
      '0',
      '--conf',
      'x',
      '--conf',
      'a=1',
      '--conf',
      'a=2',
    ],
    ...['--executor-uri', 'u', '--executor-image', 'i', '--mount', '/m', '--defaults', 'd'],
  ];
  const { code, stderr } = await runHere(['submit', ...wrong, ...PI]);
  expect(code).toBe(1);
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.split(': found')[0]),
  ).toEqual([
    '--spark-version',
    '--master',
    '--executor-memory',
    '--executor-cores',
    '--conf',
    '--conf a',
    '--executor-uri',
    '--store',
    '--mount',
  ]);
});

test.each<[options: readonly string[], message: string]>([
  [['--master', 'h', '--dispatcher', 'd', '--deploy-mode', 'client'], '--dispatcher: found --deploy-mode'],
  [['--master', 'local[2]', '--deploy-mode', 'cluster'], '--deploy-mode: found cluster, wanted nothing with'],
  [['--master', 'h', '--dispatcher', 'd'], '--master: found "h", wanted nothing with --dispatcher'],
  [['--master', 'h', '--supervise'], '--supervise: found no cluster mode, wanted a dispatcher'],
])('%j: nothing of it is dropped without a word', async (options, message) => {
  const { code, stdout, stderr } = await runHere(['submit', ...VERSION, ...options, ...LIMIT, ...PI]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
});

test('the help says which mode it is where nothing is said', async () => {
  const { stdout } = await runHere(['submit', '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toContain('(default: client, or cluster where --dispatcher is given)');
});

test('a shell has its own verb', async () => {
  const { stdout } = await runHere([
    'shell',
    ...VERSION,
    '--master',
    'local',
    '--language',
    'sql',
    '--',
    '-e',
    'select 1',
  ]);
  expect(stdout).toBe("spark-sql \\\n  --master local \\\n  -e 'select 1'\n");
  expect((await runHere(['shell', ...VERSION, '--language', 'perl'])).code).toBe(2);
});
