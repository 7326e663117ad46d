import type { Duration } from '../../domain/core/duration';
import type { Unknown } from './mesos-master';

/** A machine, by an id that its provider never gives to another one. */
export interface Machine {
  readonly id: string;
  /** False while it starts, stops or stands still. */
  readonly running: boolean;
}

/** What a provider says of a machine, in a sentence. `ended`: it never runs again. `unlisted`: it says nothing. */
export type MachineState =
  | { readonly is: 'there'; readonly because: string }
  | { readonly is: 'ended'; readonly because: string }
  | { readonly is: 'unlisted' };

/** By host, whoever has its address now; a host that is not in it has none, or none that can be looked up. */
export type MachinesAt =
  | { readonly is: 'known'; readonly machines: ReadonlyMap<string, readonly Machine[]> }
  | Unknown;

/** By id; every id that was asked for is in it. */
export type MachineStates =
  | { readonly is: 'known'; readonly states: ReadonlyMap<string, MachineState> }
  | Unknown;

/** By id, the addresses by which its agent may call itself; none for one that is unlisted or not among the agents'. */
export type MachineHosts =
  | { readonly is: 'known'; readonly hosts: ReadonlyMap<string, readonly string[]> }
  | Unknown;

/** Whoever runs the agents' machines and knows when one has ended. Nothing is thrown. */
export interface Machines {
  at(hosts: readonly string[]): Promise<MachinesAt>;
  states(ids: readonly string[]): Promise<MachineStates>;
  /** How long a machine that has ended is usually still listed as such. */
  readonly remembers: Duration;
}

/** The other way round. Nothing is thrown. */
export interface MachineAddresses {
  /** Every id that was asked for is in the answer. */
  hosts(ids: readonly string[]): Promise<MachineHosts>;
}
