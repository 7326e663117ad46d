import { attempt, type Problem } from '../../../domain/core/problem';
import { submitRequest } from '../../../domain/spark/application/request';
import { submitCommand } from '../../../domain/spark/submit/command';
import type { SparkApplicationManifest } from '../../../manifest';
import type { PublishedDefaults } from '../../engine/defaults-reading';

/** Why a driver with these published defaults would not be started: its own properties, or what no command can say. */
export function fitProblems(
  { metadata: { name }, spec }: SparkApplicationManifest,
  defaults: PublishedDefaults | undefined,
): readonly Problem[] {
  const run = { name, labels: {}, ...identityOf(defaults) };
  const made = attempt(() => submitCommand(submitRequest(spec, run)));
  return 'problems' in made ? made.problems : [];
}

/** What is published, as a run is made of it. */
export const identityOf = (defaults: PublishedDefaults | undefined) => ({
  defaults: defaults?.properties ?? {},
  sharedDirectory: defaults?.sharedDirectory,
});
