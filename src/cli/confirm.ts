import { ProblemError } from '../domain/core/problem';
import type { CliIo } from './io';
import { linesOf } from './lines';

/**
 * Asks a person whether to go on.
 * @param what is to be done, as a sentence without its end
 * @returns false where the answer is not yes
 * @throws ProblemError where nobody is there to answer
 */
export async function confirmed(io: CliIo, what: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true;
  if (!io.stdin.isTTY) {
    throw new ProblemError([
      {
        at: '--yes',
        found: 'nothing, and no terminal to ask at',
        wanted: `somebody who says yes: ${what}`,
        fix: 'say --yes; nothing was done',
      },
    ]);
  }
  io.stderr.write(`${what}? [y/N] `);
  for await (const line of linesOf(io.stdin)) {
    if (/^\s*y(es)?\s*$/i.test(line)) return true;
    break;
  }
  io.stderr.write('nothing was done\n');
  return false;
}
