import { z } from 'zod';
import { agentGroup } from './agents-schema';
import { scheduledSparkApplication, sparkApplication } from './applications-schema';
import { sparkDispatcher } from './dispatchers-schema';
import { serviceSettings, sparkDistribution } from './host-shuffle-schema';
import { monitoring } from './monitoring-schema';
import {
  count,
  credentials,
  machineImage,
  manifestWords,
  marathon,
  scalar,
  secretArn,
  text,
} from './settings-words';
import { sparkDefaultsParts } from './spark-defaults-schema';
import { sparkClient, zeppelinInterpreter } from './spark-users-schema';

/**
 * What a team that writes no TypeScript says about its stack. The names are those of the constructs' props, so
 * that what holds there holds here; sizes, roles and ports are checked by the constructs in the same words.
 */

/** Names become construct ids, and with them Terraform's addresses: renaming replaces. */
const name = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'wanted lower-case letters, digits and inner dashes, at most 63',
  );

const aws = z.strictObject({
  region: text,
  profile: text.optional().describe("A profile of the AWS settings file. Default: the shell's credentials."),
  tags: z.record(z.string(), z.string()).optional().describe('Put on everything that can carry tags.'),
  endpoint: z
    .string()
    .regex(/^https?:\/\//, 'wanted an address such as "http://127.0.0.1:5000"')
    .optional()
    .describe('An emulator of AWS. Never set it for a real account.'),
});

const terraformState = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('local'), path: text }),
    z.strictObject({
      kind: z.literal('s3'),
      bucket: text,
      key: text,
      region: text.optional(),
      lockTable: text.optional().describe('A DynamoDB table.'),
    }),
  ],
  { error: 'wanted kind "local" or "s3"' },
);

const clusterFields = {
  version: text.optional().describe('Of DC/OS or Mesos, for example "2.1". Default: not known.'),
  mesosMasterUrl: text.describe('URLs separated by commas, or zk://HOSTS/PATH.'),
  metronomeUrl: text
    .optional()
    .describe('URLs separated by commas. For scheduledSparkApplications, and for runsOn Metronome.'),
  credentials: credentials.optional(),
  caCertificate: secretArn.optional(),
  vpcId: text,
  subnetIds: z.array(text).min(1),
  securityGroupIds: z.array(text),
  agentRole: z.enum(['private', 'public']).optional(),
};

const cluster = z.discriminatedUnion(
  'platform',
  [
    z.strictObject({
      platform: z.literal('dcos'),
      bootstrapUrl: text,
      marathonUrl: marathon,
      cosmosUrl: text
        .optional()
        .describe('URLs of DC/OS itself, for its package manager. For sparkDispatchers of provider Package.'),
      ...clusterFields,
    }),
    z.strictObject({
      platform: z.literal('mesos'),
      zookeeperUrl: z.union([text, z.array(text).min(1)]),
      configuration: z.enum(['environment', 'files']).optional(),
      marathonUrl: marathon
        .optional()
        .describe('Left out, the cluster has no Marathon of its own; see operator.marathon.'),
      ...clusterFields,
    }),
  ],
  { error: 'wanted platform "dcos" or "mesos"' },
);

const reservation = z.strictObject({
  cpus: z.number(),
  memory: text,
  disk: text.optional(),
  ports: text.describe('For example "7337-7339".'),
});

const shuffleService = z.strictObject({
  reservation: text.describe('A name under `reservations`.'),
  agents: z.array(text).min(1).describe('Names under `agents`.'),
  spark: sparkDistribution,
  heap: text.optional(),
  memory: text.optional().describe('Of the whole task.'),
  cpus: z.number().optional(),
  port: z.int().optional().describe('The port to take first.'),
  ...serviceSettings,
  properties: z.record(z.string(), scalar).optional(),
  javaOptions: z.array(text).optional(),
  environment: z.record(z.string(), scalar).optional(),
  attributes: z.record(z.string(), scalar).optional().describe('Only on agents that have them.'),
  updates: z.enum(['SideBySide', 'InPlace']).optional(),
  ...manifestWords,
  upgrade: z
    .strictObject({
      whenInUse: z.enum(['Wait', 'Proceed']),
      overlap: text.optional().describe('At least so long two versions run side by side. Default: "5m".'),
      quiet: text
        .optional()
        .describe('So long nobody was connected to what counts as unused. Default: twice connectionTimeout.'),
      deadline: text.optional().describe('With Proceed: when it ends all the same. Default: "1d".'),
    })
    .optional(),
  adopt: text.optional().describe('The id of an app made by hand that runs this service already.'),
  marathon: marathon.optional().describe("Another Marathon, of the reservation's role: URLs, or zk://…"),
  marathonCredentials: credentials.optional().describe('What that one is shown.'),
  deletionPolicy: z.enum(['Retain', 'Drain']).optional(),
  app: z.record(z.string(), z.unknown()).optional().describe('Any other field of its app in Marathon.'),
});

const marathonApp = z.strictObject({
  app: z.record(z.string(), z.unknown()).describe('The whole app, as `PUT /v2/apps` takes it.'),
  adopt: z.union([z.boolean(), text]).optional().describe('Takes over an app that is there.'),
  answersAt: z
    .array(text)
    .optional()
    .describe('Of a Marathon: its addresses. With Drain it goes after those who live on it.'),
  upgrade: z
    .strictObject({
      onChange: z.enum(['Update', 'Hold']).optional(),
      whenQueued: z.enum(['Wait', 'Proceed']).optional(),
      whenStuck: z.enum(['Tell', 'Stop']).optional(),
      progressDeadlineSeconds: z.int().optional(),
    })
    .optional(),
  deletionPolicy: z.enum(['Retain', 'Drain']).optional(),
  ...manifestWords,
});

const dynamicAllocation = z.strictObject({
  minExecutors: count.optional(),
  initialExecutors: count.optional(),
  maxExecutors: count.optional(),
  executorIdleTimeout: text.optional(),
  cachedExecutorIdleTimeout: text.optional(),
  schedulerBacklogTimeout: text.optional(),
  sustainedSchedulerBacklogTimeout: text.optional(),
  executorAllocationRatio: z.number().optional(),
});

const sparkDefaults = z.strictObject({
  shuffleService: text.describe('A name under `shuffleServices`.'),
  ...sparkDefaultsParts,
  dynamicAllocation: dynamicAllocation.optional(),
  properties: z.record(z.string(), scalar).optional(),
  executors: sparkDistribution.optional().describe("The Spark of executors. Default: the service's."),
  attributes: z.record(z.string(), scalar).optional().describe('Executors go only to such agents.'),
  paused: z.boolean().optional(),
});

const operator = z.strictObject({
  instances: z.int().min(1).optional(),
  architecture: z.enum(['arm64', 'x86_64']).optional(),
  instanceType: text.optional(),
  image: machineImage.optional().describe('Default: the newest Amazon Linux 2023.'),
  bundle: text.optional().describe("The operator's program. Default: the one of this package."),
  subnetIds: z.array(text).min(1).optional().describe("Default: the cluster's."),
  managedPolicyArns: z.array(text).optional(),
  marathon: marathon.optional().describe("Of all that name no other. Default: the cluster's."),
  marathonCredentials: credentials.optional().describe('What that one is shown.'),
  secretArns: z.array(secretArn).optional().describe('Further secrets that it may read.'),
  agentHealthPort: z.int().optional().describe("Where every agent answers how it is. Default: the groups'."),
  agentVpcIds: z
    .array(text)
    .optional()
    .describe("VPCs of agents, about whose instances EC2 is asked. Default: the cluster's."),
  interruptions: z
    .union([
      z.literal('off'),
      z.strictObject({
        spot: z.boolean().optional(),
        scheduledChanges: z.boolean().optional(),
        stateChanges: z.boolean().optional(),
      }),
    ])
    .optional()
    .describe(
      'Notices of AWS that machines are about to end. Default: where a group has drainOnTermination.',
    ),
  leadership: z.enum(['lease', 'marathon']).optional().describe('Who of several machines writes.'),
  observeOnly: z.boolean().optional().describe('True: it writes status and lease and nothing else.'),
  statusPage: z
    .strictObject({
      port: z.int().optional(),
      securityGroupIds: z.array(text).optional(),
      cidrs: z.array(text).optional().describe('Networks that may connect, for example "10.1.0.0/16".'),
      names: z.array(text).optional().describe('Names by which it may be asked.'),
      usageInterval: text
        .optional()
        .describe('How often it looks how the cluster is used, or "off". Default: "60s".'),
    })
    .optional()
    .describe('Where its machines show what they do. Default: nowhere.'),
  interval: text.optional().describe('How often everything is looked at, for example "10s".'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

const named = <S extends z.ZodType>(what: S) => z.record(name, what);

export const settingsSchema = z.strictObject({
  name: name.default('shuffle').describe("The stack's name."),
  aws,
  terraformState: terraformState.optional().describe('Default: a file in the working directory.'),
  cluster,
  reservations: z.record(text, reservation).describe('By the Mesos role that holds them.'),
  agents: named(agentGroup),
  deployed: text
    .optional()
    .describe('A file that `cdktf deploy --outputs-file` wrote, to see what running agents need.'),
  store: z.strictObject({ forceDestroy: z.boolean().optional() }).optional(),
  shuffleServices: named(shuffleService),
  sparkDefaults: named(sparkDefaults).optional(),
  sparkDispatchers: named(sparkDispatcher).optional().describe("Of Spark's cluster mode."),
  sparkApplications: named(sparkApplication).optional().describe('Each runs once, or is kept running.'),
  scheduledSparkApplications: named(scheduledSparkApplication).optional().describe('Jobs of Metronome.'),
  zeppelinInterpreters: named(zeppelinInterpreter).optional().describe('Given what is published.'),
  sparkClients: named(sparkClient).optional().describe('Machines from which people submit.'),
  marathonApps: named(marathonApp).optional().describe('Any other app of Marathon.'),
  operator: operator.optional(),
  monitoring: monitoring.optional().describe('Alarms of CloudWatch on all shuffleServices. Default: none.'),
});

export type Settings = z.output<typeof settingsSchema>;
