import { autoScalingHooks } from '../io/auto-scaling-hooks';
import { sqsInterruptions } from '../io/sqs-interruptions';
import type { WriteGate } from '../operator/engine/guard';
import type { Outside } from '../operator/engine/kind';
import type { Leadership } from '../operator/engine/leadership';
import type { Timing } from '../operator/engine/timing';
import { interruptionConsumer } from '../operator/interruptions/consumer';
import type { Wakes } from '../operator/ports';
import type { OperatorClients } from './operator-clients';
import type { OperatorSettings } from './operator-settings';

export interface InterruptionParts {
  /** Its writes are guarded. */
  readonly world: Outside;
  readonly machines: OperatorClients['machines'];
  readonly gate: WriteGate;
  readonly leadership: Leadership;
  readonly timing: Timing;
}

/** Who takes notices that machines are about to end: only an operator that may act, for a message that is taken is gone. */
export function interruptionWakes(
  { interruptions: url, mode }: OperatorSettings,
  { world, machines, gate, leadership, timing }: InterruptionParts,
): readonly Wakes[] {
  if (url === undefined || machines === undefined || mode !== 'act') return [];
  const timeout = timing.request;
  const [queue, hooks] = [sqsInterruptions({ url, timeout }), autoScalingHooks({ timeout })];
  return [interruptionConsumer({ ...world, machines, queue, hooks, gate, leadership })];
}
