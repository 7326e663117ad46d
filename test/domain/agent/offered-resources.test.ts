import {
  type OfferedResources,
  reservationProblems,
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

test('reserved ports are taken out, and ports of which nothing is left are not named', () => {
  const rules = platformRules(MESOS, 'private');
  const lines = (ports: string) => resourceTemplate(offered([reserve('a', ports)]), rules).split('\n');
  expect(lines('31000-31009').find((line) => line.includes('"role":"*","type":"RANGES"'))).toContain(
    '{"begin":31010,"end":32000}',
  );
  expect(lines('31000-32000').filter((line) => line.includes('ports'))).toHaveLength(1);
});

test('DC/OS adds the disk itself, unless a part of it is reserved', () => {
  const rules = platformRules(DCOS, 'private');
  expect(resourceTemplate(offered([SHUFFLE]), rules)).not.toContain('@DISK@');
  const disk = StaticReservation.forRole('d', { cpus: 1, memory: '1g', disk: '10g', ports: '8000' });
  expect(resourceTemplate(offered([disk]), rules)).toContain('"value":@DISK@');
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
    const found = reservationProblems(offered(reservations, role), platformRules(DCOS, role));
    expect(found.map(problemText)).toEqual([message]);
  });
});
