import { driverApp } from '../../../domain/spark/application/driver-app';
import { driverJob } from '../../../domain/spark/application/driver-job';
import { type DriverSubmission, driverSubmission } from '../../../domain/spark/application/driver-submission';
import type { RunIdentity } from '../../../domain/spark/application/props';
import type { SparkApplicationManifest, SparkApplicationState } from '../../../manifest';

type Definition = Readonly<Record<string, unknown>>;

/** A run, with what is published for it. */
export type RunOf = RunIdentity;

/** @throws ProblemError, as do the others */
export function appOf(
  { spec }: SparkApplicationManifest,
  run: RunOf,
  { place, restarts }: Pick<SparkApplicationState, 'place' | 'restarts'>,
): Definition {
  return driverApp(spec, { ...run, id: place, restarts });
}

export function jobOf(
  { spec }: SparkApplicationManifest,
  run: RunOf,
  { place }: Pick<SparkApplicationState, 'place'>,
): Definition {
  const { type, activeDeadlineSeconds } = spec.restartPolicy;
  const policy = type === 'OnFailure' ? 'ON_FAILURE' : 'NEVER';
  return driverJob(spec, { ...run, id: place, restart: { policy, activeDeadlineSeconds } });
}

export function submissionOf({ spec }: SparkApplicationManifest, run: RunOf): DriverSubmission {
  return driverSubmission(spec, { ...run, supervise: spec.restartPolicy.type === 'OnFailure' });
}
