import { z } from 'zod';
import { cronProblem } from '../domain/spark/application/cron';
import { applicationProblems } from '../domain/spark/application/problems';
import { manifestSchema } from './meta';
import { restartPolicy, sparkApplicationTemplate } from './spark-application';
import { endpointUseSchema } from './status';

/** As a SparkApplication, but that Metronome alone keeps schedules. */
const template = sparkApplicationTemplate
  .omit({ marathon: true, dispatcher: true })
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
  /** Cron: minute, hour, day of month, month, day of week. Where both days are said, both must be met. */
  schedule: z.string().superRefine((text, context) => {
    const wanted = cronProblem(text);
    if (wanted !== undefined) context.addIssue({ code: 'custom', message: `wanted ${wanted}` });
  }),
  /** Of the schedule, by its name in the IANA's data. */
  timeZone: z
    .string()
    .refine(isTimeZone, { message: 'wanted a time zone such as "Europe/Berlin"' })
    .default('UTC'),
  /** `Forbid`: a run is left out while an earlier one goes on. */
  concurrencyPolicy: z.enum(['Allow', 'Forbid']).default('Allow'),
  /** A run that has found no room for so long is given up. */
  startingDeadlineSeconds: z.int().min(60).default(900),
  /** True: no run begins; those that go on do so. */
  suspend: z.boolean().default(false),
  template,
  /** What becomes of the job, and of runs that go on, when the manifest is gone. */
  deletionPolicy: z.enum(['Retain', 'Drain']).default('Retain'),
  /** True: the operator observes and reports, and writes nothing. */
  paused: z.boolean().default(false),
});

export const scheduledSparkApplicationManifest = manifestSchema(
  'ScheduledSparkApplication',
  scheduledSparkApplicationSpec,
);
export type ScheduledSparkApplicationManifest = z.infer<typeof scheduledSparkApplicationManifest>;
export type ScheduledSparkApplicationManifestInput = z.input<typeof scheduledSparkApplicationManifest>;

/** What the operator must not forget of one ScheduledSparkApplication. */
export const scheduledSparkApplicationStateSchema = z.strictObject({
  /** Hashes of the job that was sent last, and of what Metronome made of it. */
  sent: z.string().optional(),
  found: z.string().optional(),
  /** The shuffle service that the job, as it stands there, tells its runs to use. */
  use: endpointUseSchema.optional(),
  /** Noted before a job that names it is sent. */
  next: endpointUseSchema.optional(),
  /** Those of earlier jobs, with the runs that may still use them. */
  former: z.array(z.strictObject({ use: endpointUseSchema, runs: z.array(z.string()) })).default([]),
  /** Tasks of drivers that are ended with the job. */
  drivers: z.array(z.string()).optional(),
});

export type ScheduledSparkApplicationState = z.infer<typeof scheduledSparkApplicationStateSchema>;
