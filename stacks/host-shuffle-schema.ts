import { z } from 'zod';
import { scalar, text } from './settings-words';

/** An image with Spark in it. */
export const sparkImage = {
  image: text,
  version: text,
  home: text,
  forcePull: z.boolean().optional().describe('Agents ask the registry although they hold the image.'),
};

/** Where Spark's binaries come from. */
export const sparkDistribution = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('docker'), ...sparkImage }),
    z.strictObject({ kind: z.literal('ucr'), ...sparkImage }),
    z.strictObject({
      kind: z.literal('archive'),
      uri: text,
      version: text,
      home: text.optional(),
      sha256: text.optional(),
    }),
    z.strictObject({ kind: z.literal('host'), home: text, version: text }),
  ],
  { error: 'wanted kind "docker", "ucr", "archive" or "host"' },
);

const encryption = z.enum(['Aes', 'Sasl']).optional().describe('Who does not encrypt so is refused.');

/** By a reference: where the secret is that services share with applications. */
const authentication = z.union(
  [
    z.strictObject({ secretArn: text.describe('One of sparkSecrets of the agents.'), encryption }),
    z.strictObject({ dcosSecret: text.describe("A path in DC/OS' secret store."), encryption }),
  ],
  { error: 'wanted secretArn or dcosSecret' },
);

/** Times and tidiness of a shuffle service, whoever runs it. */
export const serviceSettings = {
  cleanup: z.enum(['Service', 'Janitor']).optional().describe('Who removes files of dead applications.'),
  cleanupInterval: text.optional().describe('How often the service looks for them. Default: "30s".'),
  connectionTimeout: text.optional().describe('Of connections without a byte. Default: "300s".'),
  authentication: authentication.optional().describe('Whom the service answers. Default: everybody.'),
  tuning: z
    .strictObject({
      serverThreads: z.int().optional(),
      backLog: z.int().optional(),
      indexCache: z.union([text, z.int()]).optional().describe('A size; before Spark 2.3 a number of files.'),
    })
    .optional()
    .describe('How it serves many executors at once.'),
} as const;

/** A shuffle service that systemd runs on each agent of a group. */
export const hostShuffleService = z.strictObject({
  port: z.int(),
  spark: sparkDistribution.describe('kind "archive" with sha256, or kind "host".'),
  heap: text.optional(),
  memory: text.optional().describe('Of the whole service; Mesos does not offer it.'),
  cpus: z.number().optional().describe('Mesos does not offer them.'),
  ...serviceSettings,
  properties: z.record(z.string(), scalar).optional(),
  javaOptions: z.array(text).optional(),
  environment: z.record(z.string(), scalar).optional(),
  javaHome: text.optional(),
});
