import { z } from 'zod';
import { manifestName, manifestSchema } from './meta';

/** Where drivers and executors look for the shuffle service. */
export const PORT_PROPERTY = 'spark.shuffle.service.port';

export const sparkDefaultsSpec = z.strictObject({
  /** `metadata.name` of the ShuffleService whose active port is published. */
  shuffleService: manifestName,
  sparkVersion: z.string(),
  /**
   * Everything but `spark.shuffle.service.port`, which only the operator knows.
   * Keys and values as Spark reads them, unescaped.
   */
  properties: z.record(z.string(), z.string()).refine((properties) => !(PORT_PROPERTY in properties), {
    message: `wanted without ${PORT_PROPERTY}: the operator puts in the port that is active`,
  }),
  paused: z.boolean().default(false),
});

export const sparkDefaultsManifest = manifestSchema('SparkDefaults', sparkDefaultsSpec);
export type SparkDefaultsSpec = z.infer<typeof sparkDefaultsSpec>;
export type SparkDefaultsManifest = z.infer<typeof sparkDefaultsManifest>;
export type SparkDefaultsManifestInput = z.input<typeof sparkDefaultsManifest>;
