import { z } from 'zod';

/** Kubernetes' condition. `lastTransitionTime` moves only when `status` does. */
export const conditionSchema = z.strictObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  /** One CamelCase word that a program can match. */
  reason: z.string(),
  /** A sentence with the numbers. */
  message: z.string(),
  /** ISO 8601, UTC. */
  lastTransitionTime: z.string(),
});

export type Condition = z.infer<typeof conditionSchema>;

/** What one pass found out; the time of the last change is added when it is merged with what was known. */
export type ConditionState = Omit<Condition, 'lastTransitionTime'>;

/** Kubernetes' event: something that happened, as opposed to how it is now. */
export const statusEventSchema = z.strictObject({
  /** `Warning` wants a look. */
  type: z.enum(['Normal', 'Warning']),
  /** One CamelCase word that a program can match. */
  reason: z.string(),
  message: z.string(),
  /** How often it happened; the same type, reason and message are one event. */
  count: z.int(),
  /** ISO 8601, UTC. */
  firstTime: z.string(),
  lastTime: z.string(),
});

export type StatusEvent = z.infer<typeof statusEventSchema>;

/** How many events a status keeps; the oldest go. */
export const MAX_EVENTS = 20;
