import { z } from 'zod';
import { marathonCredentials } from './marathon-credentials';

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

/** One app of a service: what was rendered, where it runs, and which of its tasks were given up. */
export const placedSchema = z.strictObject({
  revision: z.string(),
  appId: z.string(),
  port,
  releases: z.array(releaseSchema),
  /**
   * Since when the app is, by Marathon's clock: ISO 8601; `asked` while it is to be created. Lost tasks that are older
   * are of an app of its id that was deleted. Absent where it was there before.
   */
  born: z.string().optional(),
  /**
   * Its end has been decided. Written before it is asked for: a request that arrives late must not meet an app that
   * has come into favour again.
   */
  ending: z.literal(true).optional(),
});

export type Placed = z.infer<typeof placedSchema>;

/**
 * What is known of the use of an app that shall go, as far as it has to outlive the operator. Its moments are those of
 * the service's own time, which goes on only while an operator looks.
 */
export const useSchema = z.strictObject({
  /** ISO 8601, UTC: since then nobody is sent to it any more. */
  since: z.string(),
  /** ISO 8601, UTC: time has been counted up to here; noted now and then while something waits for it. */
  counted: z.string().optional(),
  /** Frameworks that may know its port: those that were there when the overlap was over. */
  users: z.array(z.string()).optional(),
  /** Nobody was seen to use it from `since` on, looked at again and again until `seen`. */
  quiet: z.strictObject({ since: z.string(), seen: z.string() }).optional(),
});

export type UseRecord = z.infer<typeof useSchema>;

/** An app that was published and that applications may still use. */
export const retiringSchema = placedSchema.extend({ use: useSchema });

export type Retiring = z.infer<typeof retiringSchema>;

/**
 * What the operator has decided for one ShuffleService. Every change is a conditional write, which is what makes
 * two apps on one port impossible.
 */
export const serviceStateSchema = z.strictObject({
  service: z.string(),
  /** Where its apps are, if not on the cluster's own Marathon. It stays while there are any. */
  marathon: z.string().optional(),
  /** What that one is shown, by the manifest that named it last. */
  marathonCredentials: marathonCredentials.optional(),
  /** What is published, or about to be. Absent before the first deployment and once the manifest is gone. */
  active: placedSchema.optional(),
  /**
   * A rollout that has not been published. On the port of `active` it replaces it, and waits until that is gone:
   * `use` is then what is known of the use of `active`.
   */
  green: placedSchema.extend({ use: useSchema.optional() }).optional(),
  retiring: z.array(retiringSchema),
  /**
   * Ids of apps that were removed. None is used again: Marathon lists lost tasks of a deleted app as those of a new
   * one of its id (domain-observed 6), and nobody could tell which of them hold a slot.
   */
  former: z.array(z.string()).optional(),
});

export type ServiceState = z.infer<typeof serviceStateSchema>;

/** What was rendered for a spec and a port. Never changed: the stored one wins over what we would render now. */
export const revisionSchema = z.strictObject({
  service: z.string(),
  /** `<hash>-<port>`, and which app of this version it is from the second on. */
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
