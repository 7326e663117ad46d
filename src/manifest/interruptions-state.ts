import { z } from 'zod';

const moment = z.string();

/** A machine that is about to end, and what was decided about the agents on it. */
export const interruptionSchema = z.strictObject({
  /** Why, each kind once: what was told first. */
  causes: z.array(z.strictObject({ kind: z.string(), event: z.string(), at: moment, because: z.string() })),
  /** ISO 8601, UTC: the earliest moment at which nobody is waited for any more. Absent: none is known. */
  deadlineAt: moment.optional(),
  /** Before it nothing is done. */
  beginsAt: moment.optional(),
  /** Its end is certain. */
  ends: z.boolean(),
  /** How long nobody may have been seen to use its files, where that was said. */
  quietSeconds: z.number().optional(),
  /** Its agents are marked as gone in the end. */
  markGone: z.boolean(),
  /** Its group waits for an answer, and what that is. The answer is written down before it is given. */
  hook: z
    .strictObject({
      group: z.string(),
      name: z.string(),
      heartbeatSeconds: z.number(),
      outcome: z.strictObject({ reason: z.string(), because: z.string(), at: moment }).optional(),
      /** The group has it, or waits no more. */
      answered: z.literal(true).optional(),
    })
    .optional(),
  /** The agents that were found on it, each with the name of its AgentDrain. */
  drains: z.array(z.strictObject({ name: z.string(), agentId: z.string(), hostname: z.string() })).optional(),
  /** The drains are declared as all of this says. */
  declared: z.boolean(),
  /** Nothing is done about it any more. */
  over: z.strictObject({ reason: z.string(), because: z.string(), at: moment }).optional(),
});

/** By the machine's id. */
export const interruptionsSchema = z.strictObject({
  interruptions: z.record(z.string(), interruptionSchema),
});

export type Interruption = z.infer<typeof interruptionSchema>;
export type InterruptionsState = z.infer<typeof interruptionsSchema>;
