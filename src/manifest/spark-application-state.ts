import { z } from 'zod';
import { RUNS_ON } from '../domain/spark/application/runs-on';
import { marathonCredentials } from './marathon-credentials';
import { endpointUseSchema } from './status';

/** The task of a driver, and how the framework is called that it is. */
export const knownDriverSchema = z.strictObject({
  taskId: z.string(),
  agentId: z.string().optional(),
  host: z.string().optional(),
  /** Of the framework whose task it is. */
  taskFramework: z.string().optional(),
  /** The id of the driver's own framework, or what it begins with. */
  framework: z.string().optional(),
});

export type KnownDriver = z.infer<typeof knownDriverSchema>;

/** What the operator must not forget of one SparkApplication. Every change is a conditional write. */
export const sparkApplicationStateSchema = z.strictObject({
  /** Of the spec that this run is of. */
  generation: z.string(),
  /** Counts all starts: no two have one name, or what is left of one could be taken for another. */
  attempt: z.int(),
  /** How many starts of this generation have failed. */
  failures: z.int(),
  runsOn: z.enum(RUNS_ON),
  /** False: it is started once. */
  restarts: z.boolean(),
  /** Of another Marathon than the cluster's own, or of the dispatcher. */
  address: z.string().optional(),
  /** What that Marathon is shown, by the manifest that named it last. */
  marathonCredentials: marathonCredentials.optional(),
  /** The id of the app or the job. */
  place: z.string(),
  /** ISO 8601, UTC: when the start was last asked for. */
  askedAt: z.string(),
  /** Written before a start is asked for, taken away when its answer is known. */
  asked: z.literal(true).optional(),
  /** The app or the job is known to have been made. */
  created: z.literal(true).optional(),
  /** Of Metronome; or the dispatcher's submission. */
  runId: z.string().optional(),
  /** It is to end because of us. Written before that is asked for. */
  stopping: z.string().optional(),
  driver: knownDriverSchema.optional(),
  /** The shuffle service that it was told to use. */
  use: endpointUseSchema.optional(),
  ended: z
    .strictObject({
      outcome: z.enum(['Completed', 'Failed', 'Killed', 'Unknown']),
      at: z.string(),
      because: z.string(),
    })
    .optional(),
  /** Nothing of it is left. */
  cleared: z.literal(true).optional(),
});

export type SparkApplicationState = z.infer<typeof sparkApplicationStateSchema>;
