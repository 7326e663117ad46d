import { PARTS } from '../operator/parts';
import { type Exploration, explore } from './explore';
import { MUTANTS, type Mutant } from './mutants';
import { explorationOf } from './scenarios';

async function explored(mutant: Mutant, mutation: Mutant['mutation']): Promise<Exploration> {
  const { scenario, faults, converges, world, crashes = false } = mutant;
  const props = await explorationOf(scenario, { parts: PARTS, ...world });
  return explore({
    ...props,
    ...mutation,
    faults,
    crashes,
    ...(converges === undefined ? {} : { converges }),
  });
}

describe.each(MUTANTS)('rule $rule: an operator that $does', (mutant) => {
  test('is caught, with the way there', async () => {
    const { finding } = await explored(mutant, mutant.mutation);
    expect(finding?.because).toMatch(mutant.caught);
    expect(finding?.trace.length).toBeGreaterThan(0);
  });

  test('differs from the right one, which is not', async () => {
    const { finding, complete } = await explored(mutant, {});
    expect(finding).toBeUndefined();
    expect(complete).toBe(mutant.faults);
  });
});

test('every rule has its mutant', () => {
  expect([...new Set(MUTANTS.map(({ rule }) => rule))]).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
});
