import { z } from 'zod';
import { API_VERSION, manifestName } from './meta';

/**
 * What one stack declares, written after its manifests. A manifest is deleted only when a newer index omits
 * it; one that is missing, or whose bytes do not match `sha256`, is torn: hold.
 */
export const manifestIndexSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('ManifestIndex'),
  metadata: z.strictObject({ name: manifestName }),
  manifests: z.array(
    z.strictObject({
      kind: z.string(),
      name: manifestName,
      key: z.string(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe("Lower-case hex SHA-256 of the object's bytes."),
    }),
  ),
});

export type ManifestIndex = z.infer<typeof manifestIndexSchema>;
