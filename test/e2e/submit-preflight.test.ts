import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { type TestServer, testServer } from '../io/server';
import { run } from './support/children';
import { bareEnvironment } from './support/spark-submit';
import { ZooKeeperServer } from './support/zookeeper';

jest.setTimeout(120_000);

let zooKeeper: ZooKeeperServer;
let master: TestServer;
let folder: string;
beforeAll(async () => {
  zooKeeper = await ZooKeeperServer.make();
  master = await testServer(({ path: asked }) => (asked === '/none.tgz' ? { status: 404 } : { body: 'ok' }));
  folder = mkdtempSync(path.join(tmpdir(), 'submit-preflight-'));
  mkdirSync(path.join(folder, 'spark/bin'), { recursive: true });
  mkdirSync(path.join(folder, 'spark/jars'), { recursive: true });
  mkdirSync(path.join(folder, 'lib'));
  writeFileSync(path.join(folder, 'spark/jars/spark-core_2.11-2.4.0.jar'), '');
  writeFileSync(
    path.join(folder, 'spark/bin/spark-submit'),
    '#!/bin/sh\necho "submitted $*"\nexit ${FAIL:-0}\n',
  );
  chmodSync(path.join(folder, 'spark/bin/spark-submit'), 0o755);
  writeFileSync(path.join(folder, 'app.jar'), 'jar');
  // Two real libraries: the one needs the other, and is whole only beside it.
  writeFileSync(path.join(folder, 'a.c'), 'int a(void) { return 1; }');
  writeFileSync(path.join(folder, 'mesos.c'), 'int a(void); int m(void) { return a(); }');
  const gcc = async (...args: string[]) => {
    const made = await run('gcc', ['-shared', '-fPIC', ...args], { cwd: folder });
    if (made.code !== 0) throw new Error(made.output);
  };
  await gcc('-o', 'libapr-1.so.0', '-Wl,-soname,libapr-1.so.0', 'a.c');
  await gcc('-o', 'lib/libmesos.so', 'mesos.c', 'libapr-1.so.0');
  await zooKeeper.folders('/mesos/log_replicas');
  const address = { hostname: 'm', ip: '127.0.0.1', port: master.port };
  await zooKeeper.candidate('/mesos/json.info_', JSON.stringify({ id: 'm', hostname: 'm', address }));
});
afterAll(async () => {
  await master?.close();
  await zooKeeper?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const submit = (more: readonly string[], env: Record<string, string> = {}) =>
  runHere(
    [
      ...['submit', '--spark-home', path.join(folder, 'spark'), '--native-library', path.join(folder, 'lib')],
      ...['--total-executor-cores', '2', '--class', 'A', ...more],
    ],
    [],
    { ...bareEnvironment(path.join(folder, 'spark')), ...env },
  );
const byZooKeeper = () => `zk://127.0.0.1:${zooKeeper.port}/mesos`;

test('everything that is wrong outside is told at once, each with what to do', async () => {
  const { code, stderr, stdout } = await submit([
    ...['--check', '--master', `zk://127.0.0.1:${zooKeeper.port}/other`, '--spark-version', '3.5.0'],
    ...[
      '--executor-uri',
      `${master.url}/none.tgz`,
      '--hadoop-conf-dir',
      '/nowhere',
      path.join(folder, 'none.jar'),
    ],
  ]);
  expect([code, stdout]).toEqual([1, '']);
  const lines = stderr.trim().split('\n');
  expect(lines.map((line) => line.split(': found')[0])).toEqual([
    '--spark-version',
    '--native-library',
    '--hadoop-conf-dir',
    '--hadoop-conf-dir',
    'resource',
    '--executor-uri',
    '--master',
  ]);
  expect(stderr).toContain(
    `${folder}/lib/libmesos.so without libapr-1.so.0, wanted everything that it needs; put them into ${folder}/lib`,
  );
  expect(stderr).toContain('/other: nobody leads');
  expect(stderr).toContain(`no ${folder}/none.jar`);
  expect(stderr).toContain('/none.tgz": answered 404');
});

test('with all of it in place the application runs, and its exit is told', async () => {
  const library = path.join(folder, 'lib/libapr-1.so.0');
  copyFileSync(path.join(folder, 'libapr-1.so.0'), library);
  const words = ['--run', '--master', byZooKeeper(), path.join(folder, 'app.jar'), "it's"];
  const ran = await submit(words);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toBe(
    `submitted --master mesos://zk://127.0.0.1:${zooKeeper.port}/mesos --deploy-mode client --class A --total-executor-cores 2 ${folder}/app.jar it's\n`,
  );
  expect((await submit(words, { FAIL: '3' })).code).toBe(1);
  rmSync(library);
});

test('the leader can be looked up once, here', async () => {
  const { stdout } = await submit([
    '--resolve-leader',
    '--master',
    byZooKeeper(),
    path.join(folder, 'app.jar'),
  ]);
  expect(stdout).toContain(`--master mesos://127.0.0.1:${master.port} \\\n`);
});

test('a driver without an address that others reach is told', async () => {
  const hosts = (await run('getent', ['hosts', hostname()], {})).output;
  const { stderr } = await submit(['--check', '--master', byZooKeeper(), path.join(folder, 'app.jar')], {
    SPARK_LOCAL_IP: '',
  });
  expect(stderr.includes('--local-ip: found nothing')).toBe(/^(127\.|::1|$)/.test(hosts));
});

test('a dispatcher that does not answer is told', async () => {
  const { code, stderr } = await submit([
    '--check',
    '--dispatcher',
    '127.0.0.1:9',
    'https://127.0.0.1:9/a.jar',
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain('--dispatcher: found http://127.0.0.1:9: ');
});
