import { z } from 'zod';
import { type EndpointUse, endpointUseSchema } from './status';

/** Kinds that note which endpoint something will use before they ask for it. */
export const NOTING_KINDS = [
  'ScheduledSparkApplication',
  'SparkApplication',
  'SparkDispatcher',
  'ZeppelinInterpreter',
] as const;

/** What the states of these kinds have in common. */
const noteSchema = z.object({
  use: endpointUseSchema.optional(),
  next: endpointUseSchema.optional(),
  former: z.array(z.object({ use: endpointUseSchema })).default([]),
  uses: z.array(endpointUseSchema).default([]),
  ended: z.unknown().optional(),
});

/** The endpoints that a remembered state names; none of a run that has ended, undefined where it cannot be read. */
export function notedUses(body: string): readonly EndpointUse[] | undefined {
  const note = parsed(body);
  if (!note || note.ended !== undefined) return note && [];
  const { use, next, former, uses } = note;
  return [...uses, ...[use, next].flatMap((one) => one ?? []), ...former.map((one) => one.use)];
}

function parsed(body: string) {
  try {
    return noteSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
