import { MesosInstallation } from '../../../src/domain/agent/mesos-installation';
import { sparkUserProblems } from '../../../src/domain/agent/spark-user';
import { problemText } from '../../../src/domain/core/problem';

const SHA = 'a'.repeat(64);

test('an archive is run from its home', () => {
  const made = MesosInstallation.archive('https://example.com/mesos.tgz', { sha256: SHA, home: '/opt/m' });
  expect(made.agentProgram).toBe('/opt/m/sbin/mesos-agent');
  expect(made.environment).toEqual({
    LD_LIBRARY_PATH: '/opt/m/lib',
    MESOS_LAUNCHER_DIR: '/opt/m/libexec/mesos',
  });
  expect(MesosInstallation.package('mesos-1.11.0').settings).toEqual({
    MESOS_HOME: '/usr',
    MESOS_PACKAGE: 'mesos-1.11.0',
  });
});

test('fails on everything that is wrong with an archive at once', () => {
  expect(() => MesosInstallation.archive('ftp://h/$(id)', { sha256: 'ABC', home: '/usr' })).toThrow(
    [
      'installation.url: found "ftp://h/$(id)", wanted an http or https URL without credentials',
      'installation.sha256: found "ABC", wanted 64 lower-case hexadecimal digits',
      'installation.home: found "/usr", wanted a folder of its own under /opt, such as "/opt/mesos"; what is in it is replaced as a whole',
    ].join('\n'),
  );
});

test('shows no password of the URL of an archive', () => {
  expect(() => MesosInstallation.archive('https://u:geheim@h/m.tgz', { sha256: SHA })).toThrow(
    /^installation\.url: found a URL with a user or password in it \(not shown\), wanted an http or https URL without credentials$/,
  );
});

test.each(['/opt/mesos-spark', '/opt/mesos-spark/boot', '/opt/mesosphere', '/opt/a/../../etc'])(
  'puts no archive in the place of %s',
  (home) => {
    expect(() => MesosInstallation.archive('https://h/m.tgz', { sha256: SHA, home })).toThrow(
      `installation.home: found "${home}", wanted a folder of its own`,
    );
    expect(
      MesosInstallation.archive('https://h/m.tgz', { sha256: SHA, home: '/opt/mesos-sparks' }),
    ).toBeDefined();
  },
);

test.each(['', '-rf', 'a b', '$(id)'])('fails on %p as the name of a package', (name) => {
  expect(() => MesosInstallation.package(name)).toThrow('wanted the name of a package, such as "mesos"');
});

test.each([
  [{ name: 'spark', uid: 7337 }, []],
  [{ name: 'root', uid: 0 }, []],
  [
    { name: 'spark', uid: 0 },
    ['sparkUser: found spark with uid 0, wanted uid 0 for root and for nobody else'],
  ],
  [{ name: 'root', uid: 7 }, ['sparkUser: found root with uid 7, wanted uid 0 for root and for nobody else']],
  [
    { name: 'a b', uid: 70_000 },
    [
      'sparkUser.name: found "a b", wanted a user name: lower-case letters, digits, "_" and "-", at most 32',
      'sparkUser.uid: found 70000, wanted a whole number from 1 to 65534; images know no higher ones',
    ],
  ],
])('the user %p has the problems %p', (user, problems) => {
  expect(sparkUserProblems(user).map(problemText)).toEqual(problems);
});
