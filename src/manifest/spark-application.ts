import { z } from 'zod';
import { attempt } from '../domain/core/problem';
import { Size } from '../domain/core/size';
import { applicationProblems } from '../domain/spark/application/problems';
import { RUNS_ON } from '../domain/spark/application/runs-on';
import { manifestName, manifestSchema } from './meta';

const size = z
  .string()
  .refine((text) => 'value' in attempt(() => Size.parse(text)), { message: 'wanted a size such as "2g"' });
const texts = z.record(z.string().min(1), z.string());
const uris = z.array(z.string().min(1));
const seconds = z.int().min(0);

const role = {
  /** Memory of the JVM, such as `2g`. Default: 1g, as Spark's. */
  memory: size.optional(),
  /** What the process needs beside its heap. Default: a tenth of it, at least 384m, as Spark reckons. */
  memoryOverhead: size.optional(),
  javaOptions: z.string().optional(),
  /** No secrets: whoever reads the bucket, Marathon or Mesos reads them. */
  env: texts.optional(),
};

/** What runs, in the words of the Kubernetes operator for Spark, and what Mesos has to know besides. */
export const sparkApplicationTemplate = z.strictObject({
  type: z.enum(['Java', 'Scala', 'Python', 'R']),
  /** `client`: the driver is a framework of its own. `cluster`: a dispatcher starts it. Default: as `runsOn` says. */
  mode: z.enum(['client', 'cluster']).optional(),
  /** Who starts the driver: an app of Marathon, a job of Metronome, or Spark's dispatcher. */
  runsOn: z.enum(RUNS_ON).default('Marathon'),
  sparkVersion: z.string(),
  /** Image of driver and executors. */
  image: z.string().optional(),
  /** Who runs the image: the Docker daemon, or Mesos' own containerizer (UCR). Default: docker, as Spark's. */
  containerizer: z.enum(['docker', 'mesos']).optional(),
  forcePullImage: z.boolean().optional(),
  /** Or an archive of Spark that driver and executors fetch. */
  sparkArchive: z.string().optional(),
  /** The folder with `bin/spark-submit`: in the image (/opt/spark/dist), in the archive, or on every agent. */
  sparkHome: z.string().optional(),
  /** Where a driver that is not in an image finds libmesos. */
  nativeLibrary: z
    .strictObject({ libmesos: z.string().startsWith('/'), folder: z.string().startsWith('/').optional() })
    .optional(),
  /** The Mesos masters, such as `zk://zk-1:2181,zk-2:2181/mesos`; of no use with a dispatcher, which knows its own. */
  master: z.string().optional(),
  /** Another Marathon than the cluster's own, by its URLs or ZooKeeper URL. */
  marathon: z.string().optional(),
  /** URLs of the dispatcher, such as `http://spark.marathon.l4lb.thisdcos.directory:7077`. */
  dispatcher: z.string().optional(),
  mainClass: z.string().optional(),
  mainApplicationFile: z.string().min(1),
  arguments: z.array(z.string()).default([]),
  /** `metadata.name` of the SparkDefaults whose published properties it is given. */
  sparkDefaults: manifestName.optional(),
  /** More properties; they win over the published ones. */
  sparkConf: texts.default({}),
  /** The folder with core-site.xml and hdfs-site.xml, where Spark lies: what `hdfs:` needs to know a name service. */
  hadoopConfDir: z.string().startsWith('/').optional(),
  deps: z
    .strictObject({
      jars: uris.optional(),
      files: uris.optional(),
      pyFiles: uris.optional(),
      packages: uris.optional(),
      excludePackages: uris.optional(),
      repositories: uris.optional(),
    })
    .default({}),
  driver: z
    .strictObject({
      ...role,
      /** CPUs of its task. Default: 1. */
      cores: z.number().positive().optional(),
      labels: texts.optional(),
      /** As Marathon writes them, such as `["rack", "LIKE", "r1|r2"]`. */
      constraints: z.array(z.array(z.string()).min(2)).optional(),
      user: z.string().min(1).optional(),
    })
    .default({}),
  executor: z
    .strictObject({
      ...role,
      cores: z.int().positive().optional(),
      /** How many at most: with `cores` it limits the cores of all of them. */
      instances: z.int().positive().optional(),
    })
    .default({}),
});

export const restartPolicy = z.strictObject({
  /**
   * `Never`: one start. `OnFailure`: again where it failed. `Always`: whatever the end, by Marathon, as for a stream.
   */
  type: z.enum(['Never', 'OnFailure', 'Always']).default('Never'),
  /** On Marathon: so many starts after the first. Default: 3. */
  onFailureRetries: z.int().min(0).optional(),
  /** On Marathon: seconds from a failure to the next start. Default: 60. */
  onFailureRetryInterval: seconds.optional(),
  /** On Metronome: after so long a failed task is not started again. */
  activeDeadlineSeconds: z.int().positive().optional(),
});

/** Rules that join several fields; each stands where the field is that is wrong. */
function check(spec: z.output<typeof fields>, context: z.RefinementCtx): void {
  for (const { path, message } of applicationProblems(spec)) {
    context.addIssue({ code: 'custom', path: [...path], message: `wanted ${message}` });
  }
}

const fields = sparkApplicationTemplate.extend({
  restartPolicy: restartPolicy.prefault({}),
  /**
   * What becomes of a run when the manifest changes. `Restart`: a driver that runs is ended, and the application runs
   * anew as it is declared now. `Hold`: it goes on, and another run needs another name.
   */
  onChange: z.enum(['Restart', 'Hold']).default('Restart'),
  /** Seconds after the end for which what is left of a run, such as a job of Metronome, stays. Default: for ever. */
  timeToLiveSeconds: seconds.optional(),
  /** What becomes of a driver that runs when the manifest is gone. */
  deletionPolicy: z.enum(['Retain', 'Drain']).default('Retain'),
  /** True: the operator observes and reports, and writes nothing. */
  paused: z.boolean().default(false),
});

export const sparkApplicationSpec = fields.superRefine(check);
export const sparkApplicationManifest = manifestSchema('SparkApplication', sparkApplicationSpec);
export type SparkApplicationSpec = z.infer<typeof sparkApplicationSpec>;
export type SparkApplicationManifest = z.infer<typeof sparkApplicationManifest>;
export type SparkApplicationManifestInput = z.input<typeof sparkApplicationManifest>;
export type SparkApplicationTemplate = z.infer<typeof sparkApplicationTemplate>;

/**
 * A person says what became of a submission of which nobody knows: the dispatcher's id of it, such as
 * `driver-20260101000000-0001`, or `none` where it never arrived.
 */
export const SUBMISSION_ANNOTATION = 'mesos-spark/submission';

/** Value: `KIND/NAME/RUN`. Every task of a driver carries it, so that a look at Mesos tells whose it is. */
export const RUN_LABEL = 'mesos-spark.run';
