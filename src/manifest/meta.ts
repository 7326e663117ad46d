import { z } from 'zod';

/** The version of every kind; a breaking change of a kind gets a new one. */
export const API_VERSION = 'mesos-spark/v1alpha1';

/** Names become parts of app ids and object keys: DNS labels, as Marathon wants path segments. */
export const manifestName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'wanted lower-case letters, digits and inner dashes');

export const metadataSchema = z.strictObject({
  name: manifestName.describe('Unique among the manifests of its kind; a DNS label.'),
  labels: z.record(z.string(), z.string()).optional().describe('For people; the operator reads none.'),
  annotations: z
    .record(z.string(), z.string())
    .optional()
    .describe('What people tell the operator in passing, such as "mesos-spark/gone-agents".'),
});

export type Metadata = z.infer<typeof metadataSchema>;

/** The shape that every kind shares; `defineManifest` narrows `kind` and `spec`. */
export function manifestSchema<K extends string, S extends z.ZodType>(kind: K, spec: S) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION).describe('The version of the kind.'),
    kind: z.literal(kind).describe('What is declared.'),
    metadata: metadataSchema.describe('How it is called.'),
    spec: spec.describe('How it shall be.'),
  });
}

export interface Manifest<K extends string = string, S = unknown> {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: K;
  readonly metadata: Metadata;
  readonly spec: S;
}
