import { z } from 'zod';
import { manifestSchema } from './meta';

const port = z.int().min(1).max(65_535);
const roleName = z.string().min(1);

/**
 * A whole Marathon app but for what only the operator can know: `id`, `instances`, `role`,
 * `acceptedResourceRoles` and the port in `portDefinitions[0]`. The rest is passed to Marathon as it stands.
 */
export const marathonAppTemplate = z
  .looseObject({
    cmd: z.string().min(1),
    cpus: z.number().positive(),
    mem: z.number().positive(),
    disk: z.number().nonnegative().optional(),
    env: z.record(z.string(), z.unknown()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    constraints: z.array(z.array(z.string())),
    portDefinitions: z.array(z.looseObject({ protocol: z.string(), name: z.string().optional() })).length(1),
    requirePorts: z.literal(true),
    healthChecks: z.array(z.looseObject({ protocol: z.string() })).min(1),
  })
  .refine((app) => !('instances' in app) && !('id' in app) && !('role' in app), {
    message: 'id, instances and role belong to the operator; leave them out',
  });

export const shuffleServiceSpec = z.strictObject({
  /** The Mesos role that holds the reservation, for example `shuffle`. */
  role: roleName,
  /** Every port of the reservation, ascending. One is in use, the others are for the next version. */
  slots: z.array(port).min(1),
  /** The port to take first. Default: the lowest free one of `slots`. */
  port: port.optional(),
  /** What runs, for people and for `SparkDefaults`' catalogue. */
  sparkVersion: z.string(),
  /** The host directory that service and executors share. */
  sharedDirectory: z.string().startsWith('/'),
  app: marathonAppTemplate,
  upgrade: z.strictObject({ whenInUse: z.enum(['Wait', 'Proceed']) }).default({ whenInUse: 'Wait' }),
  deletionPolicy: z.enum(['Retain', 'Drain']).default('Retain'),
  /** True: the operator observes and reports, and writes nothing. */
  paused: z.boolean().default(false),
});

export const shuffleServiceManifest = manifestSchema('ShuffleService', shuffleServiceSpec);
export type ShuffleServiceSpec = z.infer<typeof shuffleServiceSpec>;
export type ShuffleServiceManifest = z.infer<typeof shuffleServiceManifest>;
/** What is written: defaults may be left out. */
export type ShuffleServiceManifestInput = z.input<typeof shuffleServiceManifest>;
export type MarathonAppTemplate = z.infer<typeof marathonAppTemplate>;
