import { hasLate, LATE_FOUND } from '../core/late';
import { attempt, type Problem, ProblemError, rejectIf, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import { Size } from '../core/size';
import { roleProblems } from './role';

/** What a reservation holds on each agent. Sizes are texts with a unit (`4g`) or {@link Size}s. */
export interface StaticReservationProps {
  /** CPUs, above 0, at most three decimals: Mesos counts in thousandths. */
  readonly cpus: number;
  /** A whole number of MiB. */
  readonly memory: Size | string;
  /**
   * A whole number of MiB.
   * @default - no disk is reserved
   */
  readonly disk?: Size | string;
  /** Ports from 1 to 65535, for example `7337-7339`. */
  readonly ports: Ranges | string;
}

const PORTS = Ranges.of([1, 65_535]);

/** Resources that every agent of a group sets aside for one role, from its start until it is replaced. */
export class StaticReservation {
  /**
   * @throws ProblemError that names everything that is wrong with the role and the figures
   */
  static forRole(role: string, props: StaticReservationProps): StaticReservation {
    const problems: Problem[] = [...roleOf(role), ...cpusProblems(props.cpus)];
    const memory = collect(problems, () => readSize(props.memory, 'memory'));
    const disk = collect(problems, () =>
      props.disk === undefined ? undefined : readSize(props.disk, 'disk'),
    );
    const ports = collect(problems, () => readPorts(props.ports));
    if (problems.length > 0 || memory === undefined || ports === undefined) {
      throw new ProblemError(problems).under(hasLate(role) ? 'reservation' : `reservation ${shown(role)}`);
    }
    return new StaticReservation(role, props.cpus, memory, ports, disk);
  }

  private constructor(
    readonly role: string,
    readonly cpus: number,
    readonly memory: Size,
    readonly ports: Ranges,
    readonly disk: Size | undefined,
  ) {}
}

/** Mesos would take a token's text for a name, and the packed files of an agent hide it from Terraform. */
function roleOf(role: string): readonly Problem[] {
  if (!hasLate(role)) return roleProblems(role);
  return [
    {
      at: 'role',
      found: LATE_FOUND,
      wanted: 'a role that is known when the stack is synthesized',
      fix: 'write the role itself, or read it from a setting or an environment variable',
    },
  ];
}

/** The value that `make` returns; what it throws is added to `problems`. */
function collect<T>(problems: Problem[], make: () => T): T | undefined {
  const made = attempt(make);
  if ('value' in made) return made.value;
  problems.push(...made.problems);
  return undefined;
}

/** What `make` returns; its problems stand `at` the given prop. */
function readAt<T>(at: string, make: () => T): T {
  const made = attempt(make);
  if ('value' in made) return made.value;
  throw new ProblemError(made.problems.map((problem) => ({ ...problem, at })));
}

function cpusProblems(cpus: number): readonly Problem[] {
  const thousandths = Math.round(cpus * 1000);
  const exact = Number.isFinite(cpus) && Math.abs(cpus * 1000 - thousandths) < 1e-6;
  return exact && thousandths > 0
    ? []
    : [{ at: 'cpus', found: shown(cpus), wanted: 'a number above 0 with at most three decimals' }];
}

function readSize(given: Size | string, at: string): Size {
  const size = readAt(at, () => (typeof given === 'string' ? Size.parse(given) : given));
  const mebibytes = size.toMebibytes();
  rejectIf(
    Number.isInteger(mebibytes) && mebibytes > 0
      ? []
      : [{ at, found: size.toString(), wanted: 'a whole number of MiB from 1' }],
  );
  return size;
}

function readPorts(given: Ranges | string): Ranges {
  const ports = readAt('ports', () => (typeof given === 'string' ? Ranges.parse(given) : given));
  rejectIf(
    !ports.isEmpty && PORTS.contains(ports)
      ? []
      : [
          {
            at: 'ports',
            found: shown(ports.toString()),
            wanted: 'one port or more, each from 1 to 65535',
          },
        ],
  );
  return ports;
}
