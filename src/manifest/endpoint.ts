import { z } from 'zod';

/** What a ShuffleService publishes: where drivers and executors find it on every agent. */
export const endpointSchema = z.strictObject({
  service: z.string(),
  port: z.int().min(1).max(65_535),
  appId: z.string(),
  sparkVersion: z.string(),
  sharedDirectory: z.string(),
  /** The service is being taken away: nobody is to be sent there any more. */
  withdrawn: z.literal(true).optional(),
});

export type Endpoint = z.infer<typeof endpointSchema>;
