import { Random } from '../../../src/lab/world/random';
import { LabWalk } from './lab-walk';

const WALKS = 40;
const STEPS = 25;

/** Random transitions of the model, each of which the lab has to take to the same place. */
async function walk(seed: number, unreachable: 'disabled' | 'at once'): Promise<void> {
  const random = new Random(seed);
  const both = new LabWalk(4, unreachable);
  const way: string[] = [];
  for (let i = 0; i < STEPS; i++) {
    const steps = both.steps();
    const step = steps[random.below(steps.length)];
    if (!step) return;
    way.push(step.name);
    await step.take();
    const [model, lab] = await both.compare();
    // The way is part of what is compared, so that a failure prints it.
    const after = `seed ${seed}: ${way.join(', ')}`;
    expect({ after, ...model }).toEqual({ after, ...lab });
  }
}

test.each(['disabled', 'at once'] as const)(
  'the lab goes where the model goes (lost tasks are kept: %s)',
  async (unreachable) => {
    for (let seed = 1; seed <= WALKS; seed++) await walk(seed, unreachable);
  },
  60_000,
);
