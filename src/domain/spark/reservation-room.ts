import type { Problem } from '../core/problem';
import type { Ranges } from '../core/ranges';
import type { Size } from '../core/size';
import type { UpdateMode } from '../marathon/upgrade-strategy';

/** What a service's task takes on every agent; `cpus` and `mem` are those of its app. */
export interface ServiceTask {
  readonly name: string;
  readonly cpus: number;
  /** MiB. */
  readonly mem: number;
  /** @default SideBySide */
  readonly updates?: UpdateMode;
}

export interface ReservedPool {
  readonly role: string;
  readonly cpus: number;
  readonly memory: Size;
  readonly ports: Ranges;
}

/**
 * Whether a reservation holds all services that live on it and, for an update side by side, the largest of
 * them once more: N services need N + 1 ports. Services that are updated in place need no such room.
 */
export function reservationRoom(
  services: readonly ServiceTask[],
  reservation: ReservedPool,
): readonly Problem[] {
  const beside = services.filter((service) => service.updates !== 'InPlace');
  const once = beside.length > 0 ? ' and the largest once more, for its next version' : '';
  const names = services.map((service) => service.name).join(', ');
  const problem = (what: string, has: string, needs: string): Problem => ({
    at: `reservation "${reservation.role}"`,
    found: `${has} ${what}`,
    wanted: `${needs}, for ${names}${once}`,
    fix:
      beside.length > 0
        ? 'reserve more, make the services smaller, or ask for updates "InPlace", which break running applications'
        : 'reserve more, or make the services smaller',
  });
  const cpus = thousandths(sum(services, 'cpus') + largest(beside, 'cpus'));
  const mem = sum(services, 'mem') + largest(beside, 'mem');
  const ports = services.length + (beside.length > 0 ? 1 : 0);
  const problems: Problem[] = [];
  if (cpus > thousandths(reservation.cpus)) problems.push(problem('cpus', `${reservation.cpus}`, `${cpus}`));
  if (mem > reservation.memory.toMebibytes()) {
    problems.push(problem('of memory', `${reservation.memory.toMebibytes()} MiB`, `${mem} MiB`));
  }
  if (ports > reservation.ports.size) {
    problems.push(problem(`ports (${reservation.ports})`, `${reservation.ports.size}`, `${ports}`));
  }
  return problems;
}

const sum = (services: readonly ServiceTask[], field: 'cpus' | 'mem') =>
  services.reduce((total, service) => total + service[field], 0);

const largest = (services: readonly ServiceTask[], field: 'cpus' | 'mem') =>
  Math.max(0, ...services.map((service) => service[field]));

/** Mesos counts cpus in thousandths. */
const thousandths = (cpus: number) => Math.round(cpus * 1000) / 1000;
