import type { AppSight, Parts } from '../../../src/domain/doctor/parts';
import type { LabOptions } from '../../../src/lab';
import { DoctorBed, healthyApp, healthySettings, type Json, wellAgent } from './bed';

/** A cluster with one trap in it. */
export interface Trap {
  /** The checks that have to find something: this one alone, unless the trap cannot be had without others. */
  readonly finds: readonly [string, ...string[]];
  readonly lab?: LabOptions;
  /** Of the app what is not as it should be. */
  readonly app?: Json;
  /** What befalls the cluster once the service runs. */
  readonly plant?: (bed: DoctorBed) => Promise<void> | void;
}

const AGENT = 'cpus:8;mem:15360;disk:102400;ports:[1025-7336,7340-32000]';
const RESERVED = 'cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';
const agents = (...resources: readonly string[]) =>
  resources.map((one, i) => ({ hostname: `agent-${i + 1}`, resources: one }));
const three = (resources: string) => agents(resources, resources, resources);

const CLASS = 'bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService';
const SCRIPT = 'spark-2.4.0/sbin/start-mesos-shuffle-service.sh';
const handMade = (cmd: string, env: Json = {}): Json => ({
  cmd,
  labels: {},
  container: null,
  env: { SPARK_DAEMON_MEMORY: '512m', SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.service.port=7337', ...env },
});
const settings =
  (changes: Readonly<Record<string, string | undefined>>) =>
  (bed: DoctorBed): void => {
    const all = Object.entries({ ...healthySettings, ...changes });
    const properties = Object.fromEntries(
      all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
    bed.sources = { settings: [{ where: 'mine.conf', properties }], sparkVersion: '2.4.0' };
  };
const onFirst =
  (more: Parameters<typeof wellAgent>[1]) =>
  (bed: DoctorBed): void =>
    void bed.health.set('agent-1', wellAgent('agent-1', more));
const agentFile =
  (file: string, variables: Readonly<Record<string, string>>) =>
  (bed: DoctorBed): void => {
    bed.sources = { agentFiles: [{ file, variables }] };
  };
const well = { listening: true, connections: 3, cleaner: 'alive' } as const;

/** Each in a lab of its own. */
export const traps: readonly Trap[] = [
  // Flags of the master.
  {
    finds: ['RoleNotWhitelisted'],
    plant: (bed) => {
      bed.flags = { ...bed.flags, roles: 'slave_public,dev' };
    },
  },
  {
    finds: ['AgentRemovalSlow'],
    plant: (bed) => {
      bed.flags = { ...bed.flags, agent_removal_rate_limit: '1/20mins' };
    },
  },

  // Roles.
  {
    finds: ['RoleNotOffered'],
    lab: { marathon: { version: '1.8.232' } },
    app: { id: '/shuffle-service-7337' },
  },
  {
    finds: ['AcceptedRolesRewritten'],
    lab: { marathon: { version: '1.9.109' } },
    app: { id: '/shuffle-service-7337', role: undefined },
  },
  {
    finds: ['PortOfAnotherRole'],
    app: { id: '/shuffle-service-7337', role: undefined, acceptedResourceRoles: ['*'] },
  },
  { finds: ['PortReservedNowhere'], app: { portDefinitions: [{ port: 40_000, name: 'shuffle' }] } },
  {
    finds: ['GroupRoleNotEnforced'],
    plant: (bed) => bed.marathon('PATCH', '/v2/groups/shuffle', { enforceRole: false }).then(() => {}),
  },
  {
    finds: ['ReservationsHidden'],
    plant: async (bed) => {
      const acls = { view_roles: [{ principals: { type: 'ANY' }, roles: { type: 'NONE' } }] };
      await bed.control('PATCH', '/master', { acls });
    },
  },

  // Reservations.
  {
    finds: ['ReservationIncomplete'],
    lab: { agents: three(`${AGENT};ports(shuffle):[7337-7339]`) },
  },
  {
    finds: ['ReservationTooSmall'],
    lab: { agents: three(`${AGENT};cpus(shuffle):2;mem(shuffle):512;ports(shuffle):[7337-7339]`) },
  },
  {
    finds: ['PortInTwoRoles'],
    lab: { agents: three(`cpus:8;mem:15360;disk:102400;ports:[1025-32000];${RESERVED}`) },
  },
  {
    finds: ['OnlyReserved'],
    lab: { agents: three(`mem:15360;disk:102400;ports:[1025-7336,7340-32000];${RESERVED}`) },
  },
  {
    finds: ['NotOfferedWhenFull'],
    plant: (bed) => {
      bed.flags = { min_allocatable_resources: 'cpus:4;mem:32;ports:1' };
    },
  },
  {
    finds: ['NoPortForNextVersion'],
    lab: { agents: three(`${AGENT};cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7337]`) },
  },
  {
    finds: ['NoRoomForNextVersion'],
    lab: { agents: three(`${AGENT};cpus(shuffle):2;mem(shuffle):1536;ports(shuffle):[7337-7339]`) },
  },

  // Agents.
  { finds: ['AgentWithoutService'], app: { instances: 2 } },
  {
    finds: ['ReservationInUse'],
    app: { instances: 2 },
    plant: async (bed) => {
      const other = { id: '/shuffle/other', cmd: 'sleep 1000', cpus: 1.9, mem: 32, role: 'shuffle' };
      const constraints = [['hostname', 'LIKE', await bareHost(bed)]];
      await bed.run({ ...other, acceptedResourceRoles: ['shuffle'], constraints, portDefinitions: [] });
    },
  },
  {
    finds: ['AgentNotReserved'],
    lab: { agents: agents(`${AGENT};${RESERVED}`, `${AGENT};${RESERVED}`, AGENT) },
    app: { instances: 2 },
  },
  {
    finds: ['PublicAgentNotReserved'],
    lab: {
      agents: [
        ...agents(`${AGENT};${RESERVED}`, `${AGENT};${RESERVED}`),
        { hostname: 'public', resources: AGENT, defaultRole: 'slave_public' },
      ],
    },
    app: { instances: 2 },
  },
  {
    finds: ['DuplicateHostname'],
    plant: async (bed) => {
      const { cluster } = bed.lab.world;
      const [first] = cluster.all();
      if (first)
        cluster.add({ hostname: first.hostname, resources: first.resources, attributes: [], port: 6000 });
    },
  },
  {
    finds: ['AgentDeactivated'],
    plant: (bed) => bed.control('PATCH', '/agents/agent-1', { deactivated: true }).then(() => {}),
  },
  {
    finds: ['AgentDisconnected'],
    plant: (bed) => bed.control('PATCH', '/agents/agent-1', { active: false }).then(() => {}),
  },
  {
    finds: ['AgentInMaintenance'],
    plant: (bed) => {
      const start = { nanoseconds: bed.lab.world.timeline.now * 1e6 + 3.6e12 };
      const machine_ids = [{ hostname: 'agent-1', ip: '127.0.0.1' }];
      return bed.mesos('/maintenance/schedule', { windows: [{ machine_ids, unavailability: { start } }] });
    },
  },
  {
    finds: ['AgentsRecovered'],
    plant: (bed) => bed.control('POST', '/master/failover', { recovered: ['agent-1'] }).then(() => {}),
  },
  {
    finds: ['AgentLeftOut'],
    lab: { agents: agents(`${AGENT};${RESERVED}`, `${AGENT};${RESERVED}`, `${AGENT};${RESERVED};gpus:2`) },
    app: { instances: 2 },
  },
  {
    finds: ['ServicesOnDifferentPorts'],
    app: { instances: 2 },
    plant: async (bed) => {
      const constraints = [
        ['hostname', 'UNIQUE'],
        ['hostname', 'LIKE', await bareHost(bed)],
      ];
      const portDefinitions = [{ port: 7338, name: 'shuffle' }];
      await bed.run(healthyApp({ id: '/shuffle/second', instances: 1, constraints, portDefinitions }));
    },
  },

  // The definition.
  { finds: ['NotUniqueHost'], app: { constraints: [] } },
  {
    finds: ['ConstraintLeavesAgentsOut'],
    app: {
      constraints: [
        ['hostname', 'UNIQUE'],
        ['hostname', 'MAX_PER', '1'],
      ],
    },
  },
  {
    finds: ['PortNotRequired'],
    lab: { agents: three(`${AGENT};cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]`) },
    app: { requirePorts: false },
  },
  {
    finds: ['PortNotBooked'],
    app: handMade(`exec ${CLASS}`, { SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.service.port=7338' }),
    plant: (bed) => {
      bed.publish('/shuffle/spark-2-4-0a1b2c3d', 7338, {
        ...healthySettings,
        'spark.shuffle.service.port': '7338',
      });
      for (const host of bed.hosts()) bed.health.set(host, wellAgent(host, { ports: { 7338: well } }));
    },
  },
  {
    finds: ['NotOnHostNetwork'],
    app: { networks: [{ mode: 'container/bridge' }], portDefinitions: undefined, requirePorts: false },
  },
  {
    finds: ['HealthCheckByMarathon'],
    app: { healthChecks: [{ protocol: 'TCP', portIndex: 0, maxConsecutiveFailures: 2_147_483_647 }] },
  },
  { finds: ['NoHealthCheck'], app: { healthChecks: [] } },
  {
    finds: ['HealthCheckKills'],
    app: { healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 3 }] },
  },
  {
    finds: ['LostAgentReplaced'],
    app: { unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 } },
  },
  {
    finds: ['LostAgentStuck'],
    app: { unreachableStrategy: { inactiveAfterSeconds: 300, expungeAfterSeconds: 600 } },
  },
  {
    finds: ['UpdateStalls'],
    app: { labels: {}, upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } },
  },
  { finds: ['OldestKilledFirst'], app: { killSelection: 'OLDEST_FIRST' } },
  { finds: ['SlowRelaunch'], app: { maxLaunchDelaySeconds: 300 } },

  // Command and memory.
  { finds: ['ServiceDaemonizes'], app: handMade(SCRIPT) },
  { finds: ['ServiceOrphaned'], app: handMade(SCRIPT, { SPARK_NO_DAEMONIZE: 'true' }) },
  {
    finds: ['ConfIgnored'],
    app: handMade(
      'exec bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService --conf spark.network.timeout=10s',
    ),
  },
  {
    finds: ['WipesSharedDirectory'],
    app: handMade(
      'rm -rf /tmp/spark/blockmgr-* && exec bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService',
    ),
  },
  {
    finds: ['CleanerOff'],
    app: handMade('exec bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService', {
      SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.cleaner.interval=31557600 -Dspark.shuffle.service.port=7337',
    }),
  },
  {
    finds: ['IdleTimeoutShort'],
    app: handMade(`exec ${CLASS}`, {
      SPARK_SHUFFLE_OPTS: '-Dspark.shuffle.io.connectionTimeout=10s -Dspark.shuffle.service.port=7337',
    }),
  },
  {
    finds: ['SharedDirectoryInTmp', 'LocalDirNotShared'],
    app: {
      container: {
        ...(healthyApp()['container'] as Json),
        volumes: [{ containerPath: '/tmp/spark', hostPath: '/tmp/spark', mode: 'RW' }],
      },
    },
  },
  { finds: ['HeapAboveTask'], app: { env: { SPARK_DAEMON_MEMORY: '1g' } } },
  {
    finds: ['NoSharedVolume'],
    app: { container: { ...(healthyApp()['container'] as Json), volumes: [] } },
  },

  // Tasks and deployments.
  { finds: ['MoreInstancesThanAgents'], app: { instances: 4 } },
  {
    finds: ['DeploymentHangs'],
    app: { labels: { SIM_HEALTH: 'none', 'mesos-spark.owner': 'ShuffleService/spark-2-4' } },
    plant: (bed) => bed.advance(900),
  },
  {
    finds: ['TwoServicesOnOnePort'],
    plant: (bed) => bed.run(healthyApp({ id: '/shuffle/second', instances: 0 })),
  },
  {
    finds: ['ServiceFails'],
    app: { labels: { SIM: 'fail', 'mesos-spark.owner': 'ShuffleService/spark-2-4' } },
  },
  {
    finds: ['ServiceUnhealthy'],
    plant: async (bed) => {
      const [task] = bed.lab.world.cluster.tasks.all();
      await bed.control('PATCH', `/tasks/${task?.id}`, { healthy: false });
    },
  },
  {
    finds: ['AgentLost'],
    plant: (bed) => bed.control('PATCH', '/agents/agent-1', { reachable: false }).then(() => bed.advance(60)),
  },
  {
    finds: ['GhostTasks'],
    plant: async (bed) => {
      await bed.control('PATCH', '/agents/agent-1', { reachable: false });
      bed.advance(60);
      const lost = bed.lab.world.cluster.tasks.all().find(({ state }) => state === 'TASK_UNREACHABLE');
      await bed.marathon('DELETE', `/v2/apps/shuffle/spark-2-4-0a1b2c3d/tasks/${lost?.id}?scale=true`);
      bed.advance(60);
    },
  },

  // Marathon and other frameworks.
  {
    finds: ['NoMarathonLeader'],
    plant: (bed) => bed.control('PATCH', '/marathon', { leader: null }).then(() => {}),
  },
  {
    finds: ['NoShuffleService', 'PortWithoutService'],
    app: { cmd: 'exec something else', env: {}, labels: {} },
  },
  {
    finds: ['MarathonDisconnected'],
    plant: (bed) => {
      const { cluster, marathon } = bed.lab.world;
      cluster.frameworks.disconnect(marathon.core.frameworkId);
    },
  },
  {
    finds: ['DeploymentsAtLimit'],
    lab: { marathon: { maxRunningDeployments: 2 } },
    plant: (bed) => hang(bed, '/a').then(() => hang(bed, '/b')),
  },
  {
    finds: ['EveryCpuTaken'],
    plant: async (bed) => {
      await bed.control('POST', '/frameworks', { name: 'greedy', executors: 3, cpus: 8, mem: 512 });
      bed.advance(10);
    },
  },
  {
    finds: ['ExecutorWithoutService', 'AgentNotReserved'],
    lab: { agents: agents(`${AGENT};${RESERVED}`, `${AGENT};${RESERVED}`, AGENT) },
    app: { instances: 2 },
    plant: async (bed) => {
      await bed.control('POST', '/frameworks', { name: 'job', executors: 3, cpus: 2, mem: 512 });
      bed.advance(10);
    },
  },

  // The operator and what it publishes.
  { finds: ['NoOperatorLeads'], plant: (bed) => bed.stopOperators() },
  {
    finds: ['ManifestHeld'],
    plant: (bed) => void bed.manifests.set('manifests/demo/ShuffleService/spark-2-4.json', '{"half":'),
  },
  {
    finds: ['NotReady'],
    plant: (bed) => {
      const time = '2026-01-01T00:00:00Z';
      const ready = {
        type: 'Ready',
        status: 'False',
        reason: 'RolloutBlocked',
        message: 'no port',
        lastTransitionTime: time,
      };
      const status = { observedGeneration: 'a', stack: 'demo', conditions: [ready] };
      const document = {
        apiVersion: 'mesos-spark/v1alpha1',
        kind: 'ShuffleService',
        metadata: { name: 'x' },
        status,
      };
      bed.state.set('status/ShuffleService/x.json', JSON.stringify(document));
    },
  },
  { finds: ['PublishedServiceMissing'], plant: (bed) => bed.publish('/shuffle/gone', 7337, healthySettings) },
  {
    finds: ['PortWithoutService'],
    plant: settings({ 'spark.shuffle.service.port': '7447' }),
  },
  {
    finds: ['OldServiceUnused'],
    plant: async (bed) => {
      await bed.run(healthyApp({ id: '/shuffle/older', portDefinitions: [{ port: 7338, name: 'shuffle' }] }));
      const idle = { listening: true, connections: 0, cleaner: 'alive' } as const;
      for (const host of bed.hosts())
        bed.health.set(host, wellAgent(host, { ports: { 7337: well, 7338: idle } }));
    },
  },

  // What agents answer.
  { finds: ['CleanerDead'], plant: onFirst({ ports: { 7337: { ...well, cleaner: 'dead' } } }) },
  { finds: ['JanitorIdle'], plant: onFirst({ janitor: { lastRun: 1_799_900_000 } }) },
  {
    finds: ['DiskNearlyFull'],
    plant: onFirst({
      storage: {
        state: 'ephemeral',
        mounted: true,
        readOnly: false,
        bytes: 100,
        usedBytes: 91,
        inodes: 9,
        usedInodes: 1,
      },
    }),
  },
  {
    finds: ['StorageUnwell'],
    plant: onFirst({
      storage: {
        state: 'ephemeral',
        mounted: true,
        readOnly: true,
        bytes: 100,
        usedBytes: 1,
        inodes: 9,
        usedInodes: 1,
      },
    }),
  },
  {
    finds: ['BootStepFailed'],
    plant: onFirst({ steps: { resources: { state: 'failed', reason: 'too few cpus' } } }),
  },
  { finds: ['ServiceNotListening'], plant: onFirst({ ports: { 7337: { ...well, listening: false } } }) },
  { finds: ['PortHeldOutside'], plant: onFirst({ ports: { 7337: well, 7339: well } }) },

  // Spark's settings.
  {
    finds: ['DynamicAllocationWithoutService'],
    plant: settings({ 'spark.shuffle.service.enabled': 'false' }),
  },
  { finds: ['SettingAgainstService'], plant: settings({ 'spark.mesos.coarse': 'false' }) },
  { finds: ['LocalDirMissing'], plant: settings({ 'spark.local.dir': undefined }) },
  { finds: ['LocalDirNotMounted'], plant: settings({ 'spark.mesos.executor.docker.volumes': undefined }) },
  {
    finds: ['LocalDirNotShared'],
    plant: settings({
      'spark.local.dir': '/tmp/other',
      'spark.mesos.executor.docker.volumes': '/tmp/other:/tmp/other:rw',
    }),
  },
  {
    finds: ['LocalDirInSandbox', 'LocalDirNotMounted', 'LocalDirNotShared'],
    plant: settings({ 'spark.local.dir': '/mnt/mesos/sandbox' }),
  },
  { finds: ['UsersDiffer'], plant: settings({ 'spark.mesos.executor.docker.parameters': undefined }) },
  { finds: ['SettingRefused'], plant: settings({ 'spark.executor.cores': 'two' }) },
  { finds: ['SettingWithoutEffect'], plant: settings({ 'spark.executor.home': '/opt/spark' }) },
  { finds: ['SettingRenamed'], plant: settings({ 'spark.scheduler.listenerbus.eventqueue.size': '500000' }) },
  { finds: ['SettingUnknown'], plant: settings({ 'spark.dynamicAllocation.maxExecutor': '5' }) },
  {
    finds: ['NoCoresLimit'],
    plant: settings({ 'spark.cores.max': undefined, 'spark.dynamicAllocation.maxExecutors': undefined }),
  },
  { finds: ['NoExecutorCores'], plant: settings({ 'spark.executor.cores': undefined }) },
  { finds: ['NoExecutorMemory'], plant: settings({ 'spark.executor.memory': undefined }) },
  { finds: ['InstancesIgnored'], plant: settings({ 'spark.executor.instances': '6' }) },
  {
    finds: ['CachedExecutorsStay'],
    plant: settings({ 'spark.dynamicAllocation.cachedExecutorIdleTimeout': undefined }),
  },
  { finds: ['ShortIdleTimeout'], plant: settings({ 'spark.dynamicAllocation.executorIdleTimeout': '15' }) },
  { finds: ['OneExecutorAnAgent'], plant: settings({ 'spark.blockManager.port': '9999' }) },
  { finds: ['AgentsLeftOut'], plant: settings({ 'spark.blacklist.enabled': 'true' }) },

  // Files of agents.
  { finds: ['ResourcesRefused'], plant: agentFile('agent.env', { MESOS_RESOURCES: 'cpus' }) },
  {
    finds: ['ResourcesAsText'],
    plant: agentFile('/var/lib/dcos/mesos-slave-common', { MESOS_RESOURCES: `${AGENT};${RESERVED}` }),
  },
  {
    finds: ['ResourcesIncomplete'],
    plant: agentFile('mesos-resources', {
      MESOS_RESOURCES: '[{"name":"cpus","type":"SCALAR","scalar":{"value":4}}]',
    }),
  },
  {
    finds: ['ResourcesOnlyReserved'],
    plant: agentFile('agent.env', { MESOS_RESOURCES: 'ports(shuffle):[7337-7339]' }),
  },
  {
    finds: ['ResourcesSharePort'],
    plant: agentFile('agent.env', { MESOS_RESOURCES: 'ports:[7337-7337];ports(shuffle):[7337-7339]' }),
  },
  { finds: ['ResourcesOddPort'], plant: agentFile('agent.env', { MESOS_RESOURCES: 'ports:7337' }) },
  {
    finds: ['PublicAttributeLost'],
    plant: agentFile('agent.env', { MESOS_DEFAULT_ROLE: 'slave_public', MESOS_ATTRIBUTES: 'workload:spark' }),
  },
];

/** The host without a task. */
async function bareHost(bed: DoctorBed): Promise<string> {
  const { cluster } = bed.lab.world;
  const taken = new Set(cluster.tasks.all().map(({ agentId }) => agentId));
  return cluster.all().find(({ id }) => !taken.has(id))?.hostname ?? '';
}

/** An app that no agent has room for. */
async function hang(bed: DoctorBed, id: string): Promise<void> {
  await bed.marathon('POST', '/v2/apps', { id, cmd: 'sleep 1', cpus: 100 });
}

/** The cluster of a trap; to be closed. */
export async function inTrap({ lab, app, plant }: Trap): Promise<DoctorBed> {
  const bed = new DoctorBed(lab);
  const definition = Object.entries(healthyApp(app)).filter(([, value]) => value !== undefined);
  await bed.wellKept(Object.fromEntries(definition));
  await plant?.(bed);
  return bed;
}

const strange: AppSight = {
  id: '/shuffle/spark-2-4',
  instances: 1,
  definition: {
    id: '/shuffle/spark-2-4',
    cmd: `exec ${CLASS}`,
    constraints: [
      ['hostname', 'UNIQUE'],
      ['rack', 'GROUP_BY', 'two'],
    ],
  },
  tasks: [],
  deployments: [],
};

/** What the lab cannot be in: it knows no networks, and refuses what a current Marathon refuses. */
export const partTraps: Readonly<Record<string, Partial<Parts>>> = {
  DefinitionRefused: { apps: [strange] },
  ExecutorsOnVirtualNetwork: {
    frameworks: [
      {
        ...{ id: 'f-1', name: 'job', connected: true, cpus: 1 },
        tasks: [{ name: 'job 0', agentId: 'a', state: 'TASK_RUNNING', networks: ['dcos'] }],
      },
    ],
  },
};
