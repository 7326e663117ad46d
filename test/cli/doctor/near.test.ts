import { CHECKS } from '../../../src/domain/doctor/catalogue';
import { examine } from '../../../src/domain/doctor/examine';
import { sha256 } from '../../../src/io/digest';
import type { Manifest } from '../../../src/manifest';
import { declare as declareBeside } from '../../../src/operator/engine/declared';
import { declare, service } from '../../operator/support/manifests';
import { DoctorBed, healthyApp, type Json, wellAgent } from './bed';

interface Near {
  readonly name: string;
  readonly app?: Json;
  readonly agents?: number;
  readonly plant: (bed: DoctorBed) => Promise<void> | void;
  readonly finds?: readonly string[];
}

const dead = { 7337: { listening: true, connections: 1, cleaner: 'dead' } } as const;

/** What looks like a trap and is none, or is another one. */
const cases: readonly Near[] = [
  {
    name: 'a deployment that is young may still end',
    app: { labels: { SIM_HEALTH: 'none', 'mesos-spark.owner': 'ShuffleService/spark-2-4' } },
    plant: () => {},
  },
  {
    name: 'one of several alternatives of --min_allocatable_resources is enough',
    plant: (bed) => {
      bed.flags = { min_allocatable_resources: 'cpus:100|mem:32;ports:1' };
    },
  },
  {
    name: 'nobody misses the cleaner where the janitor cleans',
    plant: (bed) => {
      declare(bed.manifests, [service({ cleanup: 'Janitor' })]);
      bed.health.set('agent-1', wellAgent('agent-1', { ports: dead }));
    },
  },
  {
    name: 'nor where a command declared that it does',
    plant: async (bed) => {
      declare(bed.manifests, []);
      const place = { store: bed.state, sha256, stack: 'command-line' };
      await declareBeside(place, [service({ cleanup: 'Janitor' }) as unknown as Manifest]);
      bed.health.set('agent-1', wellAgent('agent-1', { ports: dead }));
    },
  },
  {
    name: 'a service of ours whose cleaner is off has a janitor',
    app: {
      env: { SPARK_DAEMON_MEMORY: '768m', SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.cleaner.interval=31557600s' },
    },
    plant: () => {},
  },
  {
    name: 'agents that are not back yet are no missing ones',
    app: { instances: 4 },
    agents: 4,
    plant: async (bed) => {
      await bed.control('PATCH', '/agents/agent-4', { reachable: false });
      bed.advance(60);
      await bed.control('POST', '/master/failover', { recovered: ['agent-3'] });
    },
    finds: ['AgentLost', 'AgentsRecovered'],
  },
  {
    name: 'a lost task whose replacement waits holds no slot',
    app: { unreachableStrategy: { inactiveAfterSeconds: 60, expungeAfterSeconds: 100_000 } },
    plant: async (bed) => {
      await bed.control('PATCH', '/agents/agent-1', { reachable: false });
      bed.advance(1500);
    },
    finds: ['LostAgentReplaced', 'GhostTasks', 'MoreInstancesThanAgents'],
  },
  {
    name: 'two versions side by side, both on every agent, are an update',
    plant: (bed) =>
      bed.run(healthyApp({ id: '/shuffle/next', portDefinitions: [{ port: 7338, name: 'shuffle' }] })),
  },
  {
    name: 'a Marathon on this Marathon is no Spark, whatever its tasks are called',
    plant: async (bed) => {
      const { cluster } = bed.lab.world;
      await bed.control('POST', '/agents', { hostname: 'agent-9', resources: 'cpus:4;mem:4096' });
      await bed.control('POST', '/frameworks', { name: 'marathon-user', executors: 4, cpus: 4, mem: 512 });
      bed.advance(10);
      expect(cluster.tasks.all().some(({ name }) => name.startsWith('marathon-user '))).toBe(true);
    },
    finds: ['AgentNotReserved'],
  },
];

test.each(cases)('$name', async ({ app, agents = 3, plant, finds = [] }) => {
  const bed = new DoctorBed({ agents });
  try {
    await bed.wellKept(healthyApp(app));
    await plant(bed);
    expect([...(await bed.found())].sort()).toEqual([...finds].sort());
  } finally {
    bed.close();
  }
});

test('agents that do not answer are named, and the others are looked at', async () => {
  const bed = new DoctorBed();
  await bed.wellKept();
  bed.silent.add('agent-2');
  bed.health.set('agent-1', wellAgent('agent-1', { ports: dead }));
  const { findings, unchecked } = examine(CHECKS, await bed.observe());
  expect(findings.map(({ check }) => check.id)).toEqual(['CleanerDead']);
  expect(unchecked).toMatchObject([
    { part: 'health', failed: false, because: '1 agents do not answer, agent-2 first: silence' },
  ]);
  bed.close();
});

test('a lease that was given up is nobody who leads, at once', async () => {
  const bed = new DoctorBed();
  await bed.wellKept();
  bed.lease({ holder: '', term: 3, seconds: 30 });
  const { findings } = await bed.examine();
  expect(findings).toMatchObject([
    { check: { id: 'NoOperatorLeads' }, found: 'given up, and nobody has taken it' },
  ]);
  bed.close();
});
