import { z } from 'zod';

/**
 * The right to write, held by one operator at a time. Whoever reads it judges its end by its own clock: a
 * lease whose ETag has not changed for its whole length is over.
 */
export const leaseSchema = z.strictObject({
  /** Empty: given up in an orderly way, free at once. */
  holder: z.string(),
  /** Rises by one with every change, so that every renewal has other bytes and another ETag. */
  term: z.int(),
  seconds: z.number().positive(),
});

export type Lease = z.infer<typeof leaseSchema>;
