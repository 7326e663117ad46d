import { z } from 'zod';
import { agentDrainManifest } from './agent-drain';
import { manifestIndexSchema } from './manifest-index';
import { marathonAppManifest } from './marathon-app';
import { scheduledSparkApplicationManifest } from './scheduled-spark-application';
import { shuffleServiceManifest } from './shuffle-service';
import { sparkApplicationManifest } from './spark-application';
import { sparkDefaultsManifest } from './spark-defaults';
import { sparkDispatcherManifest } from './spark-dispatcher';
import { statusSchema } from './status';
import { zeppelinInterpreterManifest } from './zeppelin-interpreter';

/**
 * A JSON Schema (draft 2020-12) of each document that people or programs write or read, by kind. Manifests are
 * described as they are written: what has a default may be left out. Rules that join several fields are not
 * expressible and stay with the operator.
 */
export function jsonSchemas(): Record<string, object> {
  const documents = {
    AgentDrain: agentDrainManifest,
    ManifestIndex: manifestIndexSchema,
    MarathonApp: marathonAppManifest,
    ScheduledSparkApplication: scheduledSparkApplicationManifest,
    ShuffleService: shuffleServiceManifest,
    SparkApplication: sparkApplicationManifest,
    SparkDefaults: sparkDefaultsManifest,
    SparkDispatcher: sparkDispatcherManifest,
    Status: statusSchema,
    ZeppelinInterpreter: zeppelinInterpreterManifest,
  };
  return Object.fromEntries(
    Object.entries(documents).map(([kind, schema]) => [
      kind,
      { ...z.toJSONSchema(schema, { io: 'input' }), title: kind },
    ]),
  );
}
