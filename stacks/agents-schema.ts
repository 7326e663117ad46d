import { z } from 'zod';
import { hostShuffleService } from './host-shuffle-schema';
import { count, scalar, text } from './settings-words';

const volume = {
  size: text.describe('For example "500g".'),
  type: z.enum(['gp3', 'gp2', 'io1', 'io2', 'st1']).optional(),
  iops: count.optional(),
  throughput: count.optional().describe('MiB/s.'),
  kmsKeyId: text.optional(),
  deviceName: text.optional(),
};

const storageFields = {
  fileSystem: z.enum(['xfs', 'ext4']).optional(),
  layout: z.enum(['binds', 'varLib']).optional(),
  mountPoint: text.optional(),
  mountOptions: z.array(text).optional(),
  shares: z
    .strictObject({
      mesos: text.optional(),
      docker: text.optional(),
      containerd: text.optional(),
      spark: text.optional(),
    })
    .optional()
    .describe('What each may hold at most: "40%" or "200g".'),
};

const storage = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('instanceStore'),
      ...storageFields,
      disks: count.optional(),
      whenMissing: z
        .union([z.enum(['fail', 'root']), z.strictObject({ ebs: z.strictObject(volume) })])
        .optional(),
    }),
    z.strictObject({
      kind: z.literal('ebs'),
      ...storageFields,
      ...volume,
      whenMissing: z.enum(['fail', 'root']).optional(),
    }),
  ],
  { error: 'wanted kind "instanceStore" or "ebs"' },
);

const image = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('amazonLinux2023'), revision: text.optional() }),
    z.strictObject({
      kind: z.literal('flatcar'),
      channel: z.enum(['lts', 'stable', 'beta']).optional().describe('Of Flatcar. Default: "lts".'),
      revision: text.optional(),
    }),
    z.strictObject({
      kind: z.literal('ssmParameter'),
      parameter: text,
      revision: text.optional(),
      rootDeviceName: text.optional(),
    }),
    z.strictObject({
      kind: z.literal('lookup'),
      owners: z.array(text),
      name: text,
      revision: text.optional(),
      rootDeviceName: text.optional(),
    }),
    z.strictObject({ kind: z.literal('id'), id: text, rootDeviceName: text.optional() }),
  ],
  { error: 'wanted kind "amazonLinux2023", "flatcar", "ssmParameter", "lookup" or "id"' },
);

const purchasing = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('onDemand') }),
    z.strictObject({ kind: z.literal('spot') }),
    z.strictObject({
      kind: z.literal('mixed'),
      onDemandBase: count.optional(),
      onDemandPercentage: count.optional(),
    }),
  ],
  { error: 'wanted kind "onDemand", "spot" or "mixed"' },
);

const janitor = z.union(
  [
    z.literal('off'),
    z.strictObject({
      limit: text.optional().describe('How long a directory is left alone before it goes. Default: "24h".'),
      pressure: z
        .union([z.literal('off'), z.strictObject({ threshold: count.optional(), target: count.optional() })])
        .optional()
        .describe('Percent of the disk that is used. Default: from 85 down to 75.'),
    }),
  ],
  { error: 'wanted "off", or limit and pressure' },
);

/** A group of agents. */
export const agentGroup = z.strictObject({
  instanceType: text,
  otherInstanceTypes: z.array(text).optional(),
  capacity: z.strictObject({ min: count, desired: count.optional(), max: count }),
  storage,
  reservations: z.array(text).describe('Names under `reservations`.'),
  attributes: z.record(z.string(), scalar).optional(),
  agentFlags: z.record(z.string(), z.unknown()).optional().describe('Flags of mesos-agent: gcDelay …'),
  resourcesForm: z.enum(['json', 'text']).optional().describe('DC/OS reads JSON only, the default.'),
  ports: text.optional().describe('Offered to everybody, for example "1025-32000".'),
  agentRole: z.enum(['private', 'public']).optional(),
  sharedDirectory: text.optional(),
  health: z
    .union([z.literal('off'), z.strictObject({ port: z.int().optional() })])
    .optional()
    .describe('Where each agent answers how it is.'),
  launchHook: z
    .union([z.literal('off'), z.strictObject({ timeout: text.optional() })])
    .optional()
    .describe('Holds a new machine back until it is an agent, and replaces one that does not become one.'),
  janitor: janitor.optional().describe('Removes what dead applications left in the shared directory.'),
  shuffleGate: z
    .union([z.literal('off'), z.strictObject({ services: z.int().optional() })])
    .optional()
    .describe('Keeps executors away until so many shuffle services answer.'),
  sparkSecrets: z
    .array(text)
    .optional()
    .describe('ARNs of secrets that shuffle services share with applications; each agent fetches them.'),
  hostShuffleServices: z
    .array(hostShuffleService)
    .optional()
    .describe('Shuffle services that systemd runs on each agent, without Marathon.'),
  drivers: z
    .strictObject({ securityGroupIds: z.array(text).optional(), cidrs: z.array(text).optional() })
    .optional(),
  blockManagerPorts: text.optional(),
  image: image.optional(),
  purchasing: purchasing.optional(),
  drainOnTermination: z
    .strictObject({
      deadline: text.optional().describe('How long users of shuffle files are waited for. Default: "1h".'),
      quiet: text.optional().describe('So long nobody may have been seen to use them. Default: "10m".'),
      markGone: z.boolean().optional().describe('True: the master is told that the agent never returns.'),
      scaleIn: z.boolean().optional().describe('True: who lowers the size of the group ends machines.'),
      rebalance: z.boolean().optional().describe('True: spot machines are replaced when EC2 recommends it.'),
    })
    .optional()
    .describe('The group ends no machine before nobody needs its shuffle files, or the deadline has passed.'),
  instanceRefresh: z
    .strictObject({ minHealthyPercentage: count, when: z.enum(['needed', 'always']).optional() })
    .optional()
    .describe('Replaces running machines, each after it is drained. Wants drainOnTermination.'),
  subnetIds: z.array(text).min(1).optional().describe("Default: the cluster's."),
  keyName: text.optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
