import { stateStoreKeys } from '../../src/manifest';
import type { Passes } from '../../src/operator/engine/pass';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { APP, declare, defaults, service } from './support/manifests';

const HOSTS = ['a1', 'a2', 'a3'];
type Spec = Parameters<typeof service>[0];

let cluster: FakeCluster;
let bed: Bed;
/** The process that runs; undefined before it starts, and once it has ended. */
let operator: Passes | undefined;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  operator = undefined;
  for (const host of HOSTS) await cluster.addAgent(host);
  say({ sparkVersion: '2.4.0' });
});

function say(spec: Spec): void {
  declare(bed.manifests, [service(spec), defaults()]);
}

/** Passes of one process, 10 s apart; one that meets its end is another one. */
async function work(passes: number, crash?: Crash): Promise<void> {
  const process = crash ? bed.passes(() => {}, { crash }) : (operator ?? bed.passes(() => {}));
  for (let i = 0; i < passes; i++) {
    await process.run().catch((error: Error) => expect(error.message).toBe('the process is gone'));
    await bed.clock.run(10, 0);
  }
  operator = crash ? undefined : process;
}

/** What every agent says of a port. */
function connections(port: number, count: number, hosts = HOSTS): void {
  for (const host of hosts) {
    const old = cluster.ports.get(host);
    const ports = new Map(old?.is === 'known' ? old.ports : []);
    ports.set(port, { listening: true, connections: count, cleaner: 'alive' });
    cluster.ports.set(host, { is: 'known', ports });
  }
}

const appIds = () => [...cluster.apps.keys()];
const active = () => bed.status().activeRevision;
const published = () => bed.state.text(stateStoreKeys.sparkDefaults('defaults')) ?? '';
const reason = (type = 'UpToDate') => bed.condition(type)?.reason;

async function deployed(): Promise<string> {
  await work(4);
  expect(bed.condition('Ready')?.status).toBe('True');
  bed.writes.splice(0);
  return active()?.appId ?? '';
}

/** On 7338, with the first version retiring on 7337. */
async function switched(spec: Spec = {}): Promise<string> {
  const blue = await deployed();
  connections(7337, 0);
  connections(7338, 0);
  say({ sparkVersion: '2.4.8', ...spec });
  await work(4);
  expect(active()).toMatchObject({ port: 7338, sparkVersion: '2.4.8' });
  expect(appIds()).toContain(blue);
  bed.writes.splice(0);
  return blue;
}

describe('rule 4: an older version', () => {
  test('stays while any agent has a connection to it, however long', async () => {
    await switched();
    connections(7337, 1, ['a2']);
    await work(400);
    expect(bed.writes).toEqual([]);
    expect(bed.status().retiring?.[0]?.because).toBe('1 connections to port 7337 on a2');
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
  });

  test('ends after ten quiet minutes that nothing interrupted, and not before', async () => {
    const blue = await switched();
    await work(40);
    connections(7337, 1, ['a3']);
    await work(1);
    connections(7337, 0, ['a3']);
    await work(60);
    expect(bed.writes).toEqual([]);
    await work(2);
    expect(bed.writes).toEqual([`remove ${blue}`]);
    await work(2);
    expect(appIds()).toEqual([active()?.appId]);
    expect(bed.status().retiring).toBeUndefined();
  });

  test('is not taken for quiet in a time in which nobody looked', async () => {
    await switched();
    await work(20);
    await bed.clock.run(3000, 0);
    await work(59);
    expect(bed.writes).toEqual([]);
    await work(4);
    expect(bed.writes).toHaveLength(1);
  });

  test('reaches agents that join, for the applications that still use it', async () => {
    const blue = await switched();
    connections(7337, 1);
    await cluster.addAgent('a4');
    await work(4);
    expect(bed.writes.sort()).toEqual(['raise 4', 'raise 4']);
    expect(cluster.apps.get(blue)?.tasks.map(({ agent }) => agent.hostname)).toContain('a4');
  });

  test('stays while a consumer names it', async () => {
    await switched();
    const key = stateStoreKeys.status('ZeppelinInterpreter', 'spark');
    const uses = [{ service: 'spark-2-4', appId: bed.status().retiring?.[0]?.appId, port: 7337 }];
    const status = { observedGeneration: 'x', stack: 'other', conditions: [], uses };
    const document = {
      apiVersion: 'mesos-spark/v1alpha1',
      kind: 'ZeppelinInterpreter',
      metadata: { name: 'spark' },
      status,
    };
    bed.rawState.set(key, JSON.stringify(document));
    await work(200);
    expect(bed.writes).toEqual([]);
    expect(bed.status().retiring?.[0]?.because).toBe('ZeppelinInterpreter/spark still names port 7337');
    bed.rawState.set(key, JSON.stringify({ ...document, status: { ...status, uses: [] } }));
    await work(63);
    expect(bed.writes).toHaveLength(1);
  });

  test('stays where agents cannot tell while a framework is left that may know it', async () => {
    const old = { id: 'f1', name: 'etl' };
    cluster.frameworks = [old];
    await switched();
    cluster.ports.delete('a2');
    await work(200);
    expect(bed.writes).toEqual([]);
    expect(bed.status().retiring?.[0]?.because).toContain(
      '1 frameworks are left that may use the port: etl (f1)',
    );
    cluster.frameworks = [{ id: 'f2', name: 'began later' }];
    await work(63);
    expect(bed.writes).toHaveLength(1);
  });

  test('stays on an agent that is lost', async () => {
    cluster.frameworks = [{ id: 'f1', name: 'etl' }];
    await switched();
    await cluster.lose('a2');
    await work(200);
    expect(bed.writes).toEqual([]);
  });

  test('ends at the deadline although it is in use only where the policy says Proceed', async () => {
    const upgrade = { whenInUse: 'Proceed' as const, deadlineSeconds: 3600 };
    const blue = await switched({ upgrade });
    connections(7337, 7);
    await work(350);
    expect(bed.writes).toEqual([]);
    await work(20);
    expect(bed.writes).toEqual([`remove ${blue}`]);
  });
});

describe('rule 4: a rollout', () => {
  test('is published only once it covers every eligible agent, and the defaults follow', async () => {
    await deployed();
    cluster.freezeHealth = true;
    say({ sparkVersion: '2.4.8' });
    await work(4);
    expect(published()).toContain('port=7337');
    expect(bed.status().rollout).toMatchObject({ port: 7338, covered: 0, eligible: 3 });
    expect(reason()).toBe('RollingOut');
    cluster.freezeHealth = false;
    await work(3);
    expect(published()).toContain('port=7338');
    expect(bed.writes).toEqual(['create 3']);
  });

  test('is not published past an agent that is only away for a moment, and would come back without it', async () => {
    await deployed();
    const [agent] = cluster.agents;
    if (agent) agent.away = true;
    say({ sparkVersion: '2.4.8' });
    await work(4);
    expect(published()).toContain('port=7337');
    expect(bed.condition('UpToDate')?.message).toMatch(
      /runs on 2 of 2 agents on port 7338; the agent of a1 is disconnected, and would come back without it$/,
    );
    if (agent) agent.away = false;
    await work(4);
    expect(published()).toContain('port=7338');
    expect(bed.status().agents).toMatchObject({ eligible: 3, covered: 3 });
  });

  test('goes on without an agent that is lost, or that a person took out', async () => {
    await deployed();
    await cluster.lose('a1');
    await cluster.deactivate('a2');
    say({ sparkVersion: '2.4.8' });
    await work(4);
    expect(published()).toContain('port=7338');
  });

  test('that somebody changed is not published, says so, and goes on once the app is deleted', async () => {
    const blue = await deployed();
    cluster.freezeHealth = true;
    say({ sparkVersion: '2.4.8' });
    await work(3);
    const [, second = ''] = appIds();
    const app = cluster.apps.get(second);
    if (app) app.definition['mem'] = 3;
    cluster.freezeHealth = false;
    await work(4);
    expect(active()?.appId).toBe(blue);
    expect(bed.condition('UpToDate')?.message).toMatch(
      /changed by somebody else and is not published so: mem: .* instead of 3; delete it/,
    );
    cluster.apps.delete(second);
    await work(4);
    expect(active()?.appId).toBe(second);
  });

  test('gives way to a newer spec before it is published', async () => {
    await deployed();
    cluster.freezeHealth = true;
    say({ sparkVersion: '2.4.8' });
    await work(3);
    const [, second = ''] = appIds();
    say({ sparkVersion: '3.5.9' });
    await work(1);
    cluster.freezeHealth = false;
    await work(5);
    expect(active()).toMatchObject({ sparkVersion: '3.5.9', port: 7338 });
    expect(bed.writes).toEqual(['create 3', `remove ${second}`, 'create 3']);
  });

  test('is taken away where the spec becomes again what runs', async () => {
    const blue = await deployed();
    cluster.freezeHealth = true;
    say({ sparkVersion: '2.4.8' });
    await work(3);
    const [, second = ''] = appIds();
    say({ sparkVersion: '2.4.0' });
    cluster.freezeHealth = false;
    await work(4);
    expect(appIds()).toEqual([blue]);
    expect(bed.writes).toEqual(['create 3', `remove ${second}`]);
    expect(reason()).toBe('UpToDate');
  });

  test('goes back to what still runs by publishing it again', async () => {
    const blue = await switched();
    connections(7337, 1);
    say({ sparkVersion: '2.4.0' });
    await work(3);
    expect(bed.writes).toEqual([]);
    expect(active()).toMatchObject({ appId: blue, port: 7337 });
    expect(published()).toContain('port=7337');
    expect(bed.status().retiring).toMatchObject([{ port: 7338 }]);
  });

  test('takes another port of the same version beside it, under an id of its own', async () => {
    const blue = await deployed();
    say({ sparkVersion: '2.4.0', port: 7339 });
    await work(4);
    expect(active()).toEqual({ ...active(), appId: `${blue}-2`, port: 7339 });
  });

  test('takes no port of an app of its version whose end has been decided', async () => {
    const blue = await switched();
    const locked = { is: 'locked', message: 'locked', deployments: ['somebody'] } as const;
    cluster.nextAnswer = locked;
    while (cluster.nextAnswer) await work(1);
    // Its tasks are on agents that are lost, and hold the port where nobody sees it.
    for (const host of HOSTS) await cluster.lose(host);
    await cluster.addAgent('a4');
    say({ sparkVersion: '2.4.0', port: 7337 });
    cluster.nextAnswer = locked;
    await work(1);
    expect(bed.condition('UpToDate')).toMatchObject({
      reason: 'RolloutBlocked',
      message: expect.stringContaining('7337 is used by the shuffle service spark-2-4'),
    });
    expect(bed.state.text(stateStoreKeys.state('ShuffleService', 'spark-2-4'))).not.toContain(`${blue}-2`);
  });

  test('without a free port is blocked, and says who holds them', async () => {
    await deployed();
    say({ sparkVersion: '2.4.8', slots: [7337] });
    await work(3);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('UpToDate')).toMatchObject({
      status: 'False',
      reason: 'RolloutBlocked',
      message: expect.stringContaining('7337 is used by the shuffle service spark-2-4'),
    });
  });

  test('never takes a port that another service has decided on', async () => {
    await switched();
    declare(bed.manifests, [service({ sparkVersion: '2.4.8' }), service({ name: 'spark-3' }), defaults()]);
    await work(4);
    expect(bed.status('ShuffleService', 'spark-3').activeRevision?.port).toBe(7339);
    connections(7337, 1);
    declare(bed.manifests, [
      service({ sparkVersion: '2.4.8' }),
      service({ name: 'spark-3', sparkVersion: '3.5.9' }),
      defaults(),
    ]);
    await work(4);
    expect(bed.condition('UpToDate', 'ShuffleService', 'spark-3')?.reason).toBe('RolloutBlocked');
  });

  test('in its place waits until nobody is connected, then replaces the app on its port', async () => {
    const blue = await deployed();
    connections(7337, 2, ['a1']);
    connections(7337, 0, ['a2', 'a3']);
    say({ sparkVersion: '2.4.8', updates: 'InPlace' });
    await work(100);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('UpToDate')).toMatchObject({ reason: 'InUse' });
    connections(7337, 0, ['a1']);
    await work(66);
    expect(bed.writes).toEqual([`remove ${blue}`, 'create 3']);
    expect(active()).toMatchObject({ port: 7337, sparkVersion: '2.4.8' });
    expect(appIds()).toHaveLength(1);
    expect(bed.condition('Ready')?.status).toBe('True');
  });
});

describe('rule 4: a rollout where little is known', () => {
  test('in its place counts every framework as a user where agents cannot tell', async () => {
    await deployed();
    cluster.frameworks = [{ id: 'f1', name: 'etl' }];
    connections(7337, 0, ['a1', 'a3']);
    say({ sparkVersion: '2.4.8', updates: 'InPlace' });
    await work(20);
    // It read the port, for that is still published.
    cluster.frameworks = [{ id: 'f2', name: 'began later' }];
    await work(100);
    expect(bed.writes).toEqual([]);
    cluster.frameworks = [];
    await work(66);
    expect(bed.writes.map((write) => write.split(' ')[0])).toEqual(['remove', 'create']);
  });

  test('waits on a new agent for what is published, but not for ever', async () => {
    await deployed();
    cluster.freezeHealth = true;
    say({ sparkVersion: '2.4.8' });
    await work(3);
    cluster.paused = true;
    await cluster.addAgent('a4');
    await work(20);
    expect(bed.writes).toEqual(['create 3', 'raise 4']);
    await work(60);
    expect(bed.writes).toEqual(['create 3', 'raise 4', 'raise 4']);
  });
});

describe.each(['before', 'after'] as const)('a process that ends %s a write', (when) => {
  test('of a rollout and a retirement leaves what the next one finishes', async () => {
    let crashes = 0;
    for (let at = 1; ; at++) {
      cluster = new FakeCluster();
      bed = new Bed(cluster);
      operator = undefined;
      for (const host of HOSTS) await cluster.addAgent(host);
      say({ sparkVersion: '2.4.0' });
      const blue = await deployed();
      connections(7337, 0);
      say({ sparkVersion: '2.4.8', upgrade: { whenInUse: 'Wait', overlapSeconds: 10, quietSeconds: 20 } });
      const crash = new Crash(at, when);
      await work(12, crash);
      await work(12);
      expect(active()).toMatchObject({ port: 7338, sparkVersion: '2.4.8' });
      expect(appIds()).toEqual([active()?.appId]);
      expect(bed.writes.filter((write) => write.startsWith('create'))).toHaveLength(1);
      expect(new Set(bed.writes.filter((write) => write.startsWith('remove')))).toEqual(
        new Set([`remove ${blue}`]),
      );
      expect(bed.condition('Ready')?.status).toBe('True');
      if (!crash.happened) break;
      crashes++;
    }
    expect(crashes).toBeGreaterThanOrEqual(12);
  });
});

describe('rule 10: a service whose manifest is gone and asks for Drain', () => {
  const drain = { sparkVersion: '2.4.0', deletionPolicy: 'Drain' as const };

  async function gone(): Promise<string> {
    say(drain);
    const blue = await deployed();
    connections(7337, 1, ['a2']);
    connections(7337, 0, ['a1', 'a3']);
    declare(bed.manifests, []);
    await work(2);
    return blue;
  }

  test('is not published any more, goes on while it is used, and then ends and leaves nothing to do', async () => {
    const blue = await gone();
    expect(JSON.parse(bed.state.text(stateStoreKeys.endpoint('spark-2-4')) ?? '')).toMatchObject({
      withdrawn: true,
    });
    await work(150);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Removed')).toMatchObject({ status: 'False', reason: 'InUse' });
    connections(7337, 0, ['a2']);
    await work(63);
    expect(bed.writes).toEqual([`remove ${blue}`]);
    expect(appIds()).toEqual([]);
    await work(2);
    expect(bed.condition('Removed')?.status).toBe('True');
    bed.puts.splice(0);
    await work(5);
    expect(bed.puts).toEqual([]);
  });

  test('is taken up again as it runs where it is declared again meanwhile', async () => {
    const blue = await gone();
    say(drain);
    await work(4);
    expect(bed.writes).toEqual([]);
    expect(active()?.appId).toBe(blue);
    expect(bed.condition('Ready')?.status).toBe('True');
    expect(bed.condition('Published')?.status).toBe('True');
  });

  test('is deployed anew where it is declared again afterwards', async () => {
    const blue = await gone();
    connections(7337, 0);
    await work(100);
    expect(appIds()).toEqual([]);
    say(drain);
    await work(4);
    // Lost tasks of an app that was deleted would be listed as those of a new one of its id.
    expect(appIds()).toEqual([`${blue}-2`]);
    expect(bed.condition('Ready')?.status).toBe('True');
  });
});

describe('a service on another Marathon', () => {
  test('is deployed there, and stays there whatever the manifest says later', async () => {
    const other = new FakeCluster();
    bed.marathons.set('zk://zk1:2181,zk2:2181/shuffle', other.marathon);
    for (const host of HOSTS) await other.addAgent(host);
    say({ sparkVersion: '2.4.0', marathon: 'zk://zk1:2181,zk2:2181/shuffle' });
    for (let i = 0; i < 3; i++) {
      await work(1);
      other.advance(10);
    }
    await work(2);
    expect([...other.apps.keys()]).toHaveLength(1);
    expect(appIds()).toEqual([]);
    expect(bed.condition('Ready')?.status).toBe('True');
    say({ sparkVersion: '2.4.0' });
    await work(3);
    expect(appIds()).toEqual([]);
    expect(bed.condition('UpToDate')).toMatchObject({ status: 'False', reason: 'MarathonChanged' });
  });

  test('is reached by the credentials that the manifest names for it, also once it is gone', async () => {
    const marathon = 'http://other.example:8080';
    const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
    const basic = (name: string) => ({ kind: 'basic' as const, secret: arn(name) });
    const other = new FakeCluster();
    bed.marathons.set(marathon, other.marathon);
    for (const host of HOSTS) await other.addAgent(host);
    const stored = () =>
      JSON.parse(bed.state.text(stateStoreKeys.state('ShuffleService', 'spark-2-4')) ?? '{}') as object;
    const go = async () => {
      for (let i = 0; i < 3; i++) {
        await work(1);
        other.advance(10);
      }
    };
    const spec = { sparkVersion: '2.4.0', marathon, deletionPolicy: 'Drain' as const };
    say({ ...spec, marathonCredentials: basic('one') });
    await go();
    expect([...other.apps.keys()]).toHaveLength(1);
    expect(bed.shown.get(marathon)).toEqual(basic('one'));
    expect(stored()).toMatchObject({ marathon, marathonCredentials: basic('one') });
    // Rotated to another secret: nothing is rolled out.
    say({ ...spec, marathonCredentials: basic('two') });
    await go();
    expect(bed.shown.get(marathon)).toEqual(basic('two'));
    expect(stored()).toMatchObject({ marathon, marathonCredentials: basic('two') });
    expect([...other.apps.keys()]).toHaveLength(1);
    expect(bed.condition('Ready')?.status).toBe('True');
    // What the manifest says of another place is nothing for this one.
    say({
      sparkVersion: '2.4.0',
      marathon: 'http://elsewhere.example:8080',
      marathonCredentials: basic('three'),
    });
    await go();
    expect(bed.shown.get(marathon)).toEqual(basic('two'));
    expect(stored()).toMatchObject({ marathon, marathonCredentials: basic('two') });
    say(spec);
    await go();
    expect(bed.shown.get(marathon)).toBeUndefined();
    expect(stored()).not.toHaveProperty('marathonCredentials');
    say({ ...spec, marathonCredentials: basic('four') });
    await go();
    bed.shown.clear();
    declare(bed.manifests, []);
    await go();
    expect(bed.shown.get(marathon)).toEqual(basic('four'));
  });
});

describe('rule 12: an app made by hand', () => {
  const byHand = { ...APP, id: '/shuffle-service-7337', portDefinitions: [{ port: 7337, protocol: 'tcp' }] };

  async function run(app: Readonly<Record<string, unknown>>): Promise<void> {
    await cluster.marathon.create({ ...app, instances: 3 });
    await bed.clock.run(10, 0);
    say({ sparkVersion: '2.4.0', adopt: '/shuffle-service-7337' });
  }

  test('is raised where agents join, and replaced side by side', async () => {
    await run({ ...byHand, acceptedResourceRoles: ['shuffle'], env: { SPARK_DAEMON_MEMORY: '1g' } });
    await work(1);
    expect(active()).toMatchObject({ appId: '/shuffle-service-7337', port: 7337 });
    connections(7337, 1);
    await work(5);
    expect(active()?.port).toBe(7338);
    await cluster.addAgent('a4');
    await work(4);
    expect(bed.writes).toEqual(['create 3', 'raise 4', 'raise 4']);
    expect(cluster.apps.get('/shuffle-service-7337')?.instances).toBe(4);
  });

  test('that is what the spec says stays as it is', async () => {
    const role = { role: 'shuffle', acceptedResourceRoles: ['shuffle'] };
    await run({ ...byHand, ...role, portDefinitions: [{ ...APP.portDefinitions[0], port: 7337 }] });
    await work(3);
    expect(bed.writes).toEqual([]);
    expect(reason()).toBe('UpToDate');
    expect(bed.condition('Ready')?.status).toBe('True');
  });

  test('that may put two tasks on a host, or takes any port, is not adopted, with all reasons', async () => {
    await run({ ...byHand, constraints: [], requirePorts: false });
    await work(3);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Deployed')).toMatchObject({
      reason: 'NotAdoptable',
      message:
        '/shuffle-service-7337: it has no constraint ["hostname", "UNIQUE"]; it does not require its port (requirePorts)',
    });
  });

  test('that is not there is waited for', async () => {
    say({ adopt: '/nowhere' });
    await work(3);
    expect(bed.writes).toEqual([]);
    expect(bed.condition('Deployed')?.message).toBe('Marathon has no app /nowhere');
  });
});

describe('rule 7: a deployment', () => {
  beforeEach(async () => {
    await deployed();
    cluster.hang = true;
    await cluster.addAgent('a4');
    await work(2);
    await cluster.addAgent('a5');
  });

  test('of ours that starts tasks for ten minutes while new agents wait is stopped', async () => {
    await work(50);
    expect(bed.writes).toEqual(['raise 4']);
    await work(20);
    expect(bed.writes).toEqual(['raise 4', 'stop deployment', 'raise 5']);
  });

  test('is as old as the process has seen it, whatever the clocks say', async () => {
    cluster.deploymentChange = { since: '2020-01-01T00:00:00.000Z' };
    await work(50);
    operator = undefined;
    await work(59);
    expect(bed.writes).toEqual(['raise 4']);
    await work(3);
    expect(bed.writes).toContain('stop deployment');
  });

  test.each([
    ['touches another app, too', { apps: ['APP', '/other'] }],
    ['restarts', { actions: [{ action: 'RestartApplication', app: 'APP' }] }],
  ])('that %s is left alone', async (_, change) => {
    const [id = ''] = appIds();
    cluster.deploymentChange = JSON.parse(JSON.stringify(change).replaceAll('APP', id));
    await work(200);
    expect(bed.writes).toEqual(['raise 4']);
  });
});
