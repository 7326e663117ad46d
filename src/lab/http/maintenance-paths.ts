import type { JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import { isOn, type MachineId, type MaintenanceWindow, sameMachine } from '../world/mesos/maintenance';
import { CallError, type Fields, isFields } from './call-fields';

/** `/maintenance/schedule`. */
export function scheduleJson({ maintenance }: Cluster): JsonObject {
  if (maintenance.windows.length === 0) return {};
  return {
    windows: maintenance.windows.map(({ machines, start, duration }) => ({
      machine_ids: machines.map(machineJson),
      unavailability: {
        start: { nanoseconds: start * 1e6 },
        ...(duration === undefined ? {} : { duration: { nanoseconds: duration * 1e6 } }),
      },
    })),
  };
}

/** `/maintenance/status`: machines in a window drain until they are down. */
export function maintenanceStatusJson({ maintenance }: Cluster): JsonObject {
  const machines = maintenance.windows.flatMap((window) => window.machines);
  const draining = machines.filter((one) => !maintenance.isDown(one));
  return {
    ...(draining.length > 0 ? { draining_machines: draining.map((id) => ({ id: machineJson(id) })) } : {}),
    ...(maintenance.down.length > 0 ? { down_machines: maintenance.down.map(machineJson) } : {}),
  };
}

function machineJson({ hostname, ip }: MachineId): JsonObject {
  return { ...(hostname === undefined ? {} : { hostname }), ...(ip === undefined ? {} : { ip }) };
}

/** POST of a whole schedule. @throws CallError */
export function readSchedule(body: unknown): readonly MaintenanceWindow[] {
  const windows = isFields(body) ? (body['windows'] ?? []) : undefined;
  if (!Array.isArray(windows)) {
    throw new CallError(400, "Failed to convert JSON into Schedule protobuf: Expecting a list 'windows'");
  }
  return windows.map((window: unknown) => readWindow(isFields(window) ? window : {}));
}

function readWindow(window: Fields): MaintenanceWindow {
  const unavailability = isFields(window['unavailability']) ? window['unavailability'] : {};
  const start = millis(unavailability['start']);
  const duration = millis(unavailability['duration']);
  if (start === undefined) {
    throw new CallError(400, 'Failed to convert JSON into Schedule protobuf: Missing required fields');
  }
  const machines = readMachines(window['machine_ids']);
  return { machines, start, ...(duration === undefined ? {} : { duration }) };
}

function millis(time: unknown): number | undefined {
  return isFields(time) && typeof time['nanoseconds'] === 'number' ? time['nanoseconds'] / 1e6 : undefined;
}

/** @throws CallError */
export function readMachines(body: unknown): readonly MachineId[] {
  if (!Array.isArray(body)) {
    throw new CallError(
      400,
      'Failed to convert JSON into a list of MachineID protobufs: Expecting a JSON array',
    );
  }
  return body.map((one: unknown): MachineId => {
    const { hostname, ip } = isFields(one) ? one : {};
    return {
      ...(typeof hostname === 'string' ? { hostname } : {}),
      ...(typeof ip === 'string' ? { ip } : {}),
    };
  });
}

/** The machines' agents are told to stop, and none may register from there until the machine is up. */
export function machinesDown(cluster: Cluster, machines: readonly MachineId[]): void {
  const { maintenance } = cluster;
  for (const machine of machines) {
    if (!maintenance.isScheduled(machine)) {
      throw new CallError(
        400,
        `Machine '${JSON.stringify(machineJson(machine))}' is not part of a maintenance schedule`,
      );
    }
  }
  for (const machine of machines) {
    maintenance.takeDown(machine);
    for (const agent of cluster.all().filter((one) => isOn(one, machine))) cluster.unregister(agent.id);
  }
}

export function machinesUp({ maintenance }: Cluster, machines: readonly MachineId[]): void {
  const unknown = machines.find((machine) => !maintenance.down.some((one) => sameMachine(one, machine)));
  if (unknown) {
    throw new CallError(
      400,
      `Machine '${JSON.stringify(machineJson(unknown))}' is not in DOWN mode and cannot be brought up`,
    );
  }
  for (const machine of machines) maintenance.bringUp(machine);
}
