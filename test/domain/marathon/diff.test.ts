import fc from 'fast-check';
import { type MarathonApp, normalizeApp } from '../../../src/domain/marathon/app';
import { appDifferences, differenceText } from '../../../src/domain/marathon/diff';
import { answered, sent, steps } from './recordings';

const CREATED = answered(
  '01-create-and-conflict',
  'read it back (full definition with the defaults filled in)',
);
const paths = (wanted: MarathonApp, found: MarathonApp, partial = false) =>
  appDifferences(wanted, found, { partial }).map((d) => d.path);

test.each([
  ['01-create-and-conflict', 'create the app with POST'],
  ['01-create-and-conflict', 'POST again'],
  ['02-put-identical', 'create the app with 3 instances'],
  ['02-put-identical', 'PUT the identical definition'],
  ['02-put-identical', 'PUT the identical definition as a full replacement'],
  ['02-put-identical', 'PUT what GET answered, without the read-only fields'],
])('%s, %s: nothing would change', (name, does) => {
  expect(appDifferences(sent(name, does), CREATED)).toEqual([]);
  expect(appDifferences(sent(name, does), CREATED, { partial: true })).toEqual([]);
});

test.each([
  ['28-validation', 'unknown field'],
  ['28-validation', 'unreachableStrategy disabled'],
  ['01-create-and-conflict', 'create the app with POST'],
])('%s, %s: the answer to a creation is what was sent', (name, does) => {
  expect(appDifferences(sent(name, does), answered(name, does))).toEqual([]);
});

describe('03-put-partial-update', () => {
  const name = '03-put-partial-update';
  const created = { ...CREATED, env: { A: '1', B: '2' } };
  const strategy = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };

  test('what a partial update leaves out keeps its value', () => {
    const body = sent(name, 'PUT (partialUpdate defaults to true) without instances');
    expect(paths(body, created, true)).toEqual([]);
  });

  test('a map is replaced as a whole', () => {
    const does =
      'PUT partialUpdate=true with another env only: the map is replaced as a whole, everything restarts';
    expect(appDifferences(sent(name, does), created, { partial: true })).toEqual([
      { path: 'env.B', wanted: undefined, found: '2' },
      { path: 'upgradeStrategy.maximumOverCapacity', wanted: 0, found: 1 },
      { path: 'upgradeStrategy.minimumHealthCapacity', wanted: 0, found: 1 },
    ]);
  });

  test('what a full replacement leaves out falls back to its default', () => {
    const found = { ...CREATED, env: { A: '1' }, upgradeStrategy: strategy };
    const body = sent(name, 'PUT partialUpdate=false without instances');
    expect(appDifferences(body, found)).toEqual([{ path: 'instances', wanted: 1, found: 3 }]);
  });
});

test('22-what-restarts: each change is one difference, and none once it is made', () => {
  let found = normalizeApp(sent('22-what-restarts', 'create the app with 2 instances'));
  const seen: string[][] = [];
  for (const { request } of steps('22-what-restarts').filter((s) => s.request?.method === 'PATCH')) {
    const wanted = request?.body as MarathonApp;
    seen.push(paths(wanted, found, true));
    found = normalizeApp({ ...found, ...wanted });
    expect(paths(wanted, found, true)).toEqual([]);
  }
  expect(seen).toEqual([
    ['instances'],
    ['labels.owner'],
    ['killSelection'],
    ['taskKillGracePeriodSeconds'],
    ['backoffSeconds'],
    ['unreachableStrategy'],
    ['upgradeStrategy.maximumOverCapacity'],
  ]);
});

test.each([
  ['MESOS_TCP check on the port number', 'read the check with its defaults'],
  ['neither port nor portIndex', 'read'],
])('27-health-checks, %s: the check that is read is the one that was sent', (does, read) => {
  const wanted = sent('27-health-checks', does);
  const found = { ...wanted, healthChecks: answered('27-health-checks', read).healthChecks ?? [] };
  expect(found.healthChecks).not.toEqual(wanted.healthChecks);
  expect(appDifferences(wanted, found)).toEqual([]);
});

test.each([
  [
    '23-roles-enforced',
    'app in the group /shuffle (the group is new), no role',
    { id: '/shuffle/one', role: 'shuffle' },
  ],
  ['25-dedicated-role', 'an app in the root group, no role given', { role: 'shuffle' }],
])('%s, %s: a role that was not sent is no difference', (name, does, given) => {
  expect(paths(sent(name, does), { ...sent(name, does), ...given })).toEqual([]);
});

test.each<[string, MarathonApp, MarathonApp]>([
  [
    'the order of constraints',
    {
      constraints: [
        ['a', 'UNIQUE'],
        ['b', 'IS', '1'],
      ],
    },
    {
      constraints: [
        ['b', 'IS', '1'],
        ['a', 'UNIQUE'],
      ],
    },
  ],
  [
    'the order of accepted roles',
    { acceptedResourceRoles: ['shuffle', '*'] },
    { acceptedResourceRoles: ['*', 'shuffle'] },
  ],
  [
    'empty maps and lists',
    { env: {}, fetch: [], labels: {} },
    { env: null, labels: {} } as unknown as MarathonApp,
  ],
  [
    'the order of keys in a check',
    { portDefinitions: [{}], healthChecks: [{ protocol: 'TCP', delaySeconds: 5 }] },
    {
      portDefinitions: [{ protocol: 'tcp', port: 0 }],
      healthChecks: [{ delaySeconds: 15, portIndex: 0, protocol: 'TCP' }],
    },
  ],
  [
    'deprecated uris and ports',
    { uris: ['http://a/x.tgz?v=1', 'http://a/y.jar'], ports: [7337] },
    {
      fetch: [
        { uri: 'http://a/x.tgz?v=1', extract: true, executable: false, cache: false },
        { uri: 'http://a/y.jar', extract: false, executable: false, cache: false },
      ],
      portDefinitions: [{ port: 7337, protocol: 'tcp' }],
    },
  ],
  [
    'the defaults of a container',
    { container: { docker: { image: 'x' }, volumes: [] } },
    {
      container: {
        type: 'DOCKER',
        docker: { image: 'x', forcePullImage: false, privileged: false, parameters: [] },
        volumes: [],
      },
    },
  ],
  [
    'port mappings on the host network',
    { container: { type: 'MESOS', portMappings: [] } },
    { container: { type: 'MESOS' } },
  ],
  ['an id without its slash', { id: 'shuffle/x' }, { id: '/shuffle/x' }],
  ['status', {}, { tasksRunning: 3, version: 'x', deployments: [{ id: 'd' }] }],
])('%s makes no difference', (_, wanted, found) => {
  expect(appDifferences(wanted, found)).toEqual([]);
  expect(appDifferences(found, wanted)).toEqual([]);
});

test.each<[MarathonApp, MarathonApp, string]>([
  [
    { portDefinitions: [] },
    {},
    'portDefinitions: [] instead of [{"port":0,"protocol":"tcp","name":"default"}]',
  ],
  [{ mem: 1024 }, { mem: 512 }, 'mem: 1024 instead of 512'],
  [{ role: 'shuffle' }, { role: '*' }, 'role: "shuffle" instead of "*"'],
  [{}, { user: 'spark' }, 'user: nothing instead of "spark"'],
  [{ args: ['a', 'b'] }, { args: ['b', 'a'] }, 'args[0]: "a" instead of "b"'],
  [
    { networks: [{ mode: 'container/bridge' }], portDefinitions: [{ port: 1 }] },
    {},
    'networks[0].mode: "container/bridge" instead of "host"',
  ],
])('%j against %j is found', (wanted, found, text) => {
  expect(appDifferences(wanted, found).map(differenceText)).toContain(text);
});

test('normalizing twice is normalizing once, and an app never differs from itself', () => {
  const app = fc.record(
    {
      cpus: fc.constantFrom(0.5, 1),
      labels: fc.dictionary(fc.string(), fc.string()),
      env: fc.dictionary(fc.string(), fc.string()),
      constraints: fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 3 })),
      healthChecks: fc.array(
        fc.record(
          { protocol: fc.constantFrom('TCP', 'MESOS_TCP', 'COMMAND', 'HTTP'), portIndex: fc.nat(2) },
          { requiredKeys: [] },
        ),
      ),
      portDefinitions: fc.array(fc.record({ port: fc.nat(9) })),
      networks: fc.constantFrom([], [{ mode: 'host' }], [{ mode: 'container', name: 'x' }]),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(app, (a) => {
      expect(normalizeApp(normalizeApp(a))).toEqual(normalizeApp(a));
      expect(appDifferences(a, normalizeApp(a))).toEqual([]);
    }),
  );
});

test.each([
  [{}, { portDefinitions: [{ port: 10000, name: 'default', protocol: 'tcp' }] }],
  [{ portDefinitions: [{ port: 0 }] }, { portDefinitions: [{ port: 10001, protocol: 'tcp' }] }],
  [bridged(0), bridged(10_002)],
  [bridged(undefined), bridged(10_002)],
])('a port that Marathon gives itself is no difference: %j', (wanted, found) => {
  expect(appDifferences(wanted, found)).toEqual([]);
});

test('a port by number is one', () => {
  const port = (n: number) => ({ portDefinitions: [{ port: n }] });
  expect(appDifferences(port(7337), port(7338))).toHaveLength(1);
  expect(appDifferences(bridged(80), bridged(81))).toHaveLength(1);
});

function bridged(servicePort: number | undefined) {
  const mapping = servicePort === undefined ? {} : { servicePort };
  return {
    networks: [{ mode: 'container/bridge' }],
    container: { portMappings: [{ containerPort: 80, ...mapping }] },
  };
}
