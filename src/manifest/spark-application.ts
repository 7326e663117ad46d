import { z } from 'zod';
import { attempt } from '../domain/core/problem';
import { Size } from '../domain/core/size';
import { applicationProblems } from '../domain/spark/application/problems';
import { RUNS_ON } from '../domain/spark/application/runs-on';
import { otherMarathon } from './marathon-credentials';
import { manifestName, manifestSchema } from './meta';
import { said } from './said';

const size = z
  .string()
  .refine((text) => 'value' in attempt(() => Size.parse(text)), { message: 'wanted a size such as "2g"' });
const texts = z.record(z.string().min(1), z.string());
const uris = z.array(z.string().min(1));
const seconds = z.int().min(0);

const role = {
  memory: size.optional().describe('Memory of the JVM, such as "2g". Default: 1g, as Spark\'s.'),
  memoryOverhead: size
    .optional()
    .describe(
      'What the process needs beside its heap. Default: a tenth of it, at least 384m, as Spark reckons.',
    ),
  javaOptions: z.string().optional(),
  env: texts.optional().describe('No secrets: whoever reads the bucket, Marathon or Mesos reads them.'),
};

/** What runs, in the words of the Kubernetes operator for Spark, and what Mesos has to know besides. */
export const sparkApplicationTemplate = z.strictObject({
  type: z.enum(['Java', 'Scala', 'Python', 'R']).describe('What it is written in.'),
  mode: z
    .enum(['client', 'cluster'])
    .optional()
    .describe(
      said(`"client": the driver is a framework of its own. "cluster": a dispatcher starts it. Default: as
    "runsOn" says.`),
    ),
  runsOn: z
    .enum(RUNS_ON)
    .default('Marathon')
    .describe("Who starts the driver: an app of Marathon, a job of Metronome, or Spark's dispatcher."),
  sparkVersion: z.string().describe('Of driver and executors, such as 2.4.0.'),
  image: z.string().optional().describe('Image of driver and executors.'),
  containerizer: z
    .enum(['docker', 'mesos'])
    .optional()
    .describe(
      said(`Who runs the image: the Docker daemon, or Mesos' own containerizer (UCR). Default: docker, as
    Spark's.`),
    ),
  forcePullImage: z.boolean().optional().describe('True: agents pull the image although they have it.'),
  sparkArchive: z.string().optional().describe('Or an archive of Spark that driver and executors fetch.'),
  sparkHome: z
    .string()
    .optional()
    .describe(
      said(`The folder with "bin/spark-submit": in the image (/opt/spark/dist), in the archive, or on every
    agent.`),
    ),
  nativeLibrary: z
    .strictObject({ libmesos: z.string().startsWith('/'), folder: z.string().startsWith('/').optional() })
    .optional()
    .describe('Where a driver that is not in an image finds libmesos.'),
  master: z
    .string()
    .optional()
    .describe(
      said(`The Mesos masters, such as "zk://zk-1:2181,zk-2:2181/mesos"; of no use with a dispatcher, which
    knows its own.`),
    ),
  ...otherMarathon,
  dispatcher: z
    .string()
    .optional()
    .describe('URLs of the dispatcher, such as "http://spark.marathon.l4lb.thisdcos.directory:7077".'),
  mainClass: z.string().optional().describe('Of Java and Scala: the class that is run.'),
  mainApplicationFile: z
    .string()
    .min(1)
    .describe('The jar or script, where the driver reaches it: a URL, or a path in the image.'),
  arguments: z.array(z.string()).default([]).describe('Of the application itself.'),
  sparkDefaults: manifestName
    .optional()
    .describe('"metadata.name" of the SparkDefaults whose published properties it is given.'),
  sparkConf: texts.default({}).describe('More properties; they win over the published ones.'),
  hadoopConfDir: z
    .string()
    .startsWith('/')
    .optional()
    .describe(
      said(`The folder with core-site.xml and hdfs-site.xml, where Spark lies: what "hdfs:" needs to know a
    name service.`),
    ),
  deps: z
    .strictObject({
      jars: uris.optional(),
      files: uris.optional(),
      pyFiles: uris.optional(),
      packages: uris.optional(),
      excludePackages: uris.optional(),
      repositories: uris.optional(),
    })
    .default({})
    .describe('What it needs besides: files by their URLs, packages by their Maven coordinates.'),
  driver: z
    .strictObject({
      ...role,
      cores: z.number().positive().optional().describe('CPUs of its task. Default: 1.'),
      labels: texts.optional(),
      constraints: z
        .array(z.array(z.string()).min(2))
        .optional()
        .describe('As Marathon writes them, such as "["rack", "LIKE", "r1|r2"]".'),
      user: z.string().min(1).optional().describe('Who runs it on the agent.'),
    })
    .default({})
    .describe('The driver: its task, and its JVM.'),
  executor: z
    .strictObject({
      ...role,
      cores: z.int().positive().optional().describe('CPUs of each executor.'),
      instances: z
        .int()
        .positive()
        .optional()
        .describe('How many at most: with "cores" it limits the cores of all of them.'),
    })
    .default({})
    .describe('Each of its executors.'),
});

export const restartPolicy = z.strictObject({
  type: z
    .enum(['Never', 'OnFailure', 'Always'])
    .default('Never')
    .describe(
      said(`"Never": one start. "OnFailure": again where it failed. "Always": whatever the end, by Marathon,
    as for a stream.`),
    ),
  onFailureRetries: z
    .int()
    .min(0)
    .optional()
    .describe('On Marathon: so many starts after the first. Default: 3.'),
  onFailureRetryInterval: seconds
    .optional()
    .describe('On Marathon: seconds from a failure to the next start. Default: 60.'),
  activeDeadlineSeconds: z
    .int()
    .positive()
    .optional()
    .describe('On Metronome: after so long a failed task is not started again.'),
});

/** Rules that join several fields; each stands where the field is that is wrong. */
function check(spec: z.output<typeof fields>, context: z.RefinementCtx): void {
  for (const { path, message } of applicationProblems(spec)) {
    context.addIssue({ code: 'custom', path: [...path], message: `wanted ${message}` });
  }
}

const fields = sparkApplicationTemplate.extend({
  restartPolicy: restartPolicy.prefault({}).describe('Whether and how often it is started again.'),
  onChange: z
    .enum(['Restart', 'Hold'])
    .default('Restart')
    .describe(
      said(`What becomes of a run when the manifest changes. "Restart": a driver that runs is ended, and the
    application runs anew as it is declared now. "Hold": it goes on, and another run needs another
    name.`),
    ),
  timeToLiveSeconds: seconds.optional().describe(
    said(`Seconds after the end for which what is left of a run, such as a job of Metronome, stays. Default:
    for ever.`),
  ),
  deletionPolicy: z
    .enum(['Retain', 'Drain'])
    .default('Retain')
    .describe('What becomes of a driver that runs when the manifest is gone.'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
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
