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
