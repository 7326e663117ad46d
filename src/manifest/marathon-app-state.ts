import { z } from 'zod';

/**
 * What the operator remembers of the app of one MarathonApp: what it wrote last and what Marathon made of it. A
 * definition is written once: if Marathon gives something else back and nobody has changed it since, it is not written
 * again, or an app that Marathon rewrites would be restarted for ever.
 */
export const marathonAppStateSchema = z.strictObject({
  appId: z.string(),
  /** Hash of the definition that was sent last, and of what was read back right afterwards. */
  sent: z.string().optional(),
  found: z.string().optional(),
  /** The last deployment that the operator began. */
  deployment: z
    .strictObject({ id: z.string(), did: z.enum(['create', 'replace', 'raise', 'lower']) })
    .optional(),
});

export type MarathonAppState = z.infer<typeof marathonAppStateSchema>;
