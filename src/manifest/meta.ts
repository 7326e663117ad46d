import { z } from 'zod';

/** The version of every kind; a breaking change of a kind gets a new one. */
export const API_VERSION = 'mesos-spark/v1alpha1';

/** Names become parts of app ids and object keys: DNS labels, as Marathon wants path segments. */
export const manifestName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'wanted lower-case letters, digits and inner dashes');

export const metadataSchema = z.strictObject({
  name: manifestName,
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

export type Metadata = z.infer<typeof metadataSchema>;

/** The shape that every kind shares; `defineManifest` narrows `kind` and `spec`. */
export function manifestSchema<K extends string, S extends z.ZodType>(kind: K, spec: S) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(kind),
    metadata: metadataSchema,
    spec,
  });
}

export interface Manifest<K extends string = string, S = unknown> {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: K;
  readonly metadata: Metadata;
  readonly spec: S;
}
