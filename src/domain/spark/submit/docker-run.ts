import { type Problem, rejectIf, shown } from '../../core/problem';
import { sortedEntries } from '../../render/unwritable';
import type { SubmitCommand } from './command';
import type { Word } from './word';

export interface DockerRun {
  /** Holds Spark, and libmesos where the driver is a framework. */
  readonly image: string;
  /** Folders and files of this machine that the container sees, under the same paths and read-only. */
  readonly mounts?: readonly string[];
  /** Whether somebody sits at the terminal. @default false */
  readonly interactive?: boolean;
}

/**
 * The same command in a container of this machine. Always on the host's network: executors connect back to
 * the driver, for the jar and everything else, by an address that a container network would hide.
 * @throws ProblemError
 */
export function dockerRun(command: SubmitCommand, run: DockerRun): SubmitCommand {
  const mounts = [...new Set(run.mounts ?? [])].sort();
  rejectIf([
    ...(/^[^\s"'`\\,-][^\s"'`\\,]*$/.test(run.image)
      ? []
      : [{ at: 'docker', found: shown(run.image), wanted: 'an image such as "repository/name:tag"' }]),
    ...mounts.flatMap(mountProblems),
  ]);
  const argv: readonly Word[] = [
    ...['docker', 'run', '--rm', '--net=host'],
    ...(run.interactive === true ? ['--interactive', '--tty'] : []),
    ...sortedEntries(command.env).map(([name, value]) => `--env=${name}=${value}`),
    ...mounts.map((path) => `--volume=${path}:${path}:ro`),
    run.image,
    ...command.argv,
  ];
  return { argv, env: {}, warnings: command.warnings };
}

function mountProblems(path: string): readonly Problem[] {
  if (/^(\/[^/:]+)+$/.test(path)) return [];
  return [{ at: 'mount', found: shown(path), wanted: 'an absolute path without ":"' }];
}
