import { Duration } from '../../../src/domain/core/duration';
import type {
  MachineAddresses,
  MachineHosts,
  MachineStates,
  Machines,
  MachinesAt,
  Unknown,
} from '../../../src/operator/ports';

interface FakeMachine {
  readonly id: string;
  readonly host: string;
  state: 'running' | 'stopped' | 'terminated' | 'forgotten';
}

/** Machines with addresses, as EC2 has them: one that has ended gives its address away and is forgotten later. */
export class FakeMachines implements Machines, MachineAddresses {
  readonly remembers = Duration.minutes(10);
  readonly all: FakeMachine[] = [];
  /** What is asked, in order; emptied by tests. */
  readonly asked: string[] = [];
  /** Answers everything until it is taken away. */
  failure: Unknown | undefined;

  /** Starts one; its id is as new as EC2's. */
  start(host: string, id = `i-${this.all.length}`): string {
    this.all.push({ id, host, state: 'running' });
    return id;
  }

  /** What becomes of the machine that has the address, or had it last. */
  set(host: string, state: FakeMachine['state']): void {
    const machine = this.all.findLast((one) => one.host === host);
    if (!machine) throw new Error(`no machine at ${host}`);
    machine.state = state;
  }

  async at(hosts: readonly string[]): Promise<MachinesAt> {
    this.asked.push(`at ${hosts.join(' ')}`);
    if (this.failure) return this.failure;
    const machines = new Map<string, { id: string; running: boolean }[]>();
    for (const { id, host, state } of this.all) {
      if (!hosts.includes(host) || state === 'terminated' || state === 'forgotten') continue;
      machines.set(host, [...(machines.get(host) ?? []), { id, running: state === 'running' }]);
    }
    return { is: 'known', machines };
  }

  async hosts(ids: readonly string[]): Promise<MachineHosts> {
    this.asked.push(`hosts ${ids.join(' ')}`);
    if (this.failure) return this.failure;
    const hosts = (id: string) =>
      this.all.flatMap((one) =>
        one.id === id && one.state !== 'terminated' && one.state !== 'forgotten' ? [one.host] : [],
      );
    return { is: 'known', hosts: new Map(ids.map((id) => [id, hosts(id)])) };
  }

  async states(ids: readonly string[]): Promise<MachineStates> {
    this.asked.push(`states ${ids.join(' ')}`);
    if (this.failure) return this.failure;
    const state = (id: string) => {
      const found = this.all.find((one) => one.id === id);
      if (!found || found.state === 'forgotten') return { is: 'unlisted' as const };
      const is = found.state === 'terminated' ? ('ended' as const) : ('there' as const);
      return { is, because: `${id} is ${found.state}` };
    };
    return { is: 'known', states: new Map(ids.map((id) => [id, state(id)])) };
  }
}
