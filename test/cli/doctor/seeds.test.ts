import { readProperties } from '../../../src/domain/render/properties-reader';
import type { LabOptions } from '../../../src/lab';
import { textOf } from '../../docs/page';
import { blocksOf } from '../../docs/seed-blocks';
import { DoctorBed, type Json } from './bed';

const THREE = blocksOf('003', '003-dynamic-allocation-on-mesos.md').map(({ text }) => text);
const ONE = blocksOf('001', '001-data-science-engine.md').map(({ text }) => text);
const FOUR = blocksOf('004', '004-dynamic-allocation.md').map(({ text }) => text);

const appIn = (blocks: readonly string[]): Json =>
  JSON.parse(blocks.find((text) => text.trimStart().startsWith('{')) ?? '');

/** What the document starts its agents with. */
const RESOURCES =
  /--resources=(\S+)/.exec(textOf('test/fixtures/seeds/003-dynamic-allocation-on-mesos.md'))?.[1] ?? '';
const agents = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ hostname: `agent-${i + 1}`, resources: RESOURCES }));

/** What is found where somebody runs this app, and has no operator. */
async function told(options: LabOptions, app: Json): Promise<readonly string[]> {
  const bed = new DoctorBed(options);
  try {
    await bed.run(app);
    return await bed.found();
  } finally {
    bed.close();
  }
}

/** What its definition alone says, wherever it runs. */
const DEFINITION = [
  'HeapAboveTask',
  'ServiceOrphaned',
  'CleanerOff',
  'UpdateStalls',
  'NoHealthCheck',
  'LostAgentReplaced',
  'SlowRelaunch',
];

const sorted = (ids: readonly string[]) => [...ids].sort();

test('seed 003 as it says: a Marathon with the role shuffle, 20 agents, 20 instances', async () => {
  const options = { agents: agents(20), marathon: { version: '1.5.15', mesosRole: 'shuffle' } };
  expect(sorted(await told(options, appIn(THREE)))).toEqual(sorted(DEFINITION));
});

test('seed 003 on an agent less is locked for ever', async () => {
  const options = { agents: agents(19), marathon: { version: '1.5.15', mesosRole: 'shuffle' } };
  expect(sorted(await told(options, appIn(THREE)))).toEqual(
    sorted(['MoreInstancesThanAgents', ...DEFINITION]),
  );
});

test.each([
  ['1.8.232', 'RoleNotOffered'],
  ['1.9.109', 'AcceptedRolesRewritten'],
] as const)(
  'seed 003 sent to the Marathon %s of DC/OS is accepted and never runs: %s',
  async (version, id) => {
    const options = { agents: agents(20), marathon: { version } };
    expect(sorted(await told(options, appIn(THREE)))).toEqual(sorted([id, ...DEFINITION]));
  },
);

test('seed 001, the definition of the Data Science Engine, on agents of DC/OS without a reservation', async () => {
  const resources = 'cpus:8;mem:15360;disk:102400;ports:[1025-32000]';
  const nodes = Array.from({ length: 5 }, (_, i) => ({ hostname: `agent-${i + 1}`, resources }));
  expect(sorted(await told({ agents: nodes }, appIn(ONE)))).toEqual(
    sorted([
      ...[
        'ServiceDaemonizes',
        'WipesSharedDirectory',
        'ConfIgnored',
        'HeapAboveTask',
        'SharedDirectoryInTmp',
      ],
      ...['HealthCheckKills', 'HealthCheckByMarathon', 'LostAgentReplaced', 'UpdateStalls', 'SlowRelaunch'],
    ]),
  );
});

test('the settings of seed 004 for its Spark', async () => {
  const block = FOUR.join('\n').match(/spark-defaults\.conf << "EOF"\n([\s\S]*?)\nEOF/)?.[1] ?? '';
  const properties = readProperties(block);
  expect(properties['spark.dynamicAllocation.executorIdleTimeout']).toBe('15');
  const bed = new DoctorBed();
  bed.sources = { settings: [{ where: '004', properties }], sparkVersion: '2.0.0' };
  const { findings } = await bed.examine();
  const ids = findings.filter(({ where }) => where.startsWith('004')).map(({ check }) => check.id);
  bed.close();
  expect(sorted(ids)).toEqual(
    sorted([
      'LocalDirMissing',
      'PortWithoutService',
      'InstancesIgnored',
      'CachedExecutorsStay',
      'ShortIdleTimeout',
    ]),
  );
});
