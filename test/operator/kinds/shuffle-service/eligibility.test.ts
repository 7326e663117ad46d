import { Ranges } from '../../../../src/domain/core/ranges';
import {
  blindness,
  type Need,
  needOf,
  type Verdict,
  verdict,
} from '../../../../src/operator/kinds/shuffle-service/eligibility';
import type { AgentView } from '../../../../src/operator/ports';
import { agent, view } from '../../support/agents';
import { APP } from '../../support/manifests';

const template = { ...APP, portDefinitions: [{ port: 7337, protocol: 'tcp' }] };
const need = needOf(template, 'shuffle');
const shuffle = { cpus: 2, mem: 4096, disk: 0, ports: Ranges.parse('7337-7339') };
const no = (because: string): Verdict => ({ is: 'no', because });

const cases: readonly (readonly [string, Partial<AgentView>, Partial<Need>, Verdict])[] = [
  ['a plain agent', {}, {}, { is: 'eligible' }],
  ['an agent that drains', { draining: true, deactivated: true, active: false }, {}, no('draining')],
  ['a deactivated one', { deactivated: true, active: false }, {}, no('deactivated')],
  ['one without a socket', { active: false }, {}, no('not connected to the master')],
  ['one in a maintenance window', { maintenance: true }, {}, no('in a maintenance window')],
  ['one with GPUs', { gpus: 1 }, {}, no('has GPUs, which Marathon keeps for apps that ask for them')],
  ['one with GPUs, for an app that takes them', { gpus: 1 }, { onGpus: true }, { is: 'eligible' }],
  ['one in another region', { region: 'us' }, {}, no('in the remote region us')],
  ['one in another region that the app names', { region: 'us' }, { anyRegion: true }, { is: 'eligible' }],
  ['one in the region of the master', { region: 'eu' }, {}, { is: 'eligible' }],
  [
    'one without the attribute',
    {},
    { constraints: [['workload', 'LIKE', 'spark']] },
    no('does not meet the constraints'),
  ],
  [
    'one with the attribute',
    { attributes: { workload: 'spark' } },
    { constraints: [['workload', 'LIKE', 'spark']] },
    { is: 'eligible' },
  ],
  ['one without a reservation', { reserved: {} }, {}, no('has no reservation for shuffle')],
  [
    'one whose reservation lacks the port',
    { reserved: { shuffle: { ...shuffle, ports: Ranges.parse('7338-7339') } } },
    {},
    no('port 7337 is not reserved for shuffle'),
  ],
  [
    'one with too little memory',
    { reserved: { shuffle: { ...shuffle, mem: 512 } } },
    {},
    no('512 mem reserved for shuffle, the task needs 1024'),
  ],
  [
    'one with too few cpus',
    { reserved: { shuffle: { ...shuffle, cpus: 0.4 } } },
    {},
    no('0.4 cpus reserved for shuffle, the task needs 0.5'),
  ],
  [
    'one without disk for a task with disk',
    {},
    { disk: 10 },
    no('0 disk reserved for shuffle, the task needs 10'),
  ],
  [
    'one whose port is in use',
    { usedPorts: () => Ranges.parse('7337') },
    {},
    { is: 'blocked', because: 'port 7337 is used by another task' },
  ],
  [
    'one whose reservation is in use',
    { used: () => ({ ...shuffle, mem: 3500 }) },
    {},
    { is: 'blocked', because: '0 cpus of shuffle free, the task needs 0.5' },
  ],
];

test.each(cases)('%s', (_, changes, needs, expected) => {
  expect(verdict(agent('a1', changes), { ...need, ...needs }, { region: 'eu', taken: false })).toEqual(
    expected,
  );
});

test('what our own task uses does not count against its agent', () => {
  const busy = agent('a1', { usedPorts: () => Ranges.parse('7337'), used: () => shuffle });
  expect(verdict(busy, need, { taken: true })).toEqual({ is: 'eligible' });
});

describe('rule 2: a reservation that is hidden is not a reservation that is missing', () => {
  const hiding = agent('a1', { reserved: {}, hidesResources: true });
  test('when nobody shows the role and somebody hides', () => {
    expect(blindness(view([hiding, agent('a2', { reserved: {} })]), 'shuffle')).toEqual({
      reason: 'ReservationsHidden',
      message:
        '1 of 2 agents have resources that the operator may not see, and none shows a reservation for shuffle; grant it VIEW_ROLE for shuffle',
    });
  });

  test('what is hidden belongs to other roles where one agent shows ours', () => {
    expect(blindness(view([hiding, agent('a2')]), 'shuffle')).toBeUndefined();
  });

  test('nothing is hidden: there simply is none', () => {
    expect(blindness(view([agent('a1', { reserved: {} })]), 'shuffle')).toBeUndefined();
  });

  test('nothing is known', () => {
    const unknown = { is: 'unknown' as const, reason: 'MasterChanged', message: 'another' };
    expect(blindness(unknown, 'shuffle')).toEqual({ reason: 'MasterChanged', message: 'another' });
  });
});
