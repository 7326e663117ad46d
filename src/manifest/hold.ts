import { z } from 'zod';

/**
 * `holds/<kind>/<name>.json`, or `holds/all.json`: a person's pause, which holds while the document is there and
 * names no end. A store deletes nothing, so a pause that is over says so.
 */
export const holdSchema = z.strictObject({
  /** ISO 8601, UTC. */
  since: z.string(),
  /** Who asked for it, as they call themselves. */
  by: z.string().exactOptional(),
  because: z.string().exactOptional(),
  /** ISO 8601, UTC: when it ended. */
  until: z.string().exactOptional(),
});

export type Hold = z.infer<typeof holdSchema>;
