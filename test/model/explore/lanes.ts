import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What one process says of its scenario when it is done. */
export interface Told {
  readonly states: number;
  readonly failures: number;
}

/** Each process may keep some gigabytes of states: more of them than this would not fit. */
const MOST_LANES = 4;

/**
 * Explores scenarios in processes of their own, side by side, each lane one after the other. What a scenario does not
 * need of the seconds the later ones of its lane may have.
 */
export async function sideBySide(
  program: string,
  names: readonly string[],
  seconds: number,
): Promise<readonly Told[]> {
  const lanes = Math.min(MOST_LANES, availableParallelism(), names.length);
  const waiting = [...names];
  const told: Told[] = [];
  const lane = async () => {
    let left = seconds;
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const start = performance.now();
      const share = left / (1 + Math.ceil(waiting.length / lanes));
      told.push(await inItsOwnProcess(program, [name, 'all', `${share}`]));
      left -= (performance.now() - start) / 1000;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return told;
}

function inItsOwnProcess(program: string, args: readonly string[]): Promise<Told> {
  return new Promise((done, fail) => {
    const child = fork(program, args);
    let answer: Told | undefined;
    child.on('message', (message: Told) => {
      answer = message;
    });
    child.on('error', fail);
    child.on('close', () => done(answer ?? { states: 0, failures: 1 }));
  });
}
