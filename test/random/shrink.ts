import { type Outcome, run } from './run';
import type { Script } from './script';

/** Leaves steps out, many at first, for as long as something still goes wrong. */
export async function shrink(failed: Outcome): Promise<Outcome> {
  const kind = kindOf(failed.failures[0] ?? '');
  let best = failed;
  for (
    let size = Math.ceil(best.script.steps.length / 2);
    size >= 1;
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let from = 0; from < best.script.steps.length; ) {
      const { steps } = best.script;
      const fewer: Script = { ...best.script, steps: [...steps.slice(0, from), ...steps.slice(from + size)] };
      const outcome = await run(fewer);
      if (outcome.failures.some((one) => kindOf(one) === kind)) best = outcome;
      else from += size;
    }
  }
  return best;
}

/** The same failure, whichever host or number it speaks of. */
function kindOf(failure: string): string {
  return failure.replace(/[\w./-]*\d[\w./-]*/g, '#');
}

/** For people: what went wrong, how it came to it, and how to see it again. */
export function told({ script, failures, trace }: Outcome): string {
  return [
    `seed ${script.seed}: ${failures.join('\n  ')}`,
    '',
    `script: ${JSON.stringify(script)}`,
    '',
    ...trace,
    '',
    `again: npm run random -- --seed ${script.seed}`,
    '',
  ].join('\n');
}
