import { z } from 'zod';

/** What the operator must not forget of a dispatcher of DC/OS' package. Every change is a conditional write. */
export const sparkPackageStateSchema = z.strictObject({
  provider: z.literal('Package'),
  package: z.string(),
  appId: z.string(),
  /** Written before it is asked for: what is there then may be ours. */
  asked: z.literal(true).optional(),
  /** Hashes of the options that were sent last, and of what Cosmos has kept of them. */
  sent: z.string().optional(),
  found: z.string().optional(),
});

export type SparkPackageState = z.infer<typeof sparkPackageStateSchema>;
