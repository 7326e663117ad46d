import { Duration } from '../../../src/domain/core/duration';
import { Size } from '../../../src/domain/core/size';
import { appFindings } from '../../../src/domain/marathon/app-problems';
import { upgradeStall } from '../../../src/domain/marathon/upgrade-stall';
import {
  machineEnvironment,
  machineSettings,
  machineUnit,
} from '../../../src/domain/marathon-server/on-machines';
import { type OnMarathon, onMarathon } from '../../../src/domain/marathon-server/on-marathon';
import { type MarathonServer, serverEnvironment } from '../../../src/domain/marathon-server/server';
import { serverProblems } from '../../../src/domain/marathon-server/server-problems';
import { MarathonSource } from '../../../src/domain/marathon-server/source';
import { envFile } from '../../../src/domain/render/env-file';
import { canonicalJson } from '../../../src/domain/render/json';
import { matchesGolden } from '../../support/golden';

const ZK = 'zk://10.0.0.1:2181,10.0.0.2:2181';
const SHA = 'a'.repeat(64);
const image = MarathonSource.docker('mesosphere/marathon:v1.8.222');
const archive = MarathonSource.archive('https://example.com/marathon-1.8.222-86475ddac.tgz', { sha256: SHA });

const server = (changes: Partial<MarathonServer> = {}): MarathonServer => ({
  name: 'marathon-shuffle',
  role: 'shuffle',
  version: '1.8.222',
  masterUrl: `${ZK}/mesos`,
  zookeeperUrl: `${ZK}/marathon-shuffle`,
  failoverTimeout: Duration.days(7),
  defaultResources: 'reserved',
  flags: {},
  ...changes,
});

const place = (changes: Partial<OnMarathon> = {}): OnMarathon => ({
  appId: '/marathon-shuffle',
  source: image,
  platform: 'dcos',
  instances: 2,
  cpus: 1,
  heap: Size.gibibytes(1),
  memory: Size.mebibytes(1536),
  nativeLibrary: '/usr/lib/libmesos.so',
  attributes: {},
  environment: {},
  app: {},
  ...changes,
});

describe('the flags', () => {
  test('are the role and what makes it highly available', () => {
    expect(serverEnvironment(server())).toEqual({
      MARATHON_CHECKPOINT: '',
      MARATHON_DEFAULT_ACCEPTED_RESOURCE_ROLES: 'shuffle',
      MARATHON_FAILOVER_TIMEOUT: '604800',
      MARATHON_FRAMEWORK_NAME: 'marathon-shuffle',
      MARATHON_HA: '',
      MARATHON_MASTER: `${ZK}/mesos`,
      MARATHON_MESOS_ROLE: 'shuffle',
      MARATHON_ZK: `${ZK}/marathon-shuffle`,
    });
  });

  test.each<[string, MarathonServer['defaultResources'], Record<string, string>]>([
    ['1.5.15', 'reserved', { MARATHON_DEFAULT_ACCEPTED_RESOURCE_ROLES: 'shuffle' }],
    ['1.8.222', 'unreserved', { MARATHON_DEFAULT_ACCEPTED_RESOURCE_ROLES: '*' }],
    ['1.8.222', 'any', {}],
    ['1.9.136', 'any', { MARATHON_ACCEPTED_RESOURCE_ROLES_DEFAULT_BEHAVIOR: 'any' }],
    ['1.10.36', 'reserved', { MARATHON_ACCEPTED_RESOURCE_ROLES_DEFAULT_BEHAVIOR: 'reserved' }],
    ['1.11.24', 'unreserved', { MARATHON_ACCEPTED_RESOURCE_ROLES_DEFAULT_BEHAVIOR: 'unreserved' }],
  ])('%s takes %s resources by the flag that it knows', (version, defaultResources, wanted) => {
    const flags = serverEnvironment(server({ version, defaultResources }));
    const found = Object.entries(flags).filter(([name]) => name.includes('ACCEPTED'));
    expect(Object.fromEntries(found)).toEqual(wanted);
  });

  test('name the file of a secret, never the secret', () => {
    const authentication = { principal: 'shuffle', secretFile: '/run/secret' };
    expect(serverEnvironment(server({ authentication, flags: { max_apps: '9' } }))).toMatchObject({
      MARATHON_MESOS_AUTHENTICATION: '',
      MARATHON_MESOS_AUTHENTICATION_PRINCIPAL: 'shuffle',
      MARATHON_MESOS_AUTHENTICATION_SECRET_FILE: '/run/secret',
      MARATHON_MAX_APPS: '9',
    });
  });
});

describe('as an app', () => {
  test.each<[string, MarathonServer, OnMarathon]>([
    ['dcos-image', server(), place()],
    [
      'mesos-archive',
      server(),
      place({ source: archive, platform: 'mesos', port: 9080, instances: 3, attributes: { zone: 'a' } }),
    ],
  ])('%s renders as reviewed, is accepted and can be updated', (name, given, where) => {
    const app = onMarathon(given, where);
    matchesGolden(`marathon-server/${name}.json`, `${canonicalJson(app, 2)}\n`);
    expect(appFindings(app)).toEqual([]);
    expect(upgradeStall(app, where.instances)).toBeUndefined();
  });

  test('what is said of the app wins, and labels are added', () => {
    const app = onMarathon(
      server(),
      place({ app: { user: 'root', labels: { team: 'a' } }, environment: { A: 'b' } }),
    );
    expect(app).toMatchObject({
      user: 'root',
      labels: { team: 'a', DCOS_SERVICE_NAME: 'marathon-shuffle' },
      env: { A: 'b' },
    });
  });
});

describe('on a machine', () => {
  const machine = {
    source: archive,
    mesos: { MESOS_HOME: '/usr', MESOS_PACKAGE: 'mesos' },
    nativeLibrary: '/usr/lib/libmesos.so',
    javaPackage: 'java-1.8.0-amazon-corretto',
    heap: Size.gibibytes(1),
    httpPort: 8080,
    libprocessPort: 9095,
    region: 'eu-west-1',
  };

  test('unit, environment and settings render as reviewed', () => {
    matchesGolden('marathon-server/mesos-spark-marathon.service', machineUnit(archive));
    matchesGolden('marathon-server/marathon.env', envFile(machineEnvironment(server(), machine)));
    matchesGolden(
      'marathon-server/marathon-host.env',
      envFile(machineSettings({ ...machine, secretArn: 'arn:x' })),
    );
  });

  test('the environment of Marathon holds no variable that would be taken for a flag', () => {
    const flags = Object.keys(machineEnvironment(server(), machine)).filter((name) =>
      name.startsWith('MARATHON_'),
    );
    const settings = Object.keys(machineSettings(machine)).filter((name) => name.startsWith('MARATHON_'));
    expect(flags).toEqual(expect.arrayContaining(['MARATHON_HTTP_PORT', 'MARATHON_MASTER']));
    expect(settings).toEqual([]);
  });

  test('a package has its own program', () => {
    expect(machineUnit(MarathonSource.package())).toContain('ExecStart=/usr/bin/marathon\n');
  });
});

test.each<[string, Partial<MarathonServer>, readonly string[]]>([
  ['nothing', {}, []],
  ['a version that it is not made for', { version: '1.4.3' }, ['version']],
  ['another version than the image', { version: '1.11.24' }, ['version']],
  ['no role', { role: '*' }, ['role']],
  ["the name of the cluster's own", { name: 'marathon' }, ['name']],
  ["the state of the cluster's own", { zookeeperUrl: `${ZK}/marathon` }, ['zookeeperUrl']],
  ["Mesos' path", { zookeeperUrl: `${ZK}/mesos` }, ['zookeeperUrl']],
  ['a framework with a space', { frameworkName: 'a b' }, ['frameworkName']],
  ['a failover timeout of a minute', { failoverTimeout: Duration.minutes(1) }, ['failoverTimeout']],
  ['a flag that has a prop', { flags: { mesos_role: 'x' } }, ['flags.mesos_role']],
  [
    'a flag that 1.10 does not start with',
    { flags: { default_accepted_resource_roles: '*' } },
    ['flags.default_accepted_resource_roles'],
  ],
  ['a flag of 1.9', { flags: { new_group_enforce_role: 'top' } }, ['flags.new_group_enforce_role']],
  ['a secret', { flags: { http_credentials: 'a:b' } }, ['flags.http_credentials']],
  ['dashes', { flags: { '--max_apps': '1' } }, ['flags.--max_apps']],
])('problems with %s', (_, changes, at) => {
  const problems = serverProblems(server(changes), image);
  expect(problems.map((problem) => problem.at)).toEqual(at);
  expect(JSON.stringify(problems)).not.toContain('a:b');
});

test('a flag that is gone in a release is refused for it alone', () => {
  const flags = { revive_offers_for_new_apps: '' };
  const source = MarathonSource.package();
  expect(serverProblems(server({ flags, version: '1.9.136' }), source)).toEqual([]);
  expect(serverProblems(server({ flags, version: '1.10.36' }), source)).toHaveLength(1);
});

test.each([
  ['mesosphere/marathon:v1.11.24', '1.11'],
  ['registry.example.com:5000/marathon:1.8.222', '1.8'],
  ['registry.example.com:5000/marathon', undefined],
  ['mesosphere/marathon:latest', undefined],
])('the release of %s is %s', (name, release) => {
  expect(MarathonSource.docker(name).release).toBe(release);
});

test('the release of an archive, and what is no source', () => {
  expect(() => MarathonSource.archive('https://u:geheim@h/m.tgz', { sha256: SHA })).toThrow(
    'source.url: found a URL with a user or password in it (not shown), wanted',
  );
  expect(archive.release).toBe('1.8');
  expect(() => MarathonSource.archive('ftp://x', { sha256: 'no' })).toThrow(
    /source\.url: found "ftp:\/\/x"[\s\S]*source\.sha256/,
  );
  expect(() => MarathonSource.docker('a b')).toThrow('source.image: found "a b"');
});
