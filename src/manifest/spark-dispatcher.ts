import { z } from 'zod';
import { attempt } from '../domain/core/problem';
import { Size } from '../domain/core/size';
import { packageOptionProblems } from '../domain/spark/dispatcher/package-options';
import { dispatcherProblems } from '../domain/spark/dispatcher/problems';
import { manifestName, manifestSchema } from './meta';

const port = z.int().min(1).max(65_535);
const texts = z.record(z.string().min(1), z.string());

/** A dispatcher of one's own, as an app of Marathon. */
export const marathonDispatcher = z
  .strictObject({
    provider: z.literal('Marathon'),
    /** Of the dispatcher; drivers may run another one. */
    sparkVersion: z.string(),
    /** Image of the dispatcher, run by the Docker daemon on the host's network. */
    image: z.string().optional(),
    forcePullImage: z.boolean().optional(),
    /** Or an archive of Spark that it fetches. */
    sparkArchive: z.string().optional(),
    /** The folder with `bin/spark-class`: in the image (/opt/spark/dist), in the archive, or on every agent. */
    sparkHome: z.string().optional(),
    /** Where libmesos is, without which there is no dispatcher; images of Spark for Mesos know it themselves. */
    nativeLibrary: z
      .strictObject({ libmesos: z.string().startsWith('/'), folder: z.string().startsWith('/').optional() })
      .optional(),
    /** The Mesos masters, such as `zk://zk-1:2181,zk-2:2181/mesos`. */
    master: z.string(),
    /**
     * Where it keeps its queue, its drivers and the id of its framework, so that a restart loses none of them. With
     * `None` a restart forgets the queue and leaves drivers that run without a dispatcher.
     */
    recovery: z.union([
      z.strictObject({
        zooKeeper: z.strictObject({
          /** `zk-1:2181,zk-2:2181`. */
          servers: z.string(),
          /** Of this dispatcher alone. Default: `/spark_mesos_dispatcher/NAME`. */
          directory: z.string().optional(),
        }),
      }),
      z.literal('None'),
    ]),
    /** Of its REST API; the agents' resources must have it. */
    port: port.default(7077),
    /** Of its pages; the agents' resources must have it. DC/OS offers no 8081, which is Spark's own default. */
    webUiPort: port.default(8082),
    /** `spark.mesos.role`: whose resources its drivers are offered. Default: those of nobody's role. */
    role: z.string().min(1).optional(),
    /** As whom it registers with Mesos. The secret is read at run time. */
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
      .optional(),
    /** `metadata.name` of the SparkDefaults whose published properties every driver is given. */
    sparkDefaults: manifestName.optional(),
    /** More of them; they win over the published ones. */
    driverDefaults: texts.default({}),
    /** Properties of the dispatcher itself, such as `spark.mesos.maxDrivers`. */
    sparkConf: texts.default({}),
    cpus: z.number().positive().default(1),
    /** Heap of its JVM; its task gets a tenth more, at least 384m. */
    memory: z
      .string()
      .refine((text) => 'value' in attempt(() => Size.parse(text)), { message: 'wanted a size such as "1g"' })
      .default('1g'),
    /** Runs the dispatcher and its drivers. Default: Marathon's. */
    user: z.string().min(1).optional(),
    /** Its app in Marathon. */
    app: z
      .strictObject({
        /** Default: `/NAME`. */
        id: z.string().optional(),
        role: z.string().optional(),
        acceptedResourceRoles: z.array(z.string()).optional(),
        constraints: z.array(z.array(z.string()).min(2)).optional(),
        labels: texts.optional(),
        /** No secrets: whoever reads the bucket, Marathon or Mesos reads them. */
        env: texts.optional(),
      })
      .default({}),
    /** Another Marathon than the cluster's own, by its URLs or ZooKeeper URL. */
    marathon: z.string().optional(),
    /** What becomes of it when its agent is lost: it may run on, and a second one would lame it. */
    whenLost: z.enum(['Wait', 'Replace']).default('Wait'),
    upgrade: z
      .strictObject({
        /**
         * A change that would leave drivers without a dispatcher, as each one does where nothing is kept: `Wait` until
         * none is queued and none runs, or `Proceed`.
         */
        whenInUse: z.enum(['Wait', 'Proceed']).default('Wait'),
      })
      .prefault({}),
    /**
     * What becomes of it when the manifest is gone. `Drain`: it ends once no driver is queued and none runs.
     * `Teardown`: it ends at once, and its framework with every driver.
     */
    deletionPolicy: z.enum(['Retain', 'Drain', 'Teardown']).default('Retain'),
    /** True: the operator observes and reports, and writes nothing. */
    paused: z.boolean().default(false),
  })
  .superRefine((spec, context) => {
    for (const { path, message } of dispatcherProblems(spec)) {
      context.addIssue({ code: 'custom', path: [...path], message: `wanted ${message}` });
    }
  });

/** The dispatcher of DC/OS' package `spark`, installed by the cluster's package manager. */
export const packageDispatcher = z
  .strictObject({
    provider: z.literal('Package'),
    /** In the catalog. */
    package: z.string().min(1).default('spark'),
    /** Default: the catalog's when it is installed; then whatever is there. */
    packageVersion: z.string().min(1).optional(),
    /** As `dcos package install --options` takes them; what is left out has the package's default. */
    options: z.record(z.string(), z.json()).default({}),
    /** True takes over one that somebody has installed otherwise, and changes it. */
    adopt: z.boolean().default(false),
    /**
     * What becomes of it when the manifest is gone. `Teardown`: it is uninstalled, and DC/OS tears down its framework
     * with every driver.
     */
    deletionPolicy: z.enum(['Retain', 'Teardown']).default('Retain'),
    /** True: the operator observes and reports, and writes nothing. */
    paused: z.boolean().default(false),
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
