import { Duration } from '../../src/domain/core/duration';
import { Size } from '../../src/domain/core/size';
import { onMarathon } from '../../src/domain/marathon-server/on-marathon';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { API_VERSION, type MarathonAppManifestInput, stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import type { Cluster } from './support/cluster';
import { FakeCluster } from './support/fake-cluster';
import { labCluster } from './support/lab-cluster';
import { declare } from './support/manifests';

// Minutes of two servers over HTTP; a busy machine takes its time.
jest.setTimeout(30_000);

const clusters: readonly (readonly [string, () => Promise<Cluster>])[] = [
  ['a fake', async () => new FakeCluster()],
  ['the lab over HTTP', labCluster],
];

/** One task a host, by its port, so that a cluster of three agents is full with three. */
const APP = {
  id: '/web',
  cmd: 'sleep 1000',
  cpus: 0.1,
  mem: 64,
  instances: 3,
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ port: 5000, protocol: 'tcp', name: 'http' }],
  requirePorts: true,
  upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
};

type Spec = Partial<MarathonAppManifestInput['spec']>;

function web(app: Readonly<Record<string, unknown>> = {}, spec: Spec = {}): MarathonAppManifestInput {
  return {
    apiVersion: API_VERSION,
    kind: 'MarathonApp',
    metadata: { name: 'web' },
    spec: { app: { ...APP, ...app }, ...spec },
  };
}

describe.each(clusters)('two operators keep an app over %s', (_, make) => {
  let bed: Bed;

  beforeEach(async () => {
    bed = new Bed(await make());
    for (const host of ['a1', 'a2', 'a3']) await bed.cluster.addAgent(host);
    bed.start('one');
    bed.start('two');
  });

  afterEach(() => bed.close());

  const condition = (type: string) => bed.condition(type, 'MarathonApp', 'web');
  const ids = async () => (await bed.cluster.held()).map(({ id }) => id).sort();

  async function deployed(manifest = web()): Promise<void> {
    declare(bed.manifests, [manifest]);
    await bed.run(90);
    expect(bed.writes.splice(0)).toEqual([`create ${manifest.spec.app.instances ?? 1}`]);
  }

  test('create it once and say so, and write nothing while nothing differs (rule 5)', async () => {
    await deployed();
    expect(condition('Ready')).toMatchObject({ status: 'True', message: '3 of 3 instances of /web run' });
    bed.puts.splice(0);
    await bed.run(200);
    expect(bed.writes).toEqual([]);
    expect(bed.puts.filter((key) => key !== stateStoreKeys.lease)).toEqual([]);
  });

  test('put a changed definition in place once, with the number of instances that is there', async () => {
    await deployed(web({ instances: undefined }));
    await bed.cluster.marathon.raise('/web', 2);
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual([]);
    const before = await ids();
    declare(bed.manifests, [web({ instances: undefined, mem: 128 })]);
    await bed.run(120);
    expect(bed.writes).toEqual(['replace /web']);
    expect(await bed.runningOn()).toHaveLength(2);
    expect(await ids()).not.toEqual(before);
    expect(condition('Ready')?.status).toBe('True');
  });

  test('scale without a restart', async () => {
    await deployed(web({ instances: 1 }));
    const [first] = await ids();
    declare(bed.manifests, [web({ instances: 3 })]);
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['raise 3']);
    expect(await ids()).toContain(first);
    expect(await bed.runningOn()).toHaveLength(3);
    expect(condition('Ready')?.status).toBe('True');
  });

  test('hold a definition that differs, and still scale', async () => {
    await deployed(web({ instances: 2 }));
    declare(bed.manifests, [web({ mem: 128, instances: 3 }, { upgrade: { onChange: 'Hold' } })]);
    await bed.run(90);
    expect(bed.writes).toEqual(['raise 3']);
    expect(condition('Deployed')).toMatchObject({ status: 'False', reason: 'Held' });
  });

  test("leave somebody else's app alone until the manifest adopts it, and restart nothing for it", async () => {
    await bed.cluster.marathon.create(APP);
    bed.cluster.advance(10);
    const before = await ids();
    declare(bed.manifests, [web()]);
    await bed.run(60);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'NotAdopted' });
    declare(bed.manifests, [web({}, { adopt: true })]);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(await ids()).toEqual(before);
    expect(condition('Ready')?.status).toBe('True');
    expect(condition('Owned')?.reason).toBe('Adopted');
  });

  test('rule 7: leave a deployment alone that cannot end, and stop it where the manifest says so', async () => {
    declare(bed.manifests, [web({ instances: 4 }, { upgrade: { progressDeadlineSeconds: 60 } })]);
    await bed.run(180);
    expect(bed.writes).toEqual(['create 4']);
    expect(condition('Stuck')).toMatchObject({ status: 'True', reason: 'DeploymentStuck' });
    const before = await ids();
    const upgrade = { progressDeadlineSeconds: 60, whenStuck: 'Stop' } as const;
    declare(bed.manifests, [web({ instances: 4 }, { upgrade })]);
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['create 4', expect.stringMatching(/^stop /)]);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'InstancesWait' });
    expect(await ids()).toEqual(before);
    declare(bed.manifests, [web({ instances: 3 })]);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(condition('Scaled')).toMatchObject({ status: 'False', reason: 'LoweringWaits' });
    await bed.cluster.addAgent('a4');
    await bed.run(60);
    expect(bed.writes).toEqual(['raise 3']);
    expect(await bed.runningOn()).toHaveLength(3);
    expect(condition('Ready')?.status).toBe('True');
  });

  test('leave the app of a manifest that is gone, and say so (rule 10)', async () => {
    await deployed();
    declare(bed.manifests, []);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(await bed.runningOn()).toHaveLength(3);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Retained' });
  });

  test('end the app of a manifest that is gone and said Drain, and take it up anew', async () => {
    await deployed(web({}, { deletionPolicy: 'Drain' }));
    declare(bed.manifests, []);
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['remove /web']);
    expect(await bed.runningOn()).toEqual([]);
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
    await deployed();
    expect(condition('Ready')?.status).toBe('True');
  });

  test('declare no second app when its id changes', async () => {
    await deployed();
    declare(bed.manifests, [web({ id: '/web-2' })]);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'IdChanged' });
  });
});

describe('over the lab alone', () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = new Bed(await labCluster());
    for (const host of ['a1', 'a2', 'a3']) await bed.cluster.addAgent(host);
    bed.start('one');
  });

  afterEach(() => bed.close());

  const condition = (type: string) => bed.condition(type, 'MarathonApp', 'web');

  test('a role that this Marathon does not take is told, and nothing is sent', async () => {
    declare(bed.manifests, [web({ acceptedResourceRoles: ['shuffle'] })]);
    await bed.run(60);
    expect(bed.writes).toEqual([]);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'RoleUnavailable' });
  });

  test('what Marathon refuses is terminal until the manifest changes', async () => {
    declare(bed.manifests, [web({ killSelection: 'NONE_FIRST' })]);
    await bed.run(120);
    expect(bed.writes).toEqual(['create 3']);
    expect(condition('Applied')).toMatchObject({
      status: 'False',
      reason: 'Refused',
      message: expect.stringContaining('422'),
    });
    declare(bed.manifests, [web()]);
    await bed.run(60);
    expect(bed.writes).toEqual(['create 3', 'create 3']);
    expect(condition('Ready')?.status).toBe('True');
  });

  test('a full agent is told in the words of Marathon', async () => {
    declare(bed.manifests, [web({ instances: 4 })]);
    await bed.run(120);
    expect(condition('Running')?.message).toMatch(
      /1 instances wait for an offer \(offers were declined for .*Insufficient|UnfulfilledConstraint/,
    );
  });

  test('an app that is changed by hand is put back once; its instances, too', async () => {
    declare(bed.manifests, [web()]);
    await bed.run(60);
    await bed.cluster.marathon.raise('/web', 2);
    await bed.run(60);
    expect(bed.writes.splice(0)).toEqual(['create 3', 'raise 3']);
    await bed.cluster.marathon.replace({
      ...APP,
      mem: 32,
      labels: { 'mesos-spark.owner': 'MarathonApp/web' },
    });
    await bed.run(120);
    expect(bed.writes).toEqual(['replace /web']);
    expect((await bed.cluster.marathon.app('/web'))?.definition['mem']).toBe(64);
  });

  test('a Marathon of its own is kept as any app, and needs nothing more', async () => {
    const zk = 'zk://10.0.0.1:2181';
    const app = onMarathon(
      {
        name: 'web',
        role: 'shuffle',
        version: '1.8.222',
        masterUrl: `${zk}/mesos`,
        zookeeperUrl: `${zk}/web`,
        failoverTimeout: Duration.days(7),
        defaultResources: 'reserved',
        flags: {},
      },
      {
        appId: '/web',
        source: MarathonSource.docker('mesosphere/marathon:v1.8.222'),
        platform: 'dcos',
        instances: 2,
        cpus: 1,
        heap: Size.gibibytes(1),
        memory: Size.mebibytes(1536),
        nativeLibrary: '',
        attributes: {},
        environment: {},
        app: {},
      },
    );
    declare(bed.manifests, [web({}, { app } as unknown as Spec)]);
    await bed.run(300);
    expect(bed.writes).toEqual(['create 2']);
    expect(condition('Ready')).toMatchObject({ status: 'True', message: '2 of 2 instances of /web run' });
  });
});
