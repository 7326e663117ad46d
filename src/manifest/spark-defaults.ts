import { z } from 'zod';
import { SHUFFLE_PORT } from '../domain/spark/renders/published-properties';
import { sparkEnvProblems } from '../domain/spark/renders/spark-env';
import { secretProblems } from '../domain/spark/secret-properties';
import { manifestName, manifestSchema } from './meta';

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
    /** No secrets: whoever reads the bucket reads them. */
    variables: z.record(z.string(), z.string()).exactOptional(),
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
  /** `metadata.name` of the ShuffleService whose active port is published. */
  shuffleService: manifestName,
  sparkVersion: z.string(),
  /**
   * Everything but `spark.shuffle.service.port`, which only the operator knows.
   * Keys and values as Spark reads them, unescaped.
   */
  properties: z
    .record(z.string(), z.string())
    .refine((properties) => !(PORT_PROPERTY in properties), {
      message: `wanted without ${PORT_PROPERTY}: the operator puts in the port that is active`,
    })
    .refine((properties) => Object.keys(properties).every((key) => secretProblems('', key).length === 0), {
      message: 'wanted without secrets: whoever reads the bucket reads them',
    }),
  /** Written beside it as `spark-env.sh`. */
  env: sparkEnvSchema.exactOptional(),
  paused: z.boolean().default(false),
});

export const sparkDefaultsManifest = manifestSchema('SparkDefaults', sparkDefaultsSpec);
export type SparkDefaultsSpec = z.infer<typeof sparkDefaultsSpec>;
export type SparkDefaultsManifest = z.infer<typeof sparkDefaultsManifest>;
export type SparkDefaultsManifestInput = z.input<typeof sparkDefaultsManifest>;
