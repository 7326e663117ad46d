import { z } from 'zod';
import { allowsEveryAgent } from '../domain/marathon/constraint';
import { NEVER_KILLS } from '../domain/marathon/health-check';
import { marathonAddress } from './marathon-address';
import { marathonCredentials } from './marathon-credentials';
import { manifestSchema } from './meta';
import { said } from './said';

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
    // Recordings 07, 08, 42.
    unreachableStrategy: z
      .literal('disabled')
      .describe('Any other value frees the slot of a lost agent by a timer.'),
  })
  .refine((app) => !OPERATOR_FIELDS.some((field) => field in app), {
    message: `wanted none of ${OPERATOR_FIELDS.join(', ')}: they belong to the operator`,
  });

const seconds = z.int().min(0);

/** When an older version of the service may end. Only what is known to be unused ends, unless `Proceed` says so. */
export const upgradePolicy = z
  .strictObject({
    whenInUse: z
      .enum(['Wait', 'Proceed'])
      .describe('"Proceed": after "deadlineSeconds" it ends although it is in use, or nobody knows.'),
    overlapSeconds: seconds
      .default(300)
      .describe('At least so long both run: whoever read the old port starts meanwhile. Default: 5 minutes.'),
    quietSeconds: seconds.default(600).describe(
      said(`So long no agent may have seen a connection: twice the longest time-out that applications
      configure ("spark.network.timeout" and its like). Default: 10 minutes, for 300 s.`),
    ),
    deadlineSeconds: seconds
      .default(86_400)
      .describe('Counted from the switch; of no effect with "Wait". Default: a day.'),
  })
  .prefault({ whenInUse: 'Wait' });

export type UpgradePolicy = z.infer<typeof upgradePolicy>;

const shuffleServiceFields = z.strictObject({
  role: roleName.describe('The Mesos role that holds the reservation, for example "shuffle".'),
  slots: z
    .array(port)
    .min(1)
    .describe(
      'Every port of the reservation, ascending. One is in use, the others are for the next version.',
    ),
  port: port.optional().describe('The port to take. Default: the lowest free one of "slots".'),
  sparkVersion: z.string().describe('What runs, for people and for "SparkDefaults"\' catalogue.'),
  sharedDirectory: z
    .string()
    .startsWith('/')
    .describe('The host directory that service and executors share.'),
  app: marathonAppTemplate.describe(
    'The Marathon app, but for what only the operator knows: id, instances, role and port.',
  ),
  marathon: marathonAddress.optional().describe(
    said(`Another Marathon than the cluster's own, which runs with the role: URLs separated by commas, or a
    ZooKeeper URL of its leader.`),
  ),
  marathonCredentials: marathonCredentials.optional().describe(
    said(`What that Marathon is shown. Default: the cluster's credentials where all its URLs are at servers
    of the cluster's Marathon or masters, else none.`),
  ),
  cleanup: z
    .enum(['Service', 'Janitor'])
    .optional()
    .describe(
      said(`Who removes the files of dead applications. "Janitor": the service's own cleaner is off, and
    whether it lives is no matter. Default: "Service".`),
    ),
  updates: z
    .enum(['SideBySide', 'InPlace'])
    .optional()
    .describe(
      said(`How a changed spec comes to run: beside the old version on another slot, or in its place, which
    breaks applications that run meanwhile. Default: "SideBySide".`),
    ),
  upgrade: upgradePolicy.describe('When an older version of the service may end.'),
  adopt: z
    .string()
    .startsWith('/')
    .optional()
    .describe(
      said(`The id of a Marathon app made by hand that runs this service already. It becomes the active one as
    it is, is raised where agents join, and is replaced side by side where it is not what the spec
    says.`),
    ),
  deletionPolicy: z
    .enum(['Retain', 'Drain'])
    .default('Retain')
    .describe('What becomes of its apps when the manifest is gone: they stay, or end once nobody uses them.'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
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
