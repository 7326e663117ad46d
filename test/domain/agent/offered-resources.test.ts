import { offeredProblems } from '../../../src/domain/agent/offered-problems';
import {
  type OfferedResources,
  reservedTotals,
  resourceTemplate,
} from '../../../src/domain/agent/offered-resources';
import { platformRules } from '../../../src/domain/agent/platform';
import type { AgentRole } from '../../../src/domain/agent/platform-rules';
import { problemText } from '../../../src/domain/core/problem';
import { Ranges } from '../../../src/domain/core/ranges';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { DCOS, MESOS, SHUFFLE } from '../../support/agent-boot';

function offered(reservations: readonly StaticReservation[], role: AgentRole = 'private'): OfferedResources {
  return { reservations, ports: Ranges.of([31_000, 32_000]), overcommit: [], role };
}

const reserve = (role: string, ports = '8000') =>
  StaticReservation.forRole(role, { cpus: 0.1, memory: '32m', ports });

test('totals count cpus in thousandths', () => {
  const tenths = ['a', 'b', 'c'].map((role, i) => reserve(role, `${8000 + i}`));
  expect(reservedTotals(tenths)).toEqual({ cpusMilli: 300, memoryMib: 96, diskMib: 0 });
});

test('reserved and kept ports are taken out, and ports of which nothing is left are named', () => {
  const lines = (ports: string, more: Partial<OfferedResources> = {}) =>
    resourceTemplate({ ...offered([reserve('a', ports)]), ...more }).split('\n');
  expect(lines('31000-31009').find((line) => line.includes('"role":"*","type":"RANGES"'))).toContain(
    '{"begin":31010,"end":32000}',
  );
  expect(lines('31000-32000', { resourcesForm: 'text' })).toContain('ports:[]');
  const kept = { cpusMilli: 0, memoryMib: 0, ports: Ranges.of([31_999, 32_000]) };
  expect(lines('31000', { kept, resourcesForm: 'text' })).toContain('ports:[31001-31998]');
});

test('the text form names the role of what is not for everybody', () => {
  const text = resourceTemplate({ ...offered([reserve('a', '7,9')], 'public'), resourcesForm: 'text' });
  expect(text.split('\n')).toEqual([
    'cpus(slave_public):@CPUS@',
    'mem(slave_public):@MEMORY@',
    'disk(slave_public):@DISK@',
    'ports(slave_public):[31000-32000]',
    'cpus(a):0.1',
    'mem(a):32',
    'ports(a):[7-7,9-9]',
    '',
  ]);
});

describe('fails where no agent can hold the reservations', () => {
  test.each<[string, readonly StaticReservation[], AgentRole, string]>([
    [
      'one role twice',
      [SHUFFLE, reserve('shuffle')],
      'private',
      'reservations[1].role: found "shuffle", which reservations[0] has, wanted one reservation for each role; add the two up',
    ],
    [
      'one port twice',
      [SHUFFLE, reserve('other', '7339-7341')],
      'private',
      'reservations[1].ports: found 7339, which reservations[0] holds for "shuffle", wanted each port in one reservation; Mesos would offer it to both roles',
    ],
    [
      "the agent's own port",
      [reserve('a', '5051')],
      'private',
      'reservations[0].ports: found 5051, wanted ports that the agent itself does not use',
    ],
    [
      'a role that the environment file cannot hold',
      [reserve("o'brien")],
      'private',
      'reservations[0].role: found "o\'brien", wanted printable ASCII without quotes, "\\" and "@"; Mesos takes the name, the environment file of an agent does not',
    ],
    [
      'the role of all the rest',
      [reserve('slave_public')],
      'public',
      'reservations[0].role: found "slave_public", wanted another role than the one that owns all the rest of a public agent',
    ],
  ])('%s', (_, reservations, role, message) => {
    const found = offeredProblems(offered(reservations, role), platformRules(DCOS, role));
    expect(found.map(problemText)).toEqual([message]);
  });
});

test.each<[string, AgentRole, readonly string[]]>([
  ['on DC/OS', 'private', ['ports: found 5050-5051,61001, wanted ports that the agent itself does not use']],
  [
    'on a public agent',
    'public',
    ['ports: found 5051,61001, wanted ports that the agent itself does not use'],
  ],
])("fails where everybody would be offered the agent's own ports %s", (_, role, messages) => {
  const rules = platformRules(DCOS, role);
  const found = (ports: Ranges) => offeredProblems({ ...offered([], role), ports }, rules).map(problemText);
  expect(found(Ranges.of([4000, 6000], [61_000, 61_010]))).toEqual(messages);
  expect(found(rules.ports)).toEqual([]);
});

test.each<['1.3' | '1.4' | undefined, readonly string[]]>([
  [
    '1.3',
    [
      'reservations[0].role: found "eng/spark", wanted a role without "/", which Mesos 1.3 does not take; or agents of Mesos 1.4 or later',
    ],
  ],
  ['1.4', []],
  [undefined, []],
])('a role below another one on Mesos %s', (version, messages) => {
  const rules = platformRules({ ...MESOS, version }, 'private');
  expect(offeredProblems(offered([reserve('eng/spark')]), rules).map(problemText)).toEqual(messages);
});

describe('fails on', () => {
  const kept = { cpusMilli: 0, memoryMib: 0, ports: Ranges.of([7339, 7339], [61_337, 61_337]) };
  test.each<[string, Partial<OfferedResources>, 'dcos' | 'mesos', readonly string[]]>([
    [
      'the text form on DC/OS',
      { resourcesForm: 'text' },
      'dcos',
      [
        'resourcesForm: found "text", wanted "json"; an agent of DC/OS does not start with the text form, its own start script reads JSON',
      ],
    ],
    ['nothing of it on Mesos', { resourcesForm: 'text' }, 'mesos', []],
    [
      'a role that the text form cannot say',
      { resourcesForm: 'text', reservations: [reserve('a:b')] },
      'mesos',
      [
        'reservations[0].role: found "a:b", wanted a name without ":", ";" and parentheses; the text form cannot say it; resourcesForm: \'json\' can',
      ],
    ],
    [
      'a reserved port that something beside the agent uses',
      { kept },
      'mesos',
      ['reservations[0].ports: found 7339, wanted ports that nothing beside the agent uses'],
    ],
  ])('%s', (_, changes, platform, messages) => {
    const rules = platformRules(platform === 'dcos' ? DCOS : MESOS, 'private');
    expect(offeredProblems({ ...offered([SHUFFLE]), ...changes }, rules).map(problemText)).toEqual(messages);
  });
});
