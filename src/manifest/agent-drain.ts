import { z } from 'zod';
import { Duration } from '../domain/core/duration';
import { ProblemError } from '../domain/core/problem';
import { manifestSchema } from './meta';

const duration = z.string().refine(isDuration, {
  message: 'wanted a number with a unit, such as "30mins" or "2hrs"',
});

function isDuration(text: string): boolean {
  try {
    return Duration.parse(text).toMillis() >= 0;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

const moment = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
    {
      message: 'wanted a moment in UTC, such as "2026-01-31T12:00:00Z"',
    },
  );

/** An agent is to go: no new executors, the shuffle service last, and only once nobody needs its files. */
export const agentDrainSpec = z.strictObject({
  agent: z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, 'wanted a hostname or the id of an agent')
    .describe(
      'Its hostname, or its id where two agents have one hostname. Looked up once, when the drain begins.',
    ),
  deadline: duration
    .optional()
    .describe(
      'After so long it goes on although somebody still needs the files, and says who. Counted from its beginning while an operator looks. Default: it waits for ever.',
    ),
  deadlineAt: moment
    .optional()
    .describe(
      "The same at a moment, by the operator's clock: for machines that end then whether anybody looks or not. Of both the earlier counts.",
    ),
  quietSeconds: z
    .int()
    .min(0)
    .default(600)
    .describe('So long nobody may have been seen to use the files. Default: 10 minutes.'),
  removeTask: z.boolean().default(true).describe("False: the shuffle service's tasks stay on the agent."),
  markGone: z
    .boolean()
    .default(false)
    .describe('True: in the end the agent is marked as gone, so that it can never register again.'),
  terminate: z
    .boolean()
    .default(false)
    .describe(
      'True: whatever the drain comes to, somebody else ends the machine (a lifecycle hook, a spot interruption). So an agent that is away is not waited for.',
    ),
  because: z.string().max(500).optional().describe('Why, for people.'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
});

export const agentDrainManifest = manifestSchema('AgentDrain', agentDrainSpec);
export type AgentDrainSpec = z.infer<typeof agentDrainSpec>;
export type AgentDrainManifest = z.infer<typeof agentDrainManifest>;
export type AgentDrainManifestInput = z.input<typeof agentDrainManifest>;
