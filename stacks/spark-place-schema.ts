import { z } from 'zod';
import { sparkImage } from './host-shuffle-schema';
import { text } from './settings-words';

/** Where the Spark of drivers and dispatchers comes from. The Mesos fetcher checks no sha256. */
export const driverDistribution = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('docker'), ...sparkImage }),
    z.strictObject({ kind: z.literal('archive'), uri: text, version: text, home: text.optional() }),
    z.strictObject({ kind: z.literal('host'), home: text, version: text }),
  ],
  { error: 'wanted kind "docker", "archive" or "host"' },
);

/** Whose masters, and what Spark. */
export const sparkPlace = {
  spark: driverDistribution,
  defaults: text.optional().describe('A name under `sparkDefaults`.'),
  master: text.optional().describe("The Mesos masters. Default: the cluster's ZooKeeper."),
  nativeLibrary: z
    .strictObject({ libmesos: text, folder: text.optional() })
    .optional()
    .describe('Where libmesos is. Default: as the image says, on DC/OS /opt/mesosphere/lib.'),
} as const;
