import type { WriteGate } from '../engine/guard';
import type {
  Clock,
  Interruptions,
  Log,
  MachineAddresses,
  MachineHooks,
  Machines,
  MesosMaster,
  ObjectStore,
  Sha256,
} from '../ports';
import type { Watch } from './watch';

/** What a round touches. */
export interface RoundProps {
  readonly queue: Interruptions;
  readonly hooks: MachineHooks;
  readonly machines: Machines & MachineAddresses;
  readonly mesos: MesosMaster;
  /** The state store; its writes are guarded. */
  readonly store: ObjectStore;
  /** Asked before each write that does not go to the store. */
  readonly gate: WriteGate;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a round keeps until the next one; losing it costs a few requests. */
export interface RoundMemory {
  readonly watch: Watch;
  /** What was told last about something: the log hears of a change. */
  readonly told: Map<string, string>;
}
