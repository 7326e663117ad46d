import { platformRules } from '../../../src/domain/agent/platform';
import { gateFlags, gateObstacle } from '../../../src/domain/agent/shuffle-gate';
import type { AgentFlags } from '../../../src/domain/mesos/agent-flags';
import { DCOS, MESOS } from '../../support/agent-boot';

const dcos = platformRules(DCOS, 'private');
const mesos = (version?: string) =>
  platformRules(version === undefined || MESOS.kind !== 'mesos' ? MESOS : { ...MESOS, version }, 'private');

test.each<[string, ReturnType<typeof mesos>, AgentFlags, string | undefined]>([
  ['DC/OS', dcos, {}, undefined],
  [
    'DC/OS that is told otherwise',
    dcos,
    { reconfigurationPolicy: 'equal' },
    'the reconfiguration policy "equal"',
  ],
  ['plain Mesos', mesos('1.5'), {}, undefined],
  ['plain Mesos without version', mesos(), {}, 'a cluster without version'],
  ['an old one', mesos('1.4.1'), {}, 'Mesos 1.4'],
  [
    'a flag by its own name',
    mesos('1.11'),
    { customFlags: { reconfiguration_policy: 'equal' } },
    'the reconfiguration policy "equal"',
  ],
])('whether %s takes an attribute later', (_, rules, flags, obstacle) => {
  expect(gateObstacle(rules, flags)).toBe(obstacle);
});

test('plain Mesos is told to take it, unless somebody has said so', () => {
  expect(gateFlags(mesos('1.11'), { gcDelay: '2days' })).toEqual({
    gcDelay: '2days',
    reconfigurationPolicy: 'additive',
  });
  const said = { customFlags: { reconfiguration_policy: 'additive' } };
  expect(gateFlags(mesos('1.11'), said)).toBe(said);
  expect(gateFlags(dcos, {})).toEqual({});
});
