import type { Timeline } from '../timeline';
import type { Agent } from './agent';

export interface MachineId {
  readonly hostname?: string;
  readonly ip?: string;
}

/** Times in milliseconds. */
export interface MaintenanceWindow {
  readonly machines: readonly MachineId[];
  readonly start: number;
  /** Undefined: without end. */
  readonly duration?: number;
}

/** The master's maintenance schedule, and the machines that are down. */
export class Maintenance {
  private schedule: readonly MaintenanceWindow[] = [];
  private readonly machinesDown: MachineId[] = [];

  constructor(private readonly timeline: Timeline) {}

  get windows(): readonly MaintenanceWindow[] {
    return this.schedule;
  }

  get down(): readonly MachineId[] {
    return this.machinesDown;
  }

  update(windows: readonly MaintenanceWindow[]): void {
    this.schedule = windows;
  }

  isScheduled(machine: MachineId): boolean {
    return this.schedule.some(({ machines }) => machines.some((one) => sameMachine(one, machine)));
  }

  isDown(machine: MachineId): boolean {
    return this.machinesDown.some((one) => sameMachine(one, machine));
  }

  /** Whether agents of this host may not register. */
  isHostDown(hostname: string): boolean {
    return this.machinesDown.some((one) => one.hostname === hostname);
  }

  takeDown(machine: MachineId): void {
    if (!this.isDown(machine)) this.machinesDown.push(machine);
  }

  /** The machine is back, and its window is over. */
  bringUp(machine: MachineId): void {
    const at = this.machinesDown.findIndex((one) => sameMachine(one, machine));
    if (at >= 0) this.machinesDown.splice(at, 1);
    this.schedule = this.schedule
      .map((window) => ({
        ...window,
        machines: window.machines.filter((one) => !sameMachine(one, machine)),
      }))
      .filter(({ machines }) => machines.length > 0);
  }

  /** Whether the offers of an agent say that it is unavailable now: Marathon declines them then. */
  isUnavailable(agent: Agent): boolean {
    const { now } = this.timeline;
    return this.schedule.some(
      ({ machines, start, duration }) =>
        machines.some((one) => isOn(agent, one)) &&
        start <= now &&
        (duration === undefined || now < start + duration),
    );
  }
}

export function sameMachine(a: MachineId, b: MachineId): boolean {
  return (a.hostname ?? '') === (b.hostname ?? '') && (a.ip ?? '') === (b.ip ?? '');
}

/** Every agent of the lab has the address 127.0.0.1, so the name decides. */
export function isOn(agent: Agent, machine: MachineId): boolean {
  return machine.hostname !== undefined && machine.hostname === agent.hostname;
}
