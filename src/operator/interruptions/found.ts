import type { Interruption } from '../../manifest';
import type { MachineAddresses, MesosMaster, Unknown } from '../ports';
import { drainsOn } from './drains';
import type { Ledger } from './noted';

export interface FindProps {
  readonly machines: MachineAddresses;
  readonly mesos: MesosMaster;
  /** ISO 8601, UTC. */
  readonly clock: string;
}

/** A machine on which nothing is to be drained. */
export interface Nobody {
  readonly machine: string;
  readonly because: string;
}

export interface Found {
  readonly ledger: Ledger;
  readonly nobody: readonly Nobody[];
}

/**
 * The agents on machines of which they were not known yet. Where there is none the group is told so at once, and what
 * nobody waits for is forgotten: notices are about all instances of an account.
 * @returns `unknown` where EC2 or the master does not say, which is not "none"
 */
export async function foundAgents(
  ledger: Ledger,
  ids: readonly string[],
  { machines, mesos, clock }: FindProps,
): Promise<Found | Unknown> {
  const hosts = await machines.hosts(ids);
  if (hosts.is === 'unknown') return hosts;
  const isOurs = ids.some((id) => (hosts.hosts.get(id) ?? []).length > 0);
  // A large read, and most notices are about somebody else's instances.
  const view = isOurs ? await mesos.view() : undefined;
  if (view?.is === 'unknown') return view;
  const next = new Map(ledger);
  const nobody: Nobody[] = [];
  for (const machine of ids) {
    const one = ledger.get(machine);
    if (!one) continue;
    const names = hosts.hosts.get(machine) ?? [];
    const drains = view ? drainsOn(machine, names, view) : [];
    if (drains.length > 0) next.set(machine, { ...one, drains: [...drains] });
    else {
      const because =
        names.length === 0
          ? `${machine} is no instance that runs in the VPCs of the agents (--machines)`
          : `no agent is registered as ${names.join(' or ')}`;
      nobody.push({ machine, because });
      const told = withoutAgent(one, because, clock);
      if (told) next.set(machine, told);
      else next.delete(machine);
    }
  }
  return { ledger: next, nobody };
}

/** Undefined where nobody waits for an answer. */
function withoutAgent(one: Interruption, because: string, at: string): Interruption | undefined {
  const { hook } = one;
  if (!hook) return undefined;
  const outcome = hook.outcome ?? { reason: 'NoAgent', because, at };
  return { ...one, drains: [], declared: true, hook: { ...hook, outcome } };
}
