import { z } from 'zod';
import { endpointUseSchema } from './status';
import { zeppelinInterpreterSpec, zeppelinPlaceSchema } from './zeppelin-interpreter';

/** What has to be known once the manifest is gone. */
export const zeppelinTargetSchema = zeppelinPlaceSchema.extend({
  interpreter: zeppelinInterpreterSpec.shape.interpreter.unwrap(),
  restart: zeppelinInterpreterSpec.shape.restart.unwrap(),
  maximumWaitSeconds: zeppelinInterpreterSpec.shape.maximumWaitSeconds,
});

export type ZeppelinTarget = z.infer<typeof zeppelinTargetSchema>;

/** What the operator must not forget of one ZeppelinInterpreter. No value of a property is in it. */
export const zeppelinInterpreterStateSchema = z.strictObject({
  target: zeppelinTargetSchema,
  /** The id of the interpreter that was found. */
  setting: z.string(),
  /** Names of the properties that are ours, sorted: one that is wanted no longer is removed. */
  properties: z.array(z.string()),
  /** Hashes of what was sent for them last, and of what Zeppelin made of it. */
  sent: z.string().optional(),
  found: z.string().optional(),
  /**
   * Endpoints that the interpreter may use. What it was started with it uses until it is restarted, so that there are
   * two from before a write until after the restart.
   */
  uses: z.array(endpointUseSchema),
  /** ISO 8601, UTC: since then properties are written, or about to be, and no restart has followed. */
  restartDue: z.string().optional(),
  /** ISO 8601, UTC: since then a change waits for everybody to be idle. */
  waitsSince: z.string().optional(),
});

export type ZeppelinInterpreterState = z.infer<typeof zeppelinInterpreterStateSchema>;
