import { z } from 'zod';

/** The machine of an agent, as it was seen while the agent was connected and ran a task of the service. */
export const machineRecordSchema = z.strictObject({
  /** As the machine's provider calls it. */
  machine: z.string(),
  /** ISO 8601, UTC: when it was noted. */
  seen: z.string(),
});

export type MachineRecord = z.infer<typeof machineRecordSchema>;

/**
 * Which machine each agent of a service is on, by agent id: a provider forgets a machine soon after its end, and
 * gives its address to another one.
 */
export const machineRecordsSchema = z.strictObject({
  service: z.string(),
  agents: z.record(z.string(), machineRecordSchema),
});

export type MachineRecords = z.infer<typeof machineRecordsSchema>;
