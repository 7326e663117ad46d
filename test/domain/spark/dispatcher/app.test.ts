import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MarathonApp } from '../../../../src/domain/marathon/app';
import { appFindings } from '../../../../src/domain/marathon/app-problems';
import { canonicalJson } from '../../../../src/domain/render/json';
import { dispatcherApp } from '../../../../src/domain/spark/dispatcher/app';
import { dispatcherProblems } from '../../../../src/domain/spark/dispatcher/problems';
import type { DispatcherProps } from '../../../../src/domain/spark/dispatcher/props';
import { matchesGolden } from '../../../support/golden';

const PROPS: DispatcherProps = {
  sparkVersion: '2.4.8',
  image: 'example/spark:2.4.8',
  master: 'zk://zk-1:2181,zk-2:2181/mesos',
  recovery: { zooKeeper: { servers: 'zk-1:2181,zk-2:2181' } },
  ...{ port: 7077, webUiPort: 8082, cpus: 1, memory: '1g' },
  whenLost: 'Wait',
  app: {},
};
const IDENTITY = {
  name: 'spark',
  labels: { 'mesos-spark.owner': 'SparkDispatcher/spark' },
  defaults: { 'spark.shuffle.service.port': '7337', 'spark.app.name': 'ours' },
};

const EVERYTHING: DispatcherProps = {
  ...PROPS,
  role: 'drivers',
  authentication: { principal: 'spark', secret: { source: 'spark/secret' } },
  sparkConf: { 'spark.executor.memory': '2g' },
  dispatcherConf: { 'spark.mesos.maxDrivers': '20' },
  ...{ cpus: 2, memory: '8g', user: 'etl', whenLost: 'Replace' },
  app: {
    id: '/drivers/spark',
    ...{
      role: 'drivers',
      acceptedResourceRoles: ['drivers'],
      constraints: [['hostname', 'LIKE', 'agent-1']],
    },
    ...{ labels: { team: 'etl' }, env: { LIBPROCESS_IP: '10.0.0.1' } },
  },
};
const { image: _, ...BARE } = PROPS;

test.each<[string, DispatcherProps]>([
  ['docker', PROPS],
  ['everything', EVERYTHING],
  ['archive', { ...BARE, sparkArchive: 'https://files.example/spark-2.4.8-bin.tgz', recovery: 'None' }],
  [
    'host',
    { ...BARE, sparkHome: '/opt/spark', nativeLibrary: { libmesos: '/opt/m/libmesos.so', folder: '/opt/m' } },
  ],
])('%s renders as reviewed, and Marathon knows every field', (name, props) => {
  const app = dispatcherApp(props, IDENTITY);
  matchesGolden(`spark-dispatcher/${name}.json`, `${canonicalJson(app, 2)}\n`);
  expect(appFindings(app as MarathonApp)).toEqual([]);
  expect(dispatcherProblems(props)).toEqual([]);
});

test('no secret is in it, and nobody but the shell expands anything', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dispatcher-'));
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(
    path.join(folder, 'bin/spark-class'),
    '#!/bin/sh\nprintf \'%s\\0\' "$SPARK_PUBLIC_DNS" "$@"\n',
    {
      mode: 0o755,
    },
  );
  const value = 'a $(reboot) `id` "b" \'c\' \\ ; * \n ü';
  const props = { ...BARE, sparkHome: folder, sparkConf: { 'spark.my.value': value } };
  const { cmd } = dispatcherApp(props, IDENTITY) as { cmd: string };
  for (const shell of ['sh', 'bash']) {
    const { stdout } = spawnSync(shell, ['-c', cmd], {
      encoding: 'utf8',
      env: { HOST: 'agent 1', PATH: '/bin:/usr/bin' },
    });
    const [dns, , ...words] = stdout.split('\0');
    expect(dns).toBe('agent 1');
    expect(words).toContain(`spark.mesos.dispatcher.driverDefault.spark.my.value=${value}`);
    expect(words.some((word) => word.includes('spark.app.name'))).toBe(false);
  }
  rmSync(folder, { recursive: true });
  const secret = dispatcherApp(EVERYTHING, IDENTITY);
  expect(secret).toMatchObject({
    env: { SPARK_MESOS_SECRET: { secret: 'mesosSecret' }, SPARK_USER: 'etl' },
    secrets: { mesosSecret: { source: 'spark/secret' } },
    unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
  });
});

test.each<[string, Partial<DispatcherProps>, string, RegExp]>([
  ['an old Spark', { sparkVersion: '2.1.3' }, 'sparkVersion', /^2\.2 or later/],
  ['a new Spark', { sparkVersion: '4.0.0' }, 'sparkVersion', /Spark 2 or 3/],
  ['no Spark', { image: undefined }, 'sparkHome', /folder of Spark on every agent/],
  ['two Sparks', { sparkArchive: 'https://x.example/s.tgz' }, 'sparkArchive', /not both/],
  ['one port', { webUiPort: 7077 }, 'webUiPort', /another port/],
  [
    'a secret of an older Spark',
    { sparkVersion: '2.3.4', authentication: { principal: 'p', secret: { file: '/s' } } },
    'authentication',
    /before Spark 2\.4/,
  ],
  [
    'servers with a path',
    { recovery: { zooKeeper: { servers: 'zk://zk-1:2181/x' } } },
    'recovery.zooKeeper.servers',
    /HOST:PORT/,
  ],
  [
    'a server twice',
    { recovery: { zooKeeper: { servers: 'zk-1:2181,ZK-1:2181' } } },
    'recovery.zooKeeper.servers',
    /once/,
  ],
  [
    'an odd directory',
    { recovery: { zooKeeper: { servers: 'zk-1:2181', directory: '/a/$(x)' } } },
    'recovery.zooKeeper.directory',
    /a path/,
  ],
  [
    'what has a field',
    { dispatcherConf: { 'spark.mesos.role': 'x' } },
    'dispatcherConf.spark.mesos.role',
    /field of its own/,
  ],
  [
    'a default among its own',
    { dispatcherConf: { 'spark.mesos.dispatcher.driverDefault.spark.x': '1' } },
    'dispatcherConf.spark.mesos.dispatcher.driverDefault.spark.x',
    /under sparkConf/,
  ],
  [
    'a name that Spark drops',
    { sparkConf: { 'my.value': '1' } },
    'sparkConf.my.value',
    /begins with "spark\."/,
  ],
  ['a secret', { sparkConf: { 'spark.ssl.keyPassword': 'x' } }, 'sparkConf.spark.ssl.keyPassword', /nothing/],
  [
    'what only the dispatcher reads among those of drivers',
    { sparkConf: { 'spark.mesos.maxDrivers': '20' } },
    'sparkConf.spark.mesos.maxDrivers',
    /^it under dispatcherConf/,
  ],
  [
    'what parts drivers from the service that they are told to use',
    { sparkConf: { 'spark.shuffle.service.enabled': 'true', 'spark.mesos.network.name': 'dcos' } },
    'sparkConf.spark.mesos.network.name',
    /^nothing; a container network hides/,
  ],
  ['no master', { master: 'http://a@b' }, 'master', /HOST:PORT|address/],
  ['a constraint that is none', { app: { constraints: [['hostname', 'NEAR']] } }, 'app.constraints.0', /./],
  ['an id that is none', { app: { id: 'UPPER' } }, 'app.id', /./],
])('%s is refused where it stands', (_, change, at, wanted) => {
  const found = dispatcherProblems({ ...PROPS, ...change });
  expect(found.map(({ path: one }) => one.join('.'))).toEqual([at]);
  expect(found[0]?.message).toMatch(wanted);
});
