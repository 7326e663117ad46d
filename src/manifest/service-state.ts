import { z } from 'zod';

const port = z.int().min(1).max(65_535);

/** A slot of a lost agent that was given up. Marathon may go on listing the task: never name it again. */
export const releaseSchema = z.strictObject({
  taskId: z.string(),
  host: z.string(),
  /**
   * `asked`: written before the request is sent, so that a crash in between is seen. `released`: the slot is
   * known to be given up.
   */
  state: z.enum(['asked', 'released']),
  /** ISO 8601, UTC: when `asked` was written. */
  at: z.string(),
  because: z.string(),
});

export type Release = z.infer<typeof releaseSchema>;

/**
 * What the operator has decided for one ShuffleService: one app on one port, and which tasks it has
 * released. Created once by a conditional write, which is what makes a second app impossible.
 */
export const serviceStateSchema = z.strictObject({
  service: z.string(),
  active: z.strictObject({ revision: z.string(), appId: z.string(), port }),
  releases: z.array(releaseSchema),
});

export type ServiceState = z.infer<typeof serviceStateSchema>;

/** What was rendered for a spec and a port. Never changed: the stored one wins over what we would render now. */
export const revisionSchema = z.strictObject({
  service: z.string(),
  /** `<hash>-<port>`. */
  id: z.string(),
  /** The first 8 hex digits of the SHA-256 of what the spec says about the app. */
  hash: z.string(),
  port,
  role: z.string(),
  sparkVersion: z.string(),
  sharedDirectory: z.string(),
  /** The Marathon app without `instances`. */
  app: z.looseObject({ id: z.string() }),
});

export type Revision = z.infer<typeof revisionSchema>;
