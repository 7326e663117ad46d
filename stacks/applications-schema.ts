import { z } from 'zod';
import { count, credentials, manifestWords, marathon, scalars, text, texts } from './settings-words';
import { sparkPlace } from './spark-place-schema';

const role = {
  memory: text.optional().describe('Of the JVM. Default: "1g".'),
  memoryOverhead: text.optional().describe('Beside its heap. Default: a tenth of it, at least "384m".'),
  javaOptions: text.optional(),
  env: scalars.optional().describe('No secrets.'),
};

/** What an application is, whenever it runs. */
const template = {
  ...sparkPlace,
  type: z.enum(['Java', 'Scala', 'Python', 'R']).optional().describe('Default: by the ending of the file.'),
  mainClass: text.optional().describe('Of Java and Scala.'),
  mainApplicationFile: text.describe('A jar, .py or .R: a URL, or a path where Spark lies.'),
  arguments: z.array(z.string()).optional().describe('Each reaches the application as it is written.'),
  sparkConf: scalars.optional().describe('More properties; they win over the published ones. No secrets.'),
  hadoopConfDir: text.optional(),
  deps: z
    .strictObject({
      jars: texts.optional(),
      files: texts.optional(),
      pyFiles: texts.optional(),
      packages: texts.optional(),
      excludePackages: texts.optional(),
      repositories: texts.optional(),
    })
    .optional(),
  driver: z
    .strictObject({
      ...role,
      cores: z.number().optional().describe('CPUs of its task. Default: 1.'),
      labels: scalars.optional(),
      constraints: z.array(texts).optional().describe('As Marathon writes them.'),
      user: text.optional(),
    })
    .optional(),
  executor: z.strictObject({ ...role, cores: z.int().optional(), instances: z.int().optional() }).optional(),
  deletionPolicy: z.enum(['Retain', 'Drain']).optional(),
  ...manifestWords,
};

/** An application that runs once, or is kept running. */
export const sparkApplication = z.strictObject({
  ...template,
  runsOn: z
    .enum(['Marathon', 'Metronome', 'Dispatcher'])
    .optional()
    .describe('Who starts the driver. Default: Dispatcher where one is named, else Marathon.'),
  dispatcher: text.optional().describe('A name under `sparkDispatchers`, or URLs separated by commas.'),
  marathon: marathon.optional().describe("Another Marathon than the cluster's: URLs, or zk://…"),
  marathonCredentials: credentials.optional().describe('What that one is shown.'),
  restartPolicy: z
    .strictObject({
      type: z.enum(['Never', 'OnFailure', 'Always']).optional(),
      onFailureRetries: count.optional(),
      onFailureRetryInterval: count.optional().describe('Seconds.'),
      activeDeadlineSeconds: count.optional(),
    })
    .optional(),
  onChange: z.enum(['Restart', 'Hold']).optional().describe('What becomes of a run whose settings change.'),
  timeToLiveSeconds: count.optional().describe("How long a job of Metronome stays after its run's end."),
});

/** An application that Metronome runs by a schedule. */
export const scheduledSparkApplication = z.strictObject({
  ...template,
  schedule: text.describe('Cron. Where both days are said, both must be met.'),
  timeZone: text.optional().describe('Default: "UTC".'),
  concurrencyPolicy: z.enum(['Allow', 'Forbid']).optional(),
  startingDeadlineSeconds: count.optional().describe('Of a run that finds no room. Default: 900.'),
  suspend: z.boolean().optional().describe('True: no run begins.'),
  restartPolicy: z
    .strictObject({
      type: z.enum(['Never', 'OnFailure']).optional(),
      activeDeadlineSeconds: count.optional(),
    })
    .optional(),
});
