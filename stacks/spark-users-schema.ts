import { z } from 'zod';
import { count, credentials, machineImage, scalars, secretArn, text, texts } from './settings-words';

const defaults = text.describe('A name under `sparkDefaults`.');

/** The Spark interpreter of a Zeppelin. */
export const zeppelinInterpreter = z.strictObject({
  url: text.describe('Where Zeppelin is, without user and password.'),
  defaults,
  interpreter: text.optional().describe('Its id or name. Default: "spark".'),
  sparkConf: scalars.optional().describe('Properties of Spark, beside the published ones. No secrets.'),
  properties: scalars.optional().describe('Of the interpreter itself. No secrets.'),
  login: secretArn.optional().describe("The ARN of a secret with a user of Zeppelin's own."),
  credentials: credentials.optional().describe('For what stands before Zeppelin.'),
  restart: z.enum(['WhenIdle', 'Always', 'Never']).optional(),
  maximumWait: text.optional().describe('With WhenIdle. Default: no limit.'),
  deletionPolicy: z.enum(['Retain', 'Drain']).optional(),
  paused: z.boolean().optional(),
});

/** Machines from which people and schedulers submit. */
export const sparkClient = z.strictObject({
  defaults,
  spark: text.describe('URL of an archive with its digest, #sha256=… or #sha512=….'),
  sparkVersion: text.optional().describe("Default: that of the archive's name."),
  nativeLibrary: text.optional().describe('URL of an archive with libmesos, with its digest.'),
  jars: texts.optional().describe('URLs with their digests.'),
  hadoopConf: text.optional().describe('URL below which core-site.xml and hdfs-site.xml are.'),
  reachableFrom: texts
    .optional()
    .describe('Who connects back to drivers: names under `agents`, and ids of security groups.'),
  instances: count.optional(),
  architecture: z.enum(['arm64', 'x86_64']).optional(),
  instanceType: text.optional(),
  image: machineImage.optional().describe('Default: the newest Amazon Linux 2023.'),
  subnetIds: texts.min(1).optional().describe("Default: the cluster's."),
  bundle: text.optional().describe('The program. Default: the one of this package.'),
  managedPolicyArns: texts.optional().describe('For what applications read and write.'),
  tags: z.record(z.string(), z.string()).optional(),
});
