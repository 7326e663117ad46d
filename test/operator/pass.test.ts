import { GONE_AGENTS_ANNOTATION, manifestStoreKeys, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { declare, defaults, service } from './support/manifests';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});

/** Passes of one process, with time in between. */
async function work(passes: number, operator = bed.passes()) {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
  return operator;
}

const appId = () => [...cluster.apps.keys()][0] ?? '';
const app = () => cluster.apps.get(appId()) ?? fail();
function fail(): never {
  throw new Error('there is no app');
}

describe('a manifest', () => {
  test('fails with all of its problems in one condition, and nothing is written', async () => {
    const wrong = service({ slots: [], role: '', app: { ...service().spec.app, healthChecks: [] } });
    declare(bed.manifests, [wrong]);
    await work(2);
    expect(cluster.writes).toEqual([]);
    const { reason, status, message } = bed.condition('Valid') ?? fail();
    expect({ reason, status }).toEqual({ reason: 'Invalid', status: 'False' });
    expect(message.split('; ')).toHaveLength(3);
    expect(message).toContain('spec.slots: found []');
  });

  test('fails with a check that kills, a slot that a timer frees, two tasks on a host (rules 1, 3, 11)', async () => {
    const killing = {
      ...service().spec.app.healthChecks[0],
      protocol: 'MESOS_TCP',
      maxConsecutiveFailures: 3,
    };
    const unsafe = {
      ...service().spec.app,
      healthChecks: [killing],
      constraints: [],
      unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
    };
    declare(bed.manifests, [{ ...service(), spec: { ...service().spec, app: unsafe } } as never]);
    await work(1);
    expect(bed.condition('Valid')?.message).toBe(
      'spec.app.constraints: found [], wanted ["hostname", "UNIQUE"] among them: one task a host; ' +
        'spec.app.healthChecks[0].maxConsecutiveFailures: found 3, wanted 2147483647; ' +
        'spec.app.unreachableStrategy: found {"inactiveAfterSeconds":0,"expungeAfterSeconds":0}, wanted "disabled"',
    );
    expect(cluster.writes).toEqual([]);
  });

  test('of an unknown kind is told so', async () => {
    declare(bed.manifests, [{ kind: 'Teapot', metadata: { name: 'short' } }]);
    await work(1);
    expect(bed.condition('Valid', 'Teapot', 'short')).toMatchObject({
      status: 'False',
      reason: 'UnknownKind',
    });
  });

  const torn: readonly (readonly [string, string, (key: string) => void])[] = [
    ['Torn', 'whose bytes are not those of the index', (key) => bed.manifests.set(key, '{}')],
    ['Missing', 'that is not there', (key) => bed.manifests.remove(key)],
  ];
  test.each(torn)('%s: one %s is held, not deleted (rules 2, 10)', async (reason, _, spoil) => {
    await work(3);
    const writes = cluster.writes.length;
    spoil(manifestStoreKeys.manifest('demo', 'ShuffleService', 'spark-2-4'));
    await cluster.addAgent('a4');
    await work(3);
    expect(cluster.writes).toHaveLength(writes);
    expect(bed.condition('Valid')).toMatchObject({ status: 'Unknown', reason });
    expect(bed.condition('Ready')).toMatchObject({ status: 'Unknown', reason });
    expect(bed.condition('Covered')).toMatchObject({ status: 'True' });
  });

  test.each(['not json', '{"apiVersion":"mesos-spark/v1alpha1"}', undefined])(
    'rule 10: with the index %s nothing is deleted and nothing is touched',
    async (text) => {
      await work(3);
      const before = bed.status();
      if (text === undefined) bed.manifests.remove(manifestStoreKeys.index('demo'));
      else bed.manifests.set(manifestStoreKeys.index('demo'), text);
      await work(3);
      expect(bed.status()).toEqual(before);
    },
  );

  test('that calls itself otherwise than its index does is held: two names must not move one service', async () => {
    await work(3);
    const [{ key: entry = '' } = {}] = await bed.manifests.list('manifests/demo/ShuffleService/');
    const body = bed.manifests.text(entry) ?? '';
    const index = JSON.parse(bed.manifests.text(manifestStoreKeys.index('demo')) ?? '');
    index.manifests.push({ ...index.manifests[0], name: 'alias' });
    bed.manifests.set(manifestStoreKeys.index('demo'), JSON.stringify(index));
    await cluster.addAgent('a4');
    await work(3);
    expect(JSON.parse(body)).toMatchObject({ metadata: { name: 'spark-2-4' } });
    expect(bed.condition('Valid', 'ShuffleService', 'alias')).toMatchObject({
      status: 'Unknown',
      reason: 'OtherName',
      message: `${entry} calls itself "spark-2-4", the index of demo calls it alias`,
    });
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('that is paused is observed and reported, and nothing is written for it', async () => {
    declare(bed.manifests, [service({ paused: true }), defaults({ paused: true })]);
    await work(3);
    expect(cluster.writes).toEqual([]);
    expect(bed.puts.filter((key) => !key.startsWith('status/'))).toEqual([]);
    expect(bed.condition('Paused')).toMatchObject({
      status: 'True',
      message: 'spec.paused: nothing is written; 3 writes are held back',
    });
  });

  test('that two stacks declare is that of the first', async () => {
    declare(bed.manifests, [service({ sparkVersion: '3.0.0' })], 'other');
    await work(3);
    expect(bed.status().stack).toBe('demo');
    expect(bed.events.filter(({ event }) => event === 'manifests')).toEqual([
      expect.objectContaining({
        because: 'ShuffleService/spark-2-4 is declared by demo and other; that of other is ignored',
      }),
    ]);
  });
});

describe("Marathon's answers", () => {
  test('409 while a deployment locks the app: wait, and go on (rule 7: no force)', async () => {
    await work(3);
    await cluster.addAgent('a4');
    cluster.nextAnswer = { is: 'locked', message: 'App is locked', deployments: ['d1'] };
    const operator = await work(1);
    expect(bed.condition('Applied')).toMatchObject({
      status: 'False',
      reason: 'Waiting',
      message: 'App is locked (deployments d1)',
    });
    await work(1, operator);
    expect(cluster.writes.slice(1)).toEqual([`raise ${appId()} 4 (locked)`, `raise ${appId()} 4`]);
  });

  test('422: its own words in a condition, and no second try before the manifest changes', async () => {
    cluster.nextAnswer = { is: 'refused', status: 422, message: 'Object is not valid: /cpus is too much' };
    const operator = await work(5);
    expect(cluster.writes).toHaveLength(1);
    expect(bed.condition('Ready')).toMatchObject({
      status: 'False',
      reason: 'Refused',
      message: 'Marathon answered 422: Object is not valid: /cpus is too much',
    });
    declare(bed.manifests, [service({ upgrade: { whenInUse: 'Proceed' } }), defaults()]);
    await work(3, operator);
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('404 for a raise or a release: the app or the task went away meanwhile; the next look decides anew', async () => {
    await work(3);
    await cluster.addAgent('a4');
    cluster.nextAnswer = { is: 'refused', status: 404, message: "App '/x' does not exist" };
    const operator = await work(1);
    expect(bed.condition('Applied')).toMatchObject({
      reason: 'Waiting',
      message: "Marathon answered 404: App '/x' does not exist",
    });
    await work(3, operator);
    expect(cluster.writes.slice(1)).toEqual([`raise ${appId()} 4 (refused)`, `raise ${appId()} 4`]);
    await cluster.lose('a2');
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
    cluster.nextAnswer = { is: 'refused', status: 404, message: 'no such task' };
    await work(1, operator);
    await cluster.addAgent('a5');
    await work(60, operator);
    expect(await bed.runningOn()).toEqual(['a1', 'a3', 'a4', 'a5']);
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('a proxy that answers 404 in place of Marathon blocks nothing for good', async () => {
    cluster.nextAnswer = { is: 'refused', status: 404, message: 'no such service' };
    await work(4);
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('what it waits for is logged once, and again when it is something else', async () => {
    cluster.version = '1.8.247';
    const operator = await work(5);
    const told = () =>
      bed.events
        .filter(
          ({ event, name, level }) => event === 'reconciled' && name === 'spark-2-4' && level === 'info',
        )
        .map(({ outcome }) => outcome);
    expect(told()).toEqual(['waiting']);
    cluster.mesosRole = 'shuffle';
    await work(5, operator);
    expect(told().slice(1)).toEqual(['waiting', 'settled']);
  });

  test('a failure backs off and tells, and nobody else waits for it', async () => {
    const operator = bed.passes();
    const mesos = cluster.mesos as { view: unknown };
    const { view } = cluster.mesos;
    mesos.view = async () => {
      throw new Error('out of memory');
    };
    let looks = 0;
    for (let i = 0; i < 20; i++) {
      const reports = await operator.run();
      looks += reports.filter(({ outcome }) => outcome === 'failed').length;
      await bed.clock.run(10, 0);
    }
    expect(looks).toBeLessThan(6);
    expect(bed.condition('Observed')).toMatchObject({
      status: 'False',
      reason: 'Failed',
      message: 'out of memory',
    });
    mesos.view = view;
    await bed.clock.run(300, 0);
    await work(3, operator);
    expect(bed.condition('Ready')?.status).toBe('True');
  });
});

describe('rule 8: roles are probed, never assumed', () => {
  test('a Marathon that would accept the app and never start it is not asked', async () => {
    cluster.version = '1.8.247';
    await work(2);
    expect(cluster.writes).toEqual([]);
    expect(bed.condition('Deployed')).toMatchObject({ status: 'False', reason: 'RoleUnavailable' });
    cluster.mesosRole = 'shuffle';
    await work(3);
    expect(app().definition).not.toHaveProperty('role');
    expect(app().definition['acceptedResourceRoles']).toEqual(['shuffle']);
  });

  test('what was written is read back: roles that were rewritten are told, and nothing is added', async () => {
    cluster.rewriteRoles = true;
    await work(2);
    await cluster.addAgent('a4');
    await work(3);
    expect(cluster.writes).toHaveLength(1);
    expect(bed.condition('Deployed')).toMatchObject({ status: 'False', reason: 'RoleRewritten' });
    expect(bed.state.text(stateStoreKeys.endpoint('spark-2-4'))).toBeUndefined();
  });
});

test('rule 5: a drift is told and not put right, since every change restarts', async () => {
  await work(3);
  app().definition['env'] = { X: '1' };
  await work(3);
  expect(cluster.writes).toHaveLength(1);
  expect(bed.condition('Deployed')).toMatchObject({ status: 'False', reason: 'Drifted' });
});

test('rule 2: hidden reservations are not missing ones', async () => {
  for (const agent of cluster.agents) agent.hidden = true;
  await work(2);
  expect(cluster.writes).toEqual([]);
  expect(bed.condition('Ready')).toMatchObject({ status: 'False', reason: 'ReservationsHidden' });
});

test('rule 2: nothing is decided while agents are only recovered', async () => {
  await cluster.failover(['a3']);
  await work(3);
  expect(cluster.writes).toEqual([]);
  await cluster.bringBack('a3');
  await work(3);
  expect(cluster.writes).toEqual([`create ${appId()} 3`]);
});

test('rule 2: a recovered agent that the registry calls gone is not waited for', async () => {
  await cluster.failover(['a3']);
  cluster.gone.add(cluster.agent('a3').id);
  await work(3);
  expect(cluster.writes).toEqual([`create ${appId()} 2`]);
  expect(bed.condition('Ready')?.status).toBe('True');
});

test('rule 3: the registry says that an agent is gone', async () => {
  await work(3);
  const { id } = cluster.agent('a2');
  await cluster.lose('a2');
  await work(3);
  expect(cluster.writes).toHaveLength(1);
  cluster.gone.add(id);
  await work(5);
  expect(cluster.writes.slice(1)).toEqual([
    expect.stringMatching(/^release task-/),
    expect.stringMatching(/^wipe task-/),
  ]);
  expect(app().instances).toBe(2);
  expect(await bed.runningOn()).toEqual(['a1', 'a3']);
});

test.each([
  ['', 8, ['wipe', 'raise']],
  [', also where an agent joins before that is clear', 2, ['raise', 'wipe']],
] as const)(
  'rule 3: a slot that a person gave up is noted, so that a scale-up does not make it look held%s',
  async (_, passes, wrote) => {
    await work(3);
    await cluster.lose('a2');
    const lost = app().tasks.find(({ agent }) => agent.hostname === 'a2') ?? fail();
    await cluster.marathon.release(appId(), lost.id);
    await work(passes);
    declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
    await cluster.addAgent('a4');
    await work(50);
    const writes = cluster.writes.slice(2);
    expect(writes.map((write) => write.split(' ')[0])).toEqual(wrote);
    expect(writes).toContain(`raise ${appId()} 3`);
    expect(await bed.runningOn()).toEqual(['a1', 'a3', 'a4']);
  },
);

test('rule 3: where it is not known which of two lost tasks was given up, nothing is raised or released', async () => {
  await work(3);
  await cluster.lose('a2');
  await cluster.lose('a3');
  const lost = app().tasks.find(({ agent }) => agent.hostname === 'a2') ?? fail();
  await cluster.marathon.release(appId(), lost.id);
  declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2,a3' } }), defaults()]);
  await cluster.addAgent('a4');
  await work(5);
  expect(cluster.writes).toHaveLength(2);
  expect(bed.condition('Observed')).toMatchObject({ status: 'False', reason: 'SlotsUnclear' });
});

test('rule 3: what was given up and is back for a moment makes no other lost task look given up', async () => {
  await work(3);
  await cluster.lose('a2');
  declare(bed.manifests, [service({ annotations: { [GONE_AGENTS_ANNOTATION]: 'a2' } }), defaults()]);
  await bed
    .passes(() => {}, { crash: new Crash(4, 'before') })
    .run()
    .catch(() => {});
  await bed.clock.run(10, 0);
  // The process ended before it had looked at the answer, and the next one starts late.
  const key = stateStoreKeys.state('ShuffleService', 'spark-2-4');
  bed.rawState.set(key, (bed.state.text(key) ?? '').replace('"released"', '"asked"'));
  await bed.clock.run(130, 0);
  await cluster.lose('a3');
  const ghost = app().tasks.find(({ agent }) => agent.hostname === 'a2') ?? fail();
  cluster.agent('a2').presence = 'here';
  ghost.state = 'TASK_RUNNING';
  const operator = await work(1);
  app().tasks = app().tasks.filter((task) => task !== ghost);
  await work(2, operator);
  expect(bed.status().agents).toMatchObject({ lost: 1 });
  await cluster.bringBack('a3');
  await work(3, operator);
  expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3']);
  expect(bed.condition('Ready')?.status).toBe('True');
});

test('rule 3: a task that was wrongly believed given up is counted again once it runs', async () => {
  await work(3);
  const key = stateStoreKeys.state('ShuffleService', 'spark-2-4');
  const state = JSON.parse(bed.state.text(key) ?? '');
  const { id: taskId } = app().tasks.find(({ agent }) => agent.hostname === 'a2') ?? fail();
  const release = { taskId, host: 'a2', state: 'released', at: '2026-01-01T00:00:00.000Z', because: 'x' };
  bed.rawState.set(key, JSON.stringify({ ...state, active: { ...state.active, releases: [release] } }));
  await cluster.addAgent('a4');
  await work(4);
  expect(await bed.runningOn()).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(bed.condition('Ready')?.status).toBe('True');
});

test('an app of our own id that is there already is taken over, port and all', async () => {
  await work(3);
  for (const { key } of await bed.rawState.list('')) bed.rawState.remove(key);
  await work(3);
  expect(cluster.writes).toHaveLength(1);
  expect(bed.condition('Ready')?.status).toBe('True');
});

test('an app that somebody deleted is made again', async () => {
  await work(3);
  cluster.apps.clear();
  await work(3);
  expect(cluster.writes).toHaveLength(2);
  expect(bed.condition('Ready')?.status).toBe('True');
});

test('a damaged state is never taken for none', async () => {
  await work(3);
  bed.rawState.set(stateStoreKeys.state('ShuffleService', 'spark-2-4'), '{');
  await work(2);
  expect(cluster.writes).toHaveLength(1);
  expect(bed.condition('Observed')?.message).toMatch(/is not JSON; the operator decides nothing without it/);
});

test('nothing is published before every eligible agent is covered', async () => {
  await bed.passes().run();
  expect(bed.state.text(stateStoreKeys.endpoint('spark-2-4'))).toBeUndefined();
  expect(bed.condition('EndpointKnown', 'SparkDefaults', 'defaults')).toMatchObject({ reason: 'NoEndpoint' });
  await bed.clock.run(10, 0);
  await work(1);
  expect(JSON.parse(bed.state.text(stateStoreKeys.endpoint('spark-2-4')) ?? '')).toMatchObject({
    port: 7337,
  });
});

test('a dry run prints the plan and writes nothing, no status either', async () => {
  const reports = await bed.passes(fail, { dryRun: true }).run();
  expect(
    reports.map(({ outcome, did, planned }) => [outcome, did, planned.map((action) => action.do)]),
  ).toEqual([
    ['waiting', [], ['store-revision', 'activate', 'create-app']],
    ['waiting', [], []],
  ]);
  expect(bed.puts).toEqual([]);
  expect(cluster.writes).toEqual([]);
});

test('two services of one role take two ports, and each its own app', async () => {
  declare(bed.manifests, [service(), service({ name: 'spark-3-0', sparkVersion: '3.0.1' })]);
  await work(4);
  expect(bed.status().activeRevision?.port).toBe(7337);
  expect(bed.status('ShuffleService', 'spark-3-0').activeRevision?.port).toBe(7338);
  expect([...cluster.apps.keys()].map((id) => id.replace(/-[0-9a-f]{8}$/, ''))).toEqual([
    '/shuffle/spark-2-4',
    '/shuffle/spark-3-0',
  ]);
});

test('the status of a large cluster stays small, and names those who need attention first', async () => {
  for (let i = 0; i < 200; i++) await cluster.addAgent(`b${i}`);
  await work(3);
  await cluster.lose('b199');
  await work(2);
  const table = bed.status().agents ?? fail();
  expect(table).toMatchObject({ eligible: 202, covered: 202, lost: 1, omitted: 153 });
  expect(table.rows).toHaveLength(50);
  expect(table.rows[0]).toMatchObject({ hostname: 'b199', state: 'lost' });
});
