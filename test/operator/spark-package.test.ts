import { API_VERSION, type SparkDispatcherManifestInput } from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare } from './support/manifests';

jest.setTimeout(120_000);

type Spec = Extract<SparkDispatcherManifestInput['spec'], { provider: 'Package' }>;

const manifest = (spec: Partial<Spec> = {}): SparkDispatcherManifestInput => ({
  apiVersion: API_VERSION,
  kind: 'SparkDispatcher',
  metadata: { name: 'etl' },
  spec: { provider: 'Package', options: { service: { cpus: 2 } }, ...spec },
});

let lab: LabInProcess;
let bed: Bed;
const calls: string[] = [];
beforeEach(() => {
  lab = labInProcess({ agents: 2, cosmos: true });
  bed = new Bed(lab);
  calls.length = 0;
  bed.cosmos = {
    ...lab.cosmos,
    install: (request) => {
      calls.push('install');
      return lab.cosmos.install(request);
    },
    update: (request) => {
      calls.push('update');
      return lab.cosmos.update(request);
    },
    uninstall: (name, appId) => {
      calls.push('uninstall');
      return lab.cosmos.uninstall(name, appId);
    },
  };
});
afterEach(() => bed.close());

async function work(passes: number, operator = bed.passes()): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
}

const declared = (...all: readonly SparkDispatcherManifestInput[]) => declare(bed.manifests, all);
const condition = (type: string) => bed.condition(type, 'SparkDispatcher', 'etl');
const options = async () => (await lab.cosmos.service('spark', '/spark'))?.options;
const frameworks = () => lab.lab.world.cluster.frameworks.all().filter(({ name }) => name === 'spark');

test('it is installed with its options, told, and left as it is', async () => {
  declared(manifest());
  await work(5);
  expect(calls).toEqual(['install']);
  expect(await options()).toEqual({ service: { cpus: 2 } });
  expect(condition('Ready')).toMatchObject({ status: 'True' });
  expect(bed.status('SparkDispatcher', 'etl')).toMatchObject({
    app: { id: '/spark', instances: 1, running: 1 },
    dispatcher: { provider: 'Package', frameworkId: frameworks()[0]?.id },
  });
  const puts = bed.puts.length;
  await work(5);
  expect(calls).toEqual(['install']);
  expect(bed.puts).toHaveLength(puts);
});

test('changed options are put in the place of the old ones, once, and the framework stays', async () => {
  declared(manifest());
  await work(5);
  const [framework] = frameworks();
  declared(manifest({ options: { service: { mem: 2048 } } }));
  await work(5);
  expect(calls).toEqual(['install', 'update']);
  expect(await options()).toEqual({ service: { mem: 2048 } });
  expect(frameworks()).toMatchObject([{ id: framework?.id, connected: true }]);
  await lab.cosmos.update({ appId: '/spark', options: { service: { mem: 4096 } } });
  await work(5);
  expect(await options()).toEqual({ service: { mem: 2048 } });
});

describe('one that somebody has installed', () => {
  beforeEach(async () => {
    await lab.cosmos.install({ packageName: 'spark', options: { service: { cpus: 3, user: 'root' } } });
    await bed.clock.run(10, 0);
  });

  test('is left alone where it is not as declared, and the difference is told', async () => {
    declared(manifest());
    await work(4);
    expect(calls).toEqual([]);
    expect(condition('Installed')).toMatchObject({
      status: 'False',
      reason: 'NotAdopted',
      message: expect.stringContaining('service.cpus: 2 instead of 3; service.user (not shown)'),
    });
  });

  test('is taken over where it is, and uninstalled only by word', async () => {
    declared(manifest({ options: { service: { cpus: 3, user: 'root' } } }));
    await work(4);
    expect(calls).toEqual([]);
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    declared();
    await work(4);
    expect(calls).toEqual([]);
    expect(await options()).toBeDefined();
  });

  test('is changed where adopt says so', async () => {
    declared(manifest({ adopt: true }));
    await work(6);
    expect(calls).toEqual(['update']);
    expect(await options()).toEqual({ service: { cpus: 2 } });
  });
});

test('an app of that id that is no package is left alone', async () => {
  await lab.marathon.create({ id: '/spark', cmd: 'sleep 100', cpus: 0.1, mem: 32, instances: 1 });
  await bed.clock.run(10, 0);
  declared(manifest());
  await work(4);
  expect(calls).toEqual([]);
  expect(condition('Installed')).toMatchObject({ reason: 'InTheWay' });
});

test('what Cosmos refuses is not tried again before the manifest changes', async () => {
  declared(manifest({ options: { service: { colour: 'red' } } }));
  await work(5);
  expect(calls).toEqual(['install']);
  expect(condition('Applied')).toMatchObject({
    reason: 'Refused',
    message: expect.stringContaining('JsonSchemaMismatch'),
  });
  declared(manifest());
  await work(5);
  expect(condition('Ready')).toMatchObject({ status: 'True' });
  declared(manifest({ packageVersion: '2.11.0-2.4.6' }));
  await work(5);
  expect(condition('Ready')).toMatchObject({
    reason: 'Refused',
    message: expect.stringContaining('VersionUpgradeNotSupportedInOpen'),
  });
});

test('another name is not installed beside the old one', async () => {
  declared(manifest());
  await work(5);
  declared(manifest({ options: { service: { name: 'other' } } }));
  await work(4);
  expect(calls).toEqual(['install']);
  expect(condition('Installed')).toMatchObject({ reason: 'Renamed' });
});

test('Teardown: it is uninstalled, and nothing else is', async () => {
  declared(manifest({ deletionPolicy: 'Teardown' }));
  await work(5);
  declared();
  await work(5);
  expect(calls).toEqual(['install', 'uninstall']);
  expect(frameworks()).toEqual([]);
  expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
});

describe('an operator that ends at any write', () => {
  const when = ['before', 'after'] as const;
  const steps = Array.from({ length: 9 }, (_, i) => i + 1).flatMap((n) => when.map((w) => [n, w] as const));

  test.each(steps)('write %i, %s it is done: another one goes on', async (n, w) => {
    declared(manifest({ deletionPolicy: 'Teardown' }));
    const crash = new Crash(n, w);
    const dying = bed.passes(() => {}, { crash });
    const alive = bed.passes();
    const step = async (passes: number) => {
      for (let i = 0; i < passes; i++) {
        if (crash.happened) await alive.run();
        else await dying.run().catch(() => {});
        await bed.clock.run(10, 0);
      }
    };
    await step(6);
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    declared(manifest({ options: { service: { mem: 2048 } }, deletionPolicy: 'Teardown' }));
    await step(6);
    expect(await options()).toEqual({ service: { mem: 2048 } });
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    expect(frameworks()).toHaveLength(1);
    declared();
    await step(6);
    expect(crash.happened).toBe(true);
    expect(await lab.cosmos.service('spark', '/spark')).toBeUndefined();
    expect(condition('Removed')).toMatchObject({ status: 'True' });
  });
});
