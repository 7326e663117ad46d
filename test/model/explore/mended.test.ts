import { PARTS } from '../operator/parts';
import { explore } from './explore';
import { explorationOf, SCENARIOS, type Scenario } from './scenarios';

/** What the explorer has found, each in the smallest world that shows it. */
describe('mended', () => {
  test('an agent that leaves while a deployment runs holds no publication up', async () => {
    const scenario = { ...(SCENARIOS['first'] as Scenario), faults: ['lose'] as const };
    const props = await explorationOf(scenario, { parts: PARTS });
    const { finding } = await explore({ ...props, faults: 1, crashes: false });
    expect(finding).toBeUndefined();
  });

  test('a word that is taken back before its slot is free keeps no new machine without a task', async () => {
    const scenario = {
      ...(SCENARIOS['loss'] as Scenario),
      agents: [1, 0] as const,
      faults: ['lose', 'sayGone', 'newMachine', 'takeBack'] as const,
    };
    const props = await explorationOf(scenario, { parts: PARTS });
    const { finding } = await explore({ ...props, faults: 4 });
    expect(finding).toBeUndefined();
  });

  test('a lost task of an app that was removed is not taken for a held slot of its successor', async () => {
    const props = await explorationOf(SCENARIOS['removal'] as Scenario, { parts: PARTS });
    const environment = {
      ...props.environment,
      faults: new Set(['delete', 'respec', 'lose', 'use'] as const),
    };
    const { finding } = await explore({ ...props, environment, faults: 3, crashes: false });
    expect(finding).toBeUndefined();
  });

  test('a replacement in place that is taken back half-way leaves one app on the port', async () => {
    const scenario = {
      ...(SCENARIOS['inPlace'] as Scenario),
      agents: [1, 0] as const,
      faults: ['respec'] as const,
    };
    const props = await explorationOf(scenario, { parts: PARTS });
    const { finding } = await explore({ ...props, faults: 2, crashes: false });
    expect(finding).toBeUndefined();
  });
});
