import { type Problem, shown } from '../src/domain/core/problem';

/** How many machines or instances. */
export function countProblems(at: string, count: number): readonly Problem[] {
  return Number.isInteger(count) && count >= 2
    ? []
    : [
        {
          at,
          found: shown(count),
          wanted: 'a whole number from 2',
          fix: 'with one alone nobody leads while it is replaced',
        },
      ];
}

/** Where its API or its messages arrive. */
export function portProblems(at: string, port: number, most = 65_535): readonly Problem[] {
  return Number.isInteger(port) && port >= 1024 && port <= most
    ? []
    : [{ at, found: shown(port), wanted: `a port from 1024 to ${most}: it does not run as root` }];
}
