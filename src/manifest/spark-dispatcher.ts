import { z } from 'zod';
import { attempt } from '../domain/core/problem';
import { Size } from '../domain/core/size';
import { packageOptionProblems } from '../domain/spark/dispatcher/package-options';
import { dispatcherProblems } from '../domain/spark/dispatcher/problems';
import { otherMarathon } from './marathon-credentials';
import { manifestName, manifestSchema } from './meta';
import { said } from './said';

const port = z.int().min(1).max(65_535);
const texts = z.record(z.string().min(1), z.string());

/** A dispatcher of one's own, as an app of Marathon. */
export const marathonDispatcher = z
  .strictObject({
    provider: z.literal('Marathon').describe('A dispatcher of its own, as an app of Marathon.'),
    sparkVersion: z.string().describe('Of the dispatcher; drivers may run another one.'),
    image: z
      .string()
      .optional()
      .describe("Image of the dispatcher, run by the Docker daemon on the host's network."),
    forcePullImage: z.boolean().optional().describe('True: agents pull the image although they have it.'),
    sparkArchive: z.string().optional().describe('Or an archive of Spark that it fetches.'),
    sparkHome: z
      .string()
      .optional()
      .describe(
        said(`The folder with "bin/spark-class": in the image (/opt/spark/dist), in the archive, or on every
      agent.`),
      ),
    nativeLibrary: z
      .strictObject({ libmesos: z.string().startsWith('/'), folder: z.string().startsWith('/').optional() })
      .optional()
      .describe(
        said(`Where libmesos is, without which there is no dispatcher; images of Spark for Mesos know it
      themselves.`),
      ),
    master: z.string().describe('The Mesos masters, such as "zk://zk-1:2181,zk-2:2181/mesos".'),
    recovery: z
      .union([
        z.strictObject({
          zooKeeper: z.strictObject({
            servers: z.string().describe('"zk-1:2181,zk-2:2181".'),
            directory: z
              .string()
              .optional()
              .describe('Of this dispatcher alone. Default: "/spark_mesos_dispatcher/NAME".'),
          }),
        }),
        z.literal('None'),
      ])
      .describe(
        said(`Where it keeps its queue, its drivers and the id of its framework, so that a restart loses none
      of them. With "None" a restart forgets the queue and leaves drivers that run without a
      dispatcher.`),
      ),
    port: port.default(7077).describe("Of its REST API; the agents' resources must have it."),
    webUiPort: port.default(8082).describe(
      said(`Of its pages; the agents' resources must have it. DC/OS offers no 8081, which is Spark's own
      default.`),
    ),
    role: z
      .string()
      .min(1)
      .optional()
      .describe(
        '"spark.mesos.role": whose resources its drivers are offered. Default: those of nobody\'s role.',
      ),
    authentication: z
      .strictObject({
        principal: z.string().min(1),
        secret: z.union([
          /** In the image or on every agent. */
          z.strictObject({ file: z.string().startsWith('/') }),
          /** Its path in the secret store of DC/OS Enterprise. */
          z.strictObject({ source: z.string().min(1) }),
        ]),
      })
      .optional()
      .describe('As whom it registers with Mesos. The secret is read at run time.'),
    sparkDefaults: manifestName
      .optional()
      .describe('"metadata.name" of the SparkDefaults whose published properties every driver is given.'),
    sparkConf: texts.default({}).describe('More properties of drivers; they win over the published ones.'),
    dispatcherConf: texts
      .default({})
      .describe('Properties of the dispatcher itself, such as "spark.mesos.maxDrivers".'),
    cpus: z.number().positive().default(1).describe('Of its task.'),
    memory: z
      .string()
      .refine((text) => 'value' in attempt(() => Size.parse(text)), { message: 'wanted a size such as "1g"' })
      .default('1g')
      .describe('Heap of its JVM; its task gets a tenth more, at least 384m.'),
    user: z.string().min(1).optional().describe("Runs the dispatcher and its drivers. Default: Marathon's."),
    app: z
      .strictObject({
        id: z.string().optional().describe('Default: "/NAME".'),
        role: z.string().optional(),
        acceptedResourceRoles: z.array(z.string()).optional(),
        constraints: z.array(z.array(z.string()).min(2)).optional(),
        labels: texts.optional(),
        env: texts.optional().describe('No secrets: whoever reads the bucket, Marathon or Mesos reads them.'),
      })
      .default({})
      .describe('Its app in Marathon.'),
    ...otherMarathon,
    whenLost: z
      .enum(['Wait', 'Replace'])
      .default('Wait')
      .describe('What becomes of it when its agent is lost: it may run on, and a second one would lame it.'),
    upgrade: z
      .strictObject({
        whenInUse: z
          .enum(['Wait', 'Proceed'])
          .default('Wait')
          .describe(
            said(`A change that would leave drivers without a dispatcher, as each one does where nothing is
          kept: "Wait" until none is queued and none runs, or "Proceed".`),
          ),
      })
      .prefault({})
      .describe('When a changed spec comes to run.'),
    deletionPolicy: z
      .enum(['Retain', 'Drain', 'Teardown'])
      .default('Retain')
      .describe(
        said(`What becomes of it when the manifest is gone. "Drain": it ends once no driver is queued and none
      runs. "Teardown": it ends at once, and its framework with every driver.`),
      ),
    paused: z
      .boolean()
      .default(false)
      .describe('True: the operator observes and reports, and writes nothing.'),
  })
  .superRefine((spec, context) => {
    for (const { path, message } of dispatcherProblems(spec)) {
      context.addIssue({ code: 'custom', path: [...path], message: `wanted ${message}` });
    }
  });

/** The dispatcher of DC/OS' package `spark`, installed by the cluster's package manager. */
export const packageDispatcher = z
  .strictObject({
    provider: z
      .literal('Package')
      .describe("The dispatcher of DC/OS' package, installed by the package manager."),
    package: z.string().min(1).default('spark').describe('In the catalog.'),
    packageVersion: z
      .string()
      .min(1)
      .optional()
      .describe("Default: the catalog's when it is installed; then whatever is there."),
    options: z
      .record(z.string(), z.json())
      .default({})
      .describe(
        'As "dcos package install --options" takes them; what is left out has the package\'s default.',
      ),
    adopt: z
      .boolean()
      .default(false)
      .describe('True takes over one that somebody has installed otherwise, and changes it.'),
    deletionPolicy: z
      .enum(['Retain', 'Teardown'])
      .default('Retain')
      .describe(
        said(`What becomes of it when the manifest is gone. "Teardown": it is uninstalled, and DC/OS tears
      down its framework with every driver.`),
      ),
    paused: z
      .boolean()
      .default(false)
      .describe('True: the operator observes and reports, and writes nothing.'),
  })
  .superRefine(({ options }, context) => {
    for (const { path, message } of packageOptionProblems(options)) {
      context.addIssue({ code: 'custom', path: ['options', ...path], message: `wanted ${message}` });
    }
  });

export const sparkDispatcherSpec = z.discriminatedUnion('provider', [marathonDispatcher, packageDispatcher]);

export const sparkDispatcherManifest = manifestSchema('SparkDispatcher', sparkDispatcherSpec);
export type SparkDispatcherManifest = z.infer<typeof sparkDispatcherManifest>;
export type SparkDispatcherManifestInput = z.input<typeof sparkDispatcherManifest>;
export type MarathonDispatcherSpec = z.infer<typeof marathonDispatcher>;
export type PackageDispatcherSpec = z.infer<typeof packageDispatcher>;
