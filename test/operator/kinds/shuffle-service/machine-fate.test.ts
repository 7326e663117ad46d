import { Duration } from '../../../../src/domain/core/duration';
import { type FateProps, fateOf } from '../../../../src/operator/kinds/shuffle-service/machine-fate';

const ended: FateProps = {
  record: { machine: 'i-1', seen: '2026-01-01T00:00:00.000Z' },
  state: { is: 'ended', because: 'EC2 says that i-1 is terminated' },
  witnessed: true,
  holders: [],
  succeeded: false,
  now: '2026-01-01T02:00:00.000Z',
  remembers: Duration.hours(1),
};
const unlisted: FateProps = { ...ended, state: { is: 'unlisted' } };
const other = { id: 'i-2', running: true };

const cases: readonly (readonly [string, FateProps, ReturnType<typeof fateOf>['is'], string])[] = [
  ['its machine is terminated', ended, 'ended', 'EC2 says that i-1 is terminated'],
  ['the same, of nobody known', { ...ended, witnessed: false }, 'ended', 'EC2 says that i-1 is terminated'],
  [
    'its machine is stopped',
    { ...ended, state: { is: 'there', because: 'EC2 says that i-1 is stopped' } },
    'there',
    'EC2 says that i-1 is stopped',
  ],
  [
    'it was never noted where it ran, whatever is said',
    { ...ended, record: undefined },
    'not-known',
    'which machine it ran on is not known',
  ],
  [
    'nothing is said of its machine',
    { ...ended, state: undefined },
    'not-known',
    'nothing is known of its machine i-1',
  ],
  [
    'its machine is not listed any more',
    unlisted,
    'ended',
    'i-1 is no longer listed, as what ended long ago',
  ],
  [
    'nothing is listed at all: another account, or another region',
    { ...unlisted, witnessed: false },
    'not-known',
    'i-1, on which it ran, is not listed, and neither is any machine of a connected agent',
  ],
  [
    'it is not listed sooner than what ends is forgotten',
    { ...unlisted, now: '2026-01-01T00:59:59.999Z' },
    'not-known',
    'i-1, on which it ran, is not listed, although it was seen at 2026-01-01T00:00:00.000Z',
  ],
  ['the same a moment later', { ...unlisted, now: '2026-01-01T01:00:00.000Z' }, 'ended', 'i-1 is no longer'],
  [
    'a clock that went back makes nothing old',
    { ...unlisted, now: '2025-01-01T00:00:00.000Z' },
    'not-known',
    'although it was seen at',
  ],
  [
    'who has its address is not known',
    { ...ended, holders: undefined },
    'not-known',
    'i-1 has ended; who has its address now is not known',
  ],
  [
    'another machine has its address: the disk, and so the agent, may have moved',
    { ...ended, holders: [other] },
    'not-known',
    'i-1 has ended; its address is that of i-2, which has not registered anew',
  ],
  [
    'another machine and another agent have it',
    { ...ended, holders: [other], succeeded: true },
    'ended',
    'i-1',
  ],
  ['EC2 still gives it its address', { ...ended, holders: [{ id: 'i-1', running: false }] }, 'ended', 'i-1'],
  ['of one that is not listed, too', { ...unlisted, holders: [other] }, 'not-known', 'i-2'],
];

test.each(cases)('rule 3: %s', (_, props, is, because) => {
  expect(fateOf(props)).toEqual({ is, because: expect.stringContaining(because) });
});
