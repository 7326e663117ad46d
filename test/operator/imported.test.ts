import { parse } from 'yaml';
import { runHere } from '../cli/buffer-io';
import { piece } from '../docs/seeds/pieces';
import { Bed } from './support/bed';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare } from './support/manifests';

const HOSTS = ['a1', 'a2', 'a3'];
let cluster: LabInProcess;
let bed: Bed;

beforeEach(async () => {
  cluster = labInProcess({ marathon: { mesosRole: 'shuffle' } });
  bed = new Bed(cluster);
  for (const host of HOSTS) await cluster.addAgent(host);
});

afterEach(() => bed.close());

/** What runs in Marathon before anybody imports it. */
async function byHand(app: Readonly<Record<string, unknown>>): Promise<void> {
  expect(await cluster.marathon.create({ ...app, instances: HOSTS.length })).toMatchObject({
    is: 'accepted',
  });
  await cluster.advance(60);
}

/** `mesos-spark import` of that app, and the manifest that it prints, declared. */
async function imported(id: string, options: readonly string[]): Promise<string> {
  const app = await cluster.marathon.app(id);
  const sent = JSON.stringify({ ...app?.definition, id, instances: app?.instances });
  const { code, stdout, stderr } = await runHere(['import', '-', '--ports', '7337-7339', ...options], [sent]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  declare(bed.manifests, [parse(stdout)]);
  bed.start('one');
  return stdout;
}

function connections(count: number): void {
  const port = { listening: true, connections: count, cleaner: 'alive' as const };
  for (const host of HOSTS) {
    cluster.ports.set(host, { is: 'known', ports: new Map([7337, 7338].map((number) => [number, port])) });
  }
}

const tasksOf = async (id: string) => (await cluster.marathon.app(id))?.tasks.map((task) => task.id).sort();

test('an app that loses nothing is adopted as it runs', async () => {
  await byHand({
    id: '/by-hand',
    cmd: 'export SPARK_SHUFFLE_OPTS="-Dspark.shuffle.service.port=$PORT0" && exec /opt/spark-2.4.0/bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService',
    ...{ cpus: 0.5, mem: 1024, env: { SPARK_DAEMON_MEMORY: '512m' }, acceptedResourceRoles: ['shuffle'] },
    constraints: [['hostname', 'UNIQUE']],
    ...{
      portDefinitions: [{ port: 7337, protocol: 'tcp' }],
      requirePorts: true,
      unreachableStrategy: 'disabled',
    },
    healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 2_147_483_647 }],
  });
  const before = await tasksOf('/by-hand');
  const text = await imported('/by-hand', ['--shared-directory', '/var/lib/spark']);
  expect(text).toMatch(
    /^# \/by-hand has nothing that loses data: it is adopted as it runs, and nothing restarts\.\n/,
  );
  await bed.run(300);
  expect(bed.condition('Ready', 'ShuffleService', 'by-hand')).toMatchObject({ status: 'True' });
  expect(bed.writes).toEqual([]);
  expect(await tasksOf('/by-hand')).toEqual(before);
  await cluster.addAgent('a4');
  await bed.run(120);
  expect(bed.writes).toEqual(['raise 4']);
});

test("the documents' own is adopted, and ends when nobody uses it", async () => {
  connections(1);
  await byHand(JSON.parse(piece('003[2]')));
  const before = await tasksOf('/shuffle-service-7337');
  expect(before).toHaveLength(3);
  const text = await imported('/shuffle-service-7337', ['--shared-directory', '/var/lib/tmp/spark']);
  expect(text).toContain(
    '# OutlivesItsTask: cmd: found start-mesos-shuffle-service.sh with SPARK_NO_DAEMONIZE',
  );
  await bed.run(900);
  const status = bed.status('ShuffleService', 'shuffle-service');
  expect(status.activeRevision).toMatchObject({ port: 7338 });
  expect(status.retiring).toMatchObject([{ appId: '/shuffle-service-7337', port: 7337 }]);
  // Somebody is connected: not one of the old tasks has ended.
  expect(await tasksOf('/shuffle-service-7337')).toEqual(before);
  connections(0);
  await bed.run(1800);
  expect(await cluster.marathon.app('/shuffle-service-7337')).toBeUndefined();
  expect(bed.condition('Ready', 'ShuffleService', 'shuffle-service')).toMatchObject({ status: 'True' });
});
