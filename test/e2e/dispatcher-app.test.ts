import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dispatcherApp } from '../../src/domain/spark/dispatcher/app';
import type { DispatcherProps } from '../../src/domain/spark/dispatcher/props';
import { sparkDispatcherManifest } from '../../src/manifest';
import { dispatcher } from '../operator/support/dispatchers';
import { freePort } from './support/free-port';
import { bareEnvironment, SPARK_VERSIONS, sparkHome } from './support/spark-submit';
import { ZooKeeperServer } from './support/zookeeper';

jest.setTimeout(180_000);

const HOSTILE = 'a $(reboot) `id` "b" \'c\' \\ ; * ü';

/** What an operator sends to Marathon for a dispatcher whose Spark is in this folder. */
function appOf(home: string, sparkVersion: string, more: Partial<DispatcherProps> = {}) {
  const { image: _, ...spec } = dispatcher().spec as Record<string, unknown>;
  const manifest = sparkDispatcherManifest.parse({
    ...dispatcher(),
    spec: { ...spec, sparkVersion, sparkHome: home, ...more },
  });
  const defaults = { 'spark.shuffle.service.port': '7338', 'spark.executorEnv.HOSTILE': HOSTILE };
  const app = dispatcherApp(manifest.spec as DispatcherProps, { name: 'two', labels: {}, defaults });
  return app as { readonly cmd: string; readonly env: Record<string, string> };
}

describe.each(SPARK_VERSIONS)("Spark %s' own dispatcher", (version) => {
  let folder: string;
  let home: string;
  let classes: string;
  beforeAll(() => {
    home = sparkHome(version);
    folder = mkdtempSync(path.join(tmpdir(), 'dispatcher-app-'));
    classes = `${folder}:${path.join(home, 'jars/*')}`;
    const source = path.join(__dirname, 'dispatcher/DispatcherArguments.java');
    execFileSync('javac', ['-nowarn', '-cp', classes, '-d', folder, source], { stdio: 'pipe' });
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('understands every word of the command, and every property takes effect', () => {
    const double = path.join(folder, 'home');
    mkdirSync(path.join(double, 'bin'), { recursive: true });
    // In the place of spark-class: it gives its words to Spark's own parser.
    const program = path.join(double, 'bin/spark-class');
    writeFileSync(
      program,
      '#!/bin/sh\n' +
        '[ "$1" = org.apache.spark.deploy.mesos.MesosClusterDispatcher ] || exit 9\nshift\n' +
        `exec java -cp '${classes}' DispatcherArguments "$@"\n`,
    );
    chmodSync(program, 0o755);
    const app = appOf(double, version, {
      role: 'drivers',
      dispatcherConf: { 'spark.mesos.maxDrivers': '7', 'spark.my.value': HOSTILE },
      sparkConf: { 'spark.executor.memory': '2g' },
      ...(version === '2.2.3'
        ? {}
        : { authentication: { principal: 'someone', secret: { file: '/run/secret' } } }),
    });
    const env = { ...bareEnvironment(double), ...app.env, HOST: 'agent-1' };
    const { stdout, stderr, status } = spawnSync('sh', ['-c', app.cmd], { env, encoding: 'utf8' });
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    const words = stdout.split('\0').slice(0, -1);
    const understood = Object.fromEntries(
      words.flatMap((key, i) => (i % 2 === 0 ? [[key, words[i + 1]]] : [])),
    );
    const driverDefault = 'spark.mesos.dispatcher.driverDefault.';
    expect(understood).toMatchObject({
      ...{ host: '0.0.0.0', port: '7077', webUiPort: '8082', name: 'two' },
      ...{ master: 'zk://zk-1:2181,zk-2:2181/mesos', zk: 'zk-1:2181,zk-2:2181' },
      'spark.deploy.zookeeper.dir': '/spark_mesos_dispatcher/two',
      'spark.port.maxRetries': '0',
      'spark.mesos.role': 'drivers',
      'spark.mesos.maxDrivers': '7',
      'spark.my.value': HOSTILE,
      [`${driverDefault}spark.shuffle.service.port`]: '7338',
      [`${driverDefault}spark.executorEnv.HOSTILE`]: HOSTILE,
      [`${driverDefault}spark.executor.memory`]: '2g',
      ...(version === '2.2.3'
        ? {}
        : { 'spark.mesos.principal': 'someone', 'spark.mesos.secret.file': '/run/secret' }),
    });
  });
});

/** The real class, as far as it goes without libmesos: it fails where it would speak to Mesos, and nowhere before. */
describe.each(['2.4.8', '3.5.9'])('the real dispatcher of Spark %s', (version) => {
  let zooKeeper: ZooKeeperServer;
  beforeAll(async () => {
    zooKeeper = await ZooKeeperServer.make();
  }, 600_000);
  afterAll(() => zooKeeper?.remove());

  test('starts with what is rendered, takes its ports and its place in ZooKeeper, and then wants libmesos', async () => {
    const home = sparkHome(version);
    const [port, webUiPort] = [await freePort(), await freePort()];
    const app = appOf(home, version, {
      ...{ port, webUiPort, memory: '300m' },
      recovery: { zooKeeper: { servers: `127.0.0.1:${zooKeeper.port}` } },
    });
    const env = { ...bareEnvironment(home), ...app.env, HOST: '127.0.0.1' };
    const { stdout, stderr } = spawnSync('sh', ['-c', app.cmd], { env, encoding: 'utf8', timeout: 120_000 });
    const output = `${stdout}${stderr}`;
    expect(output).toContain('Recovery mode in Mesos dispatcher set to: ZOOKEEPER');
    expect(output).toContain(`started at http://127.0.0.1:${webUiPort}`);
    expect(output).toContain('Failed to load native Mesos library');
    expect(output).not.toMatch(/Unrecognized option|Usage: MesosClusterDispatcher|NoNode/);
    const children = await zooKeeper.children('/spark_mesos_dispatcher/two');
    expect([...children].sort()).toEqual(['driverQueue', 'launchedDrivers', 'retryList', 'scheduler']);
  });

  test('ends where its port is taken, and takes no other one', () => {
    const home = sparkHome(version);
    const app = appOf(home, version, { webUiPort: zooKeeper.port, recovery: 'None' });
    const env = { ...bareEnvironment(home), ...app.env, HOST: '127.0.0.1' };
    const { stdout, stderr, status } = spawnSync('sh', ['-c', app.cmd], {
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/BindException/);
    expect(`${stdout}${stderr}`).not.toContain('Successfully started service');
  });
});
