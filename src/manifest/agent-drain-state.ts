import { z } from 'zod';

const framework = z.strictObject({ id: z.string(), name: z.string() });

/** Who needs what is on an agent. */
export const drainUserSchema = z.strictObject({
  /** Absent where only a connection is seen, or nothing is known. */
  frameworkId: z.string().optional(),
  name: z.string(),
  because: z.string(),
});

export type DrainUser = z.infer<typeof drainUserSchema>;

/**
 * What the operator has decided for one AgentDrain. From the moment it is written its agent takes no task of any
 * shuffle service. Its moments are those of the drain's own time, which goes on only while an operator looks.
 */
export const agentDrainStateSchema = z.strictObject({
  /** As the manifest named it when the drain began. */
  agent: z.string(),
  agentId: z.string(),
  hostname: z.string(),
  /** ISO 8601, UTC: when it began. */
  since: z.string(),
  /** Time has been counted up to here; noted now and then while a deadline is waited for. */
  counted: z.string().optional(),
  /**
   * What keeps offers of the agent from frameworks. `Deactivate`: DEACTIVATE_AGENT. `Reserve`: its free resources are
   * reserved for nobody. `Found`: somebody else had deactivated it before.
   */
  cordon: z.enum(['Deactivate', 'Reserve', 'Found']),
  /** The machine of the agent, as its provider calls it; noted where only reservations are to keep offers away. */
  machine: z.string().optional(),
  /** The cordon was asked for and granted. */
  cordoned: z.literal(true).optional(),
  /** The master that was asked last: another one has to be listened to for a while. */
  masterId: z.string().optional(),
  /** Frameworks that were there when the cordon was: others never had an executor on the agent. */
  frameworks: z.array(framework).optional(),
  /** Frameworks of which a task was seen on the agent, also one that had ended. */
  seen: z.array(framework),
  /** Nobody was seen to use it from `since` on, looked at again and again until `seen`. */
  quiet: z.strictObject({ since: z.string(), seen: z.string() }).optional(),
  /** What is on the agent is no longer waited for. Written before anything is removed. */
  removing: z
    .strictObject({
      reason: z.enum(['Unused', 'DeadlinePassed']),
      because: z.string(),
      /** The shuffle services are to remove their tasks. */
      task: z.boolean(),
      /** Who was still there. */
      users: z.array(drainUserSchema),
    })
    .optional(),
  markedGone: z.literal(true).optional(),
  ended: z
    .strictObject({
      reason: z.enum(['Drained', 'DeadlinePassed', 'AgentGone', 'AgentLost']),
      message: z.string(),
    })
    .optional(),
  /** The agent never comes back, and nothing that was reserved on it does. */
  gone: z.literal(true).optional(),
  /** The manifest is gone. A new one of this name begins anew. */
  over: z.literal(true).optional(),
});

export type AgentDrainState = z.infer<typeof agentDrainStateSchema>;
