import { appFindings, unreachableTrap } from '../../../src/domain/marathon/app-problems';

const WEB = { id: '/web', cmd: 'sleep 1000' };
const texts = (app: Readonly<Record<string, unknown>>) =>
  appFindings(app).map(({ path, wanted }) => `${path.join('.')}: ${wanted}`);

test.each([
  ['a command', WEB],
  ['args', { id: '/web', args: ['a'] }],
  [
    'an image',
    { id: '/a/b', container: { docker: { image: 'nginx:1' } }, networks: [{ mode: 'container/bridge' }] },
  ],
  ['older spellings', { ...WEB, uris: ['http://a/b.tgz'], ports: [0, 0], healthChecks: [{ portIndex: 1 }] }],
  ['one port by default', { ...WEB, healthChecks: [{ protocol: 'MESOS_HTTP', portIndex: 0, path: '/' }] }],
  [
    'checks of both levels',
    {
      ...WEB,
      healthChecks: [
        { protocol: 'MESOS_TCP', portIndex: 0 },
        { protocol: 'TCP', portIndex: 0 },
      ],
    },
  ],
  ['disabled', { ...WEB, unreachableStrategy: 'disabled' }],
])('has nothing against %s', (_, app) => {
  expect(texts(app)).toEqual([]);
});

test.each([
  [
    'a typing error, which Marathon would ignore (28)',
    { ...WEB, instnaces: 3 },
    ['instnaces: instances? a field that is compared: Marathon ignores those that it does not know'],
  ],
  [
    'status',
    { ...WEB, tasksRunning: 1 },
    ['tasksRunning: a field that is compared: Marathon ignores those that it does not know'],
  ],
  ['a relative id', { ...WEB, id: 'web' }, [expect.stringContaining('id: a path such as')]],
  ['nothing to run', { id: '/web' }, ['cmd: a command, args, or an image that brings its own']],
  ['one letter', { id: '/web', cmd: 'x' }, ['cmd: a command of two letters or more']],
  ['cmd and args', { ...WEB, args: ['x'] }, ['args: cmd or args, not both']],
  ['negative amounts', { ...WEB, cpus: -1, mem: -1 }, ['cpus: a number from 0', 'mem: a number from 0']],
  [
    'a constraint that is none',
    { ...WEB, constraints: [['hostname', 'UNIQE']] },
    [expect.stringMatching(/^constraints\.0: one of the operators/)],
  ],
  [
    'a port beyond the last',
    { ...WEB, portDefinitions: [{ port: 70000 }] },
    ['portDefinitions.0.port: a port from 0 to 65535'],
  ],
  [
    'a port twice',
    { ...WEB, portDefinitions: [{ port: 80 }, { port: 80 }] },
    ['portDefinitions: a port and a name of its own for each'],
  ],
  [
    'a check of no known protocol',
    { ...WEB, healthChecks: [{ protocol: 'UDP' }] },
    [expect.stringMatching(/^healthChecks\.0\.protocol: one of HTTP/)],
  ],
  [
    'a check of a port that is not there',
    { ...WEB, healthChecks: [{ portIndex: 1 }] },
    ["healthChecks.0.portIndex: the place of one of the app's 1 ports"],
  ],
  [
    'a check without a port',
    { ...WEB, portDefinitions: [], healthChecks: [{ protocol: 'TCP' }] },
    ['healthChecks.0: a port to ask: the app has none'],
  ],
  [
    'two checks by the agent',
    {
      ...WEB,
      healthChecks: [{ protocol: 'MESOS_TCP' }, { protocol: 'MESOS_HTTP' }],
    },
    ['healthChecks: at most one MESOS_* check'],
  ],
  [
    'a command check without a command',
    { ...WEB, healthChecks: [{ protocol: 'COMMAND' }] },
    ['healthChecks.0.command: a command, such as { value: "…" }'],
  ],
  [
    'too many failures (55d)',
    { ...WEB, healthChecks: [{ maxConsecutiveFailures: 2 ** 31 }] },
    ['healthChecks.0.maxConsecutiveFailures: a whole number from 0 to 2147483647'],
  ],
  [
    'shares beyond 1',
    { ...WEB, upgradeStrategy: { minimumHealthCapacity: 2 } },
    ['upgradeStrategy.minimumHealthCapacity: a share from 0 to 1'],
  ],
  [
    'an expunge before inactive',
    { ...WEB, unreachableStrategy: { inactiveAfterSeconds: 9, expungeAfterSeconds: 3 } },
    [expect.stringContaining('unreachableStrategy: "disabled", or')],
  ],
])('refuses %s', (_, app, wanted) => {
  expect(texts(app)).toEqual(wanted);
});

test.each([
  [{ inactiveAfterSeconds: 300, expungeAfterSeconds: 600 }, true],
  [{ inactiveAfterSeconds: 300, expungeAfterSeconds: 901 }, false],
  [{ inactiveAfterSeconds: 0, expungeAfterSeconds: 0 }, false],
  ['disabled', false],
  [undefined, false],
])('knows the trap of %j (42)', (unreachableStrategy, trapped) => {
  expect(unreachableTrap({ unreachableStrategy }) !== undefined).toBe(trapped);
});
