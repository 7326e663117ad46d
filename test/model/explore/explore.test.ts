import { PARTS } from '../operator/parts';
import { explore } from './explore';
import { explorationOf, SCENARIOS } from './scenarios';

test.each(Object.entries(SCENARIOS))(
  '%s: no way leads to harm, and from everywhere one to rest',
  async (_, scenario) => {
    const [faults] = scenario.depth;
    const { finding, complete } = await explore({
      ...(await explorationOf(scenario, { parts: PARTS })),
      faults,
    });
    expect(finding).toBeUndefined();
    expect(complete).toBe(faults);
  },
);
