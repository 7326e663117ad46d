import { attempt, type Problem, ProblemError } from '../domain/core/problem';
import { logFiles, readLogFile } from '../io/log-files';

/** Logs that are older than what one wants to know of: only what they gain is read. */
export class GrowingLogs {
  private readonly before: ReadonlyMap<string, number>;

  /** @throws ProblemError naming every path that is not there */
  constructor(private readonly paths: readonly string[]) {
    this.before = new Map(logFiles(paths).map(({ path, size }) => [path, size]));
  }

  /**
   * What is new in them, and files that are.
   * @returns why some were not read: what is known otherwise is not lost with a log
   */
  async read(onLine: (line: string, file: string, number: number) => void): Promise<readonly Problem[]> {
    const found = attempt(() => logFiles(this.paths));
    if ('problems' in found) return found.problems;
    const problems: Problem[] = [];
    for (const { path, size } of found.value) {
      const known = this.before.get(path) ?? 0;
      if (size === known) continue;
      try {
        // A log that is shorter now is another one, of the same name.
        await readLogFile(path, (line, number) => onLine(line, path, number), size > known ? known : 0);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(...error.problems);
      }
    }
    return problems;
  }
}
