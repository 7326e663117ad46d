import { z } from 'zod';
import { allowsEveryAgent } from '../domain/marathon/constraint';
import { NEVER_KILLS } from '../domain/marathon/health-check';
import { marathonCredentials } from './marathon-credentials';
import { manifestSchema } from './meta';

const port = z.int().min(1).max(65_535);
const roleName = z.string().min(1);

/** The operator alone knows these; a template that holds one of them is refused. */
export const OPERATOR_FIELDS = ['id', 'instances', 'role', 'acceptedResourceRoles'] as const;

/**
 * A whole Marathon app but for what only the operator can know: `id`, `instances`, `role`,
 * `acceptedResourceRoles` and the port in `portDefinitions[0]`. The rest is passed to Marathon as it stands,
 * but what the operator's counting rests on must be there: one task a host, the named port, a slot that a
 * lost task keeps, a check that only reports.
 */
export const marathonAppTemplate = z
  .looseObject({
    cmd: z.string().min(1),
    cpus: z.number().positive(),
    mem: z.number().positive(),
    disk: z.number().nonnegative().optional(),
    env: z.record(z.string(), z.unknown()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    constraints: z
      .array(z.array(z.string()))
      .refine((list) => list.some(([field, operator]) => field === 'hostname' && operator === 'UNIQUE'), {
        message: 'wanted ["hostname", "UNIQUE"] among them: one task a host',
      })
      .refine((list) => list.every(allowsEveryAgent), {
        message: 'wanted none but ["hostname", "UNIQUE"] that depends on where other tasks run',
      }),
    portDefinitions: z.array(z.looseObject({ protocol: z.string(), name: z.string().optional() })).length(1),
    requirePorts: z.literal(true),
    healthChecks: z
      .array(z.looseObject({ protocol: z.string(), maxConsecutiveFailures: z.literal(NEVER_KILLS) }))
      .min(1),
    /** Any other value frees the slot of a lost agent by a timer (recordings 07, 08, 42). */
    unreachableStrategy: z.literal('disabled'),
  })
  .refine((app) => !OPERATOR_FIELDS.some((field) => field in app), {
    message: `wanted none of ${OPERATOR_FIELDS.join(', ')}: they belong to the operator`,
  });

const seconds = z.int().min(0);

/** When an older version of the service may end. Only what is known to be unused ends, unless `Proceed` says so. */
export const upgradePolicy = z
  .strictObject({
    /** `Proceed`: after `deadlineSeconds` it ends although it is in use, or nobody knows. */
    whenInUse: z.enum(['Wait', 'Proceed']),
    /** At least so long both run: whoever read the old port starts meanwhile. Default: 5 minutes. */
    overlapSeconds: seconds.default(300),
    /**
     * So long no agent may have seen a connection: twice the longest time-out that applications configure
     * (`spark.network.timeout` and its like). Default: 10 minutes, for 300 s.
     */
    quietSeconds: seconds.default(600),
    /** Counted from the switch; of no effect with `Wait`. Default: a day. */
    deadlineSeconds: seconds.default(86_400),
  })
  .prefault({ whenInUse: 'Wait' });

export type UpgradePolicy = z.infer<typeof upgradePolicy>;

/** Addresses stand in messages: credentials are never part of them. */
const marathonAddress = z
  .string()
  .regex(
    /^(https?:\/\/[^\s,@]+(,https?:\/\/[^\s,@]+)*|zk(\+https)?:\/\/[^\s/@]+(\/[^\s/@]+)+)$/,
    'wanted http:// or https:// URLs separated by commas, or zk://HOSTS/PATH, without credentials',
  );

const shuffleServiceFields = z.strictObject({
  /** The Mesos role that holds the reservation, for example `shuffle`. */
  role: roleName,
  /** Every port of the reservation, ascending. One is in use, the others are for the next version. */
  slots: z.array(port).min(1),
  /** The port to take. Default: the lowest free one of `slots`. */
  port: port.optional(),
  /** What runs, for people and for `SparkDefaults`' catalogue. */
  sparkVersion: z.string(),
  /** The host directory that service and executors share. */
  sharedDirectory: z.string().startsWith('/'),
  app: marathonAppTemplate,
  /**
   * Another Marathon than the cluster's own, which runs with the role: URLs separated by commas, or a ZooKeeper URL
   * of its leader.
   */
  marathon: marathonAddress.optional(),
  /**
   * What that Marathon is shown. Default: the cluster's credentials where all its URLs are at servers of the cluster's
   * Marathon or masters, else none.
   */
  marathonCredentials: marathonCredentials.optional(),
  /**
   * Who removes the files of dead applications. `Janitor`: the service's own cleaner is off, and whether it lives is
   * no matter. Default: `Service`.
   */
  cleanup: z.enum(['Service', 'Janitor']).optional(),
  /**
   * How a changed spec comes to run: beside the old version on another slot, or in its place, which breaks
   * applications that run meanwhile. Default: `SideBySide`.
   */
  updates: z.enum(['SideBySide', 'InPlace']).optional(),
  upgrade: upgradePolicy,
  /**
   * The id of a Marathon app made by hand that runs this service already. It becomes the active one as it is, is
   * raised where agents join, and is replaced side by side where it is not what the spec says.
   */
  adopt: z.string().startsWith('/').optional(),
  deletionPolicy: z.enum(['Retain', 'Drain']).default('Retain'),
  /** True: the operator observes and reports, and writes nothing. */
  paused: z.boolean().default(false),
});

export const shuffleServiceSpec = shuffleServiceFields
  .refine((spec) => spec.port === undefined || spec.slots.includes(spec.port), {
    path: ['port'],
    message: 'wanted one of `slots`',
  })
  .refine((spec) => spec.marathonCredentials === undefined || spec.marathon !== undefined, {
    path: ['marathon'],
    message: 'wanted the Marathon that `marathonCredentials` are for',
  });

export const shuffleServiceManifest = manifestSchema('ShuffleService', shuffleServiceSpec);
export type ShuffleServiceSpec = z.infer<typeof shuffleServiceSpec>;
export type ShuffleServiceManifest = z.infer<typeof shuffleServiceManifest>;
/** What is written: defaults may be left out. */
export type ShuffleServiceManifestInput = z.input<typeof shuffleServiceManifest>;
export type MarathonAppTemplate = z.infer<typeof marathonAppTemplate>;
