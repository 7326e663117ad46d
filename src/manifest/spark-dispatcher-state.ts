import { z } from 'zod';
import { marathonCredentials } from './marathon-credentials';
import { endpointUseSchema } from './status';

/** What the operator must not forget of a dispatcher in Marathon. Every change is a conditional write. */
export const sparkDispatcherStateSchema = z.strictObject({
  appId: z.string(),
  /** Of another Marathon than the cluster's own. */
  marathon: z.string().optional(),
  /** What that one is shown, by the manifest that named it last. */
  marathonCredentials: marathonCredentials.optional(),
  /** Hashes of what was wanted when the app was sent last, and of what Marathon made of it. */
  sent: z.string().optional(),
  found: z.string().optional(),
  /** Where what was sent last keeps its state, and as whom it registers. */
  recovery: z.string().optional(),
  principal: z.string().optional(),
  port: z.int().optional(),
  webUiPort: z.int().optional(),
  /** The name of its framework. */
  framework: z.string().optional(),
  /** The last deployment that only adds its task. */
  deployment: z.string().optional(),
  /** Ids of its frameworks, the present one last: another one is one that started with nothing. */
  frameworks: z.array(z.string()).default([]),
  /** The shuffle service that it sends drivers to. */
  use: endpointUseSchema.optional(),
  /** Noted before an app that names it is sent. */
  next: endpointUseSchema.optional(),
  /** Those of before. Until its drivers are known, every driver may use it. */
  former: z
    .array(z.strictObject({ use: endpointUseSchema, drivers: z.array(z.string()).optional() }))
    .default([]),
});

export type SparkDispatcherState = z.infer<typeof sparkDispatcherStateSchema>;
