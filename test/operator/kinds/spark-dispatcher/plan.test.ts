import { sha256 } from '../../../../src/io/digest';
import { marathonDispatcher, type SparkDispatcherState } from '../../../../src/manifest';
import { saidHash } from '../../../../src/operator/kinds/spark-dispatcher/marathon/identity';
import { judge } from '../../../../src/operator/kinds/spark-dispatcher/marathon/judge';
import type { Declared, Observed } from '../../../../src/operator/kinds/spark-dispatcher/marathon/model';
import { plan } from '../../../../src/operator/kinds/spark-dispatcher/marathon/plan';
import type { MarathonApp } from '../../../../src/operator/ports';
import { type DispatcherSpec, dispatcher } from '../../support/dispatchers';

const declared = (spec: Partial<DispatcherSpec> = {}): Declared => ({
  name: 'spark',
  spec: marathonDispatcher.parse(dispatcher(spec).spec),
});

const KEPT = 'zk-1:2181,zk-2:2181/spark_mesos_dispatcher/spark';
const STATE: SparkDispatcherState = {
  ...{ appId: '/spark', sent: 'now', found: 'f', recovery: KEPT, framework: 'spark' },
  ...{ port: 7077, webUiPort: 8082, frameworks: ['fw-1'], former: [] },
};
const TASK = { id: 't', host: 'agent-1', agentId: 'S1', state: 'TASK_RUNNING', ports: [7077], healthy: true };
const APP: MarathonApp = {
  ...{ id: '/spark', instances: 1, definition: {}, tasks: [TASK], deployments: [] },
};
const VIEW = { frameworkId: 'fw-1', queued: [], launched: [], retrying: [] };

const seen = (change: Partial<Observed> = {}, state: Partial<SparkDispatcherState> = {}): Observed => ({
  stored: { etag: 'e', value: { ...STATE, ...state } },
  ...{ app: APP, owner: 'SparkDispatcher/spark', queued: 0, queueReasons: [], task: TASK },
  ...{ webUiUrl: 'http://agent-1:8082', view: VIEW, frameworkId: 'fw-1' },
  frameworks: [{ id: 'fw-1', name: 'spark', connected: true }],
  ...{
    defaults: undefined,
    contradictions: [],
    wanted: { id: '/spark' },
    hash: 'now',
    differences: [],
    asSent: true,
    role: [],
  },
  ...change,
});

const DIFFERS = {
  differences: [{ path: 'mem', wanted: 2, found: 1 }],
  ...{ asSent: false, hash: 'new' },
} satisfies Partial<Observed>;
const without = (o: Observed, ...fields: readonly (keyof Observed)[]) =>
  Object.fromEntries(
    Object.entries(o).filter(([key]) => !fields.includes(key as keyof Observed)),
  ) as unknown as Observed;

const NONE = declared({ recovery: 'None' });
const none = (change: Partial<Observed>) => seen({ ...DIFFERS, ...change }, { recovery: 'None' });

test.each<[string, Declared, Observed, readonly string[], string]>([
  ['as declared', declared(), seen(), [], 'AsDeclared'],
  ['absent', declared(), without(seen(), 'app', 'stored', 'task', 'view'), ['create-app'], 'NotCreated'],
  [
    'absent, the role is not to be had',
    declared(),
    without(seen({ role: [{ at: 'role', found: 'a', wanted: 'b' }] }), 'app'),
    [],
    'RoleUnavailable',
  ],
  ['somebody else’s', declared(), seen({ ...DIFFERS, owner: 'MarathonApp/x' }), [], 'OutOfDate'],
  ['changed, and kept in ZooKeeper', declared(), seen(DIFFERS), ['replace-app'], 'OutOfDate'],
  [
    'changed, and not healthy',
    declared(),
    seen({ ...DIFFERS, task: { ...TASK, healthy: false } }),
    ['remove-app'],
    'OutOfDate',
  ],
  ['changed by Marathon alone', declared(), seen({ ...DIFFERS, asSent: true }), [], 'AsSent'],
  [
    'changed while it is locked',
    declared(),
    seen({ ...DIFFERS, app: { ...APP, deployments: ['d'] } }),
    [],
    'Locked',
  ],
  ['nothing kept, and drivers run', NONE, none({ alive: ['driver-1'] }), [], 'Held'],
  ['nothing kept, and nobody knows', NONE, none({}), [], 'Held'],
  ['nothing kept, and idle', NONE, none({ alive: [] }), ['replace-app'], 'OutOfDate'],
  [
    'nothing kept, and Proceed',
    declared({ recovery: 'None', upgrade: { whenInUse: 'Proceed' } }),
    none({ alive: ['driver-1'] }),
    ['replace-app'],
    'OutOfDate',
  ],
  [
    'kept from now on, and drivers run',
    declared(),
    seen({ ...DIFFERS, alive: ['driver-1'] }, { recovery: 'None' }),
    [],
    'Held',
  ],
  [
    'another principal',
    declared({ authentication: { principal: 'p', secret: { file: '/s' } } }),
    seen({ ...DIFFERS, alive: [] }),
    [],
    'PrincipalChanged',
  ],
  [
    'another principal, nothing kept',
    declared({ recovery: 'None', authentication: { principal: 'p', secret: { file: '/s' } } }),
    none({ alive: [] }),
    ['replace-app'],
    'OutOfDate',
  ],
  ['suspended', declared(), seen({ app: { ...APP, instances: 0 } }), ['raise-instances'], 'AsDeclared'],
  ['two', declared(), seen({ app: { ...APP, instances: 2 } }), ['lower-instances'], 'AsDeclared'],
  ['another framework', declared(), seen({ frameworkId: 'fw-2' }), ['note-framework'], 'AsDeclared'],
  ['in place and not noted', declared(), seen({ hash: 'new' }), ['note-sent'], 'AsDeclared'],
  ['moved', declared(), seen({ ...DIFFERS, formerId: '/old' }), [], 'OutOfDate'],
  ['a note that cannot be read', declared(), seen({ ...DIFFERS, stored: { etag: 'e' } }), [], 'OutOfDate'],
  [
    'older services, nobody left',
    declared(),
    seen({ alive: [] }, { former: [{ use: { service: 's', appId: '/s', port: 1 }, drivers: ['driver-1'] }] }),
    ['note-drivers'],
    'AsDeclared',
  ],
  [
    'older services, not known by whom',
    declared(),
    seen({}, { former: [{ use: { service: 's', appId: '/s', port: 1 } }] }),
    [],
    'AsDeclared',
  ],
])('%s', (_, manifest, o, actions, reason) => {
  expect(plan(manifest, o).map((one) => one.do)).toEqual(actions);
  const { conditions } = judge(manifest, o);
  expect(conditions.find(({ type }) => type === 'Deployed')?.reason).toBe(reason);
});

test('what does not restart it is not of its hash: pauses, policies and credentials', () => {
  const marathon = 'http://other.example:8080';
  const credentials = (name: string) => ({
    ...{ kind: 'basic' as const, secret: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}` },
  });
  const hash = (spec: Partial<DispatcherSpec>) => saidHash(declared({ marathon, ...spec }), {}, sha256);
  for (const spec of [
    { marathonCredentials: credentials('one') },
    { marathonCredentials: credentials('two') },
    { paused: true, deletionPolicy: 'Drain' as const },
  ]) {
    expect(hash(spec)).toBe(hash({}));
  }
  expect(hash({ memory: '2g' })).not.toBe(hash({}));
});
