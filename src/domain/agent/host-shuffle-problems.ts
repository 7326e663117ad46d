import { attempt, type Problem } from '../core/problem';
import type { Ranges } from '../core/ranges';
import { type HostShuffleService, type HostShuffleServiceProps, hostShuffleService } from './host-shuffle';

/** What else listens on the machine and is not offered by Mesos, which has its own checks. */
export interface PortNeighbours {
  readonly blockManagerPorts: Ranges;
  readonly healthPort: number | undefined;
  /** What the platform itself listens on. */
  readonly ownPorts: Ranges;
}

export interface CheckedServices {
  readonly services: readonly HostShuffleService[];
  /** Each under `hostShuffleServices[i]`. */
  readonly problems: readonly Problem[];
}

/** The services of one machine; where there are problems, only those that have none by themselves. */
export function hostShuffleServices(
  all: readonly HostShuffleServiceProps[],
  neighbours: PortNeighbours,
): CheckedServices {
  const services: HostShuffleService[] = [];
  const problems = all.flatMap((props, i) => {
    const made = attempt(() => hostShuffleService(props));
    if ('value' in made) services.push(made.value);
    const twice = all.findIndex((other) => other.port === props.port);
    return [
      ...('problems' in made ? made.problems : []),
      ...(twice < i ? [taken(`${props.port}, which hostShuffleServices[${twice}] has`)] : []),
      ...neighbourProblems(props.port, neighbours),
    ].map((problem) => ({ ...problem, at: `hostShuffleServices[${i}].${problem.at}` }));
  });
  return { services, problems };
}

function neighbourProblems(port: number, neighbours: PortNeighbours): readonly Problem[] {
  return [
    ...(port === neighbours.healthPort ? [taken(`${port}, where the machine answers how it is`)] : []),
    ...(neighbours.ownPorts.has(port) ? [taken(`${port}, which the platform itself listens on`)] : []),
    // A block manager, or any connection, may have taken it when the service starts.
    ...(neighbours.blockManagerPorts.has(port)
      ? [taken(`${port}, which is one of blockManagerPorts (${neighbours.blockManagerPorts})`)]
      : []),
  ];
}

function taken(found: string): Problem {
  return { at: 'port', found, wanted: 'a port of its own' };
}
