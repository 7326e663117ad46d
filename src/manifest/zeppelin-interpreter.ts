import { z } from 'zod';
import { hasLate } from '../domain/core/late';
import { secretProblems } from '../domain/spark/secret-properties';
import { manifestName, manifestSchema } from './meta';
import { said } from './said';
import { PORT_PROPERTY } from './spark-defaults';

/** References stand in logs, in the status and in the state; a secret itself never does. */
const secretReference = z
  .string()
  .refine((text) => hasLate(text) || /^(arn:[^:]+:secretsmanager:[^:]+:|file:\/\/)/.test(text), {
    message: 'wanted the ARN of a secret in AWS Secrets Manager, or a file:// URL',
  });

/** How what stands before Zeppelin is shown who asks, as for Mesos and Marathon. */
export const zeppelinCredentials = z.strictObject({
  kind: z.enum(['basic', 'token', 'serviceAccount']),
  secret: secretReference,
});

/** Zeppelin's own login, where it has users (shiro): `user:password`, or JSON `{"username", "password"}`. */
export const zeppelinLogin = z.strictObject({ secret: secretReference });

const isOfSpark = (name: string) => name.startsWith('spark.');

const properties = z
  .record(z.string().min(1), z.string())
  .default({})
  .refine((all) => Object.keys(all).every((key) => secretProblems('', key).length === 0), {
    message:
      'wanted without secrets: whoever reads the bucket reads them; Zeppelin keeps those that people set',
  });

/** Where a Zeppelin is, and what it takes to be let in. */
export const zeppelinPlaceSchema = z.strictObject({
  url: z
    .string()
    .refine((text) => hasLate(text) || /^https?:\/\/[^\s,@?#]+$/.test(text), {
      message: 'wanted an http:// or https:// URL, without credentials and query',
    })
    .describe('Where the Zeppelin is.'),
  credentials: zeppelinCredentials.optional().describe('What stands before Zeppelin is shown these.'),
  login: zeppelinLogin.optional().describe("Zeppelin's own login, where it has users."),
});

export type ZeppelinPlace = z.infer<typeof zeppelinPlaceSchema>;

export const zeppelinInterpreterSpec = zeppelinPlaceSchema
  .extend({
    interpreter: z.string().min(1).default('spark').describe('Its id or its name.'),
    sparkDefaults: manifestName.describe(
      '"metadata.name" of the SparkDefaults whose published properties it is given.',
    ),
    sparkConf: properties
      .refine((all) => !Object.hasOwn(all, PORT_PROPERTY), {
        message: `wanted without ${PORT_PROPERTY}: the published one is that of the active service`,
      })
      .refine((all) => Object.keys(all).every(isOfSpark), {
        message: 'wanted names that begin with "spark."; others of the interpreter stand under properties',
      })
      .describe(
        said(`More properties of Spark; they win over the published ones. No secrets: whoever reads the bucket
      reads them.`),
      ),
    properties: properties
      .refine((all) => !Object.keys(all).some(isOfSpark), {
        message: 'wanted no names that begin with "spark."; they stand under sparkConf',
      })
      .describe(`The interpreter's others, such as "zeppelin.spark.maxResult" and "SPARK_HOME". No secrets.`),
    restart: z
      .enum(['WhenIdle', 'Always', 'Never'])
      .default('WhenIdle')
      .describe(
        said(`Zeppelin ends an interpreter's processes, and whatever runs in them, whenever its properties are
      written. "WhenIdle": they are written once nobody runs a paragraph. "Always": at once. "Never":
      they are not; what is different is told.`),
      ),
    maximumWaitSeconds: z
      .int()
      .min(60)
      .optional()
      .describe(
        said(`With "WhenIdle": after so long it is done although somebody runs one, or nobody knows. Default:
      no limit.`),
      ),
    deletionPolicy: z
      .enum(['Retain', 'Drain'])
      .default('Retain')
      .describe(
        said(`"Drain": once the manifest is gone what it has set is taken away again, when nobody runs a
      paragraph.`),
      ),
    paused: z
      .boolean()
      .default(false)
      .describe('True: the operator observes and reports, and writes nothing.'),
  })
  .refine((spec) => spec.maximumWaitSeconds === undefined || spec.restart === 'WhenIdle', {
    path: ['maximumWaitSeconds'],
    message: 'wanted only with restart "WhenIdle"',
  });

export const zeppelinInterpreterManifest = manifestSchema('ZeppelinInterpreter', zeppelinInterpreterSpec);
export type ZeppelinInterpreterSpec = z.infer<typeof zeppelinInterpreterSpec>;
export type ZeppelinInterpreterManifest = z.infer<typeof zeppelinInterpreterManifest>;
export type ZeppelinInterpreterManifestInput = z.input<typeof zeppelinInterpreterManifest>;
