import { z } from 'zod';
import { SHUFFLE_PORT } from '../domain/spark/renders/published-properties';
import { sparkEnvProblems } from '../domain/spark/renders/spark-env';
import { secretProblems } from '../domain/spark/secret-properties';
import { manifestName, manifestSchema } from './meta';
import { said } from './said';

/** Where drivers and executors look for the shuffle service. */
export const PORT_PROPERTY = SHUFFLE_PORT;

const paths = z.array(z.string());

/** What the published `spark-env.sh` says. */
export const sparkEnvSchema = z
  .strictObject({
    localDirs: paths.exactOptional(),
    nativeLibrary: z.string().exactOptional(),
    libraryPath: paths.exactOptional(),
    classPath: paths.exactOptional(),
    hadoopConfDir: z.string().exactOptional(),
    javaHome: z.string().exactOptional(),
    python: z.string().exactOptional(),
    variables: z
      .record(z.string(), z.string())
      .exactOptional()
      .describe('No secrets: whoever reads the bucket reads them.'),
  })
  .check((context) => {
    for (const { at, found, wanted } of sparkEnvProblems('env', context.value)) {
      context.issues.push({
        code: 'custom',
        path: [],
        input: context.value,
        message: `${at}: found ${found}, wanted ${wanted}`,
      });
    }
  });

export const sparkDefaultsSpec = z.strictObject({
  shuffleService: manifestName.describe(
    '"metadata.name" of the ShuffleService whose active port is published.',
  ),
  sparkVersion: z.string().describe('Of the drivers that read it; it decides which properties there are.'),
  properties: z
    .record(z.string(), z.string())
    .refine((properties) => !(PORT_PROPERTY in properties), {
      message: `wanted without ${PORT_PROPERTY}: the operator puts in the port that is active`,
    })
    .refine((properties) => Object.keys(properties).every((key) => secretProblems('', key).length === 0), {
      message: 'wanted without secrets: whoever reads the bucket reads them',
    })
    .describe(
      said(`Everything but "spark.shuffle.service.port", which only the operator knows. Keys and values as
    Spark reads them, unescaped.`),
    ),
  env: sparkEnvSchema.exactOptional().describe('Written beside it as "spark-env.sh".'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
});

export const sparkDefaultsManifest = manifestSchema('SparkDefaults', sparkDefaultsSpec);
export type SparkDefaultsSpec = z.infer<typeof sparkDefaultsSpec>;
export type SparkDefaultsManifest = z.infer<typeof sparkDefaultsManifest>;
export type SparkDefaultsManifestInput = z.input<typeof sparkDefaultsManifest>;
