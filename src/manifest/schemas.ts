import { nearMiss } from '../domain/core/near-miss';
import { rejectIf, shown } from '../domain/core/problem';
import { agentDrainManifest } from './agent-drain';
import { marathonAppManifest } from './marathon-app';
import type { Manifest } from './meta';
import { scheduledSparkApplicationManifest } from './scheduled-spark-application';
import { parseBySchema } from './schema-problems';
import { shuffleServiceManifest } from './shuffle-service';
import { sparkApplicationManifest } from './spark-application';
import { sparkDefaultsManifest } from './spark-defaults';
import { sparkDispatcherManifest } from './spark-dispatcher';
import { zeppelinInterpreterManifest } from './zeppelin-interpreter';

/** What a manifest of each kind has to be. */
export const manifestSchemas = {
  AgentDrain: agentDrainManifest,
  MarathonApp: marathonAppManifest,
  ScheduledSparkApplication: scheduledSparkApplicationManifest,
  ShuffleService: shuffleServiceManifest,
  SparkApplication: sparkApplicationManifest,
  SparkDefaults: sparkDefaultsManifest,
  SparkDispatcher: sparkDispatcherManifest,
  ZeppelinInterpreter: zeppelinInterpreterManifest,
} as const;

/**
 * A manifest of any kind, with its defaults.
 * @throws ProblemError with everything that is wrong with it at once
 */
export function parseManifest(input: unknown): Manifest {
  const kind = (input as { readonly kind?: unknown } | null | undefined)?.kind;
  const known: Readonly<Record<string, (typeof manifestSchemas)[keyof typeof manifestSchemas]>> =
    manifestSchemas;
  const schema = typeof kind === 'string' && Object.hasOwn(known, kind) ? known[kind] : undefined;
  if (schema) return parseBySchema(schema, input);
  const names = Object.keys(manifestSchemas).sort();
  const near = typeof kind === 'string' ? nearMiss(kind, names) : undefined;
  rejectIf([
    {
      at: 'kind',
      found: kind === undefined ? 'nothing' : shown(kind),
      wanted: `one of ${names.join(', ')}`,
      ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
    },
  ]);
  throw new Error('unreachable: there was a problem');
}
