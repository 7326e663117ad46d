import { z } from 'zod';
import { cronProblem } from '../domain/spark/application/cron';
import { applicationProblems } from '../domain/spark/application/problems';
import { manifestSchema } from './meta';
import { restartPolicy, sparkApplicationTemplate } from './spark-application';
import { endpointUseSchema } from './status';

/** As a SparkApplication, but that Metronome alone keeps schedules. */
const template = sparkApplicationTemplate
  .omit({ marathon: true, marathonCredentials: true, dispatcher: true })
  .extend({ runsOn: z.literal('Metronome').default('Metronome'), restartPolicy: restartPolicy.prefault({}) })
  .superRefine((spec, context) => {
    for (const { path, message } of applicationProblems(spec)) {
      context.addIssue({ code: 'custom', path: [...path], message: `wanted ${message}` });
    }
  });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const scheduledSparkApplicationSpec = z.strictObject({
  schedule: z
    .string()
    .superRefine((text, context) => {
      const wanted = cronProblem(text);
      if (wanted !== undefined) context.addIssue({ code: 'custom', message: `wanted ${wanted}` });
    })
    .describe(
      'Cron: minute, hour, day of month, month, day of week. Where both days are said, both must be met.',
    ),
  timeZone: z
    .string()
    .refine(isTimeZone, { message: 'wanted a time zone such as "Europe/Berlin"' })
    .default('UTC')
    .describe("Of the schedule, by its name in the IANA's data."),
  concurrencyPolicy: z
    .enum(['Allow', 'Forbid'])
    .default('Allow')
    .describe('"Forbid": a run is left out while an earlier one goes on.'),
  startingDeadlineSeconds: z
    .int()
    .min(60)
    .default(900)
    .describe('A run that has found no room for so long is given up.'),
  suspend: z.boolean().default(false).describe('True: no run begins; those that go on do so.'),
  template: template.describe('What each run is: as a SparkApplication on Metronome.'),
  deletionPolicy: z
    .enum(['Retain', 'Drain'])
    .default('Retain')
    .describe('What becomes of the job, and of runs that go on, when the manifest is gone.'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
});

export const scheduledSparkApplicationManifest = manifestSchema(
  'ScheduledSparkApplication',
  scheduledSparkApplicationSpec,
);
export type ScheduledSparkApplicationManifest = z.infer<typeof scheduledSparkApplicationManifest>;
export type ScheduledSparkApplicationManifestInput = z.input<typeof scheduledSparkApplicationManifest>;

/** What the operator must not forget of one ScheduledSparkApplication. */
export const scheduledSparkApplicationStateSchema = z.strictObject({
  sent: z
    .string()
    .optional()
    .describe('Hashes of the job that was sent last, and of what Metronome made of it.'),
  found: z.string().optional(),
  use: endpointUseSchema
    .optional()
    .describe('The shuffle service that the job, as it stands there, tells its runs to use.'),
  next: endpointUseSchema.optional().describe('Noted before a job that names it is sent.'),
  former: z
    .array(z.strictObject({ use: endpointUseSchema, runs: z.array(z.string()) }))
    .default([])
    .describe('Those of earlier jobs, with the runs that may still use them.'),
  drivers: z.array(z.string()).optional().describe('Tasks of drivers that are ended with the job.'),
});

export type ScheduledSparkApplicationState = z.infer<typeof scheduledSparkApplicationStateSchema>;
