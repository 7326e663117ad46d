import { upgradePolicy } from '../../../../src/manifest';
import { NO_TASKS } from '../../../../src/operator/kinds/shuffle-service/count';
import { recordAfter, useOf } from '../../../../src/operator/kinds/shuffle-service/use';

const policy = upgradePolicy.parse({ whenInUse: 'Wait', overlapSeconds: 60, quietSeconds: 120 });
const sight = { placed: { revision: 'r', appId: '/shuffle/old', port: 7337, releases: [] }, tasks: NO_TASKS };
const o = (now: string) => ({ now, use: { consumers: [], ports: new Map() } });

/** What is known, and what is believed, at each of these times. */
function looks(since: string, times: readonly string[]) {
  let record: Parameters<typeof useOf>[0]['record'] = { since };
  return times.map((now) => {
    const props = { sight, policy, o: o(now) };
    record = recordAfter({ ...props, record });
    return useOf({ ...props, record }).is;
  });
}

test('a clock that went back begins the overlap anew, and does not make it last until a time that is far ahead', () => {
  expect(
    looks('2031-01-01T00:00:00.000Z', [
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:50.000Z',
      '2026-01-01T00:01:00.000Z',
      '2026-01-01T00:02:00.000Z',
    ]),
  ).toEqual(['in-use', 'in-use', 'in-use', 'unused']);
});

test('who may know the port is noted anew with it', () => {
  const record = { since: '2031-01-01T00:00:00.000Z', users: ['f1'] };
  const props = { sight, policy, record, o: o('2026-01-01T00:00:00.000Z') };
  expect(recordAfter(props)).not.toHaveProperty('users');
});
