import { Token } from 'cdktf';
import type { ShuffleServiceProps } from '../../constructs/shuffle-service-props';
import { matchers } from '../../constructs/testing';
import { Duration } from '../../src/domain/core/duration';
import { build } from '../support/shuffle-service';

expect.extend(matchers);

type Upgrade = Pick<ShuffleServiceProps, 'upgrade' | 'connectionTimeout'>;

const DEFAULTS = { whenInUse: 'Wait', overlapSeconds: 300, quietSeconds: 600, deadlineSeconds: 86_400 };

test.each<[string, Upgrade, object]>([
  ['nothing', {}, DEFAULTS],
  ['the mode alone', { upgrade: { whenInUse: 'Proceed' } }, { ...DEFAULTS, whenInUse: 'Proceed' }],
  [
    'every length of time',
    { upgrade: { whenInUse: 'Proceed', overlap: '90s', quiet: '20m', deadline: Duration.hours(2) } },
    { whenInUse: 'Proceed', overlapSeconds: 90, quietSeconds: 1200, deadlineSeconds: 7200 },
  ],
  ['no overlap', { upgrade: { whenInUse: 'Wait', overlap: '0s' } }, { ...DEFAULTS, overlapSeconds: 0 }],
  ['a long time-out: twice it is quiet', { connectionTimeout: '15m' }, { ...DEFAULTS, quietSeconds: 1800 }],
  [
    'a long time-out and a mode',
    { connectionTimeout: Duration.minutes(15), upgrade: { whenInUse: 'Proceed' } },
    { ...DEFAULTS, whenInUse: 'Proceed', quietSeconds: 1800 },
  ],
  ['a short time-out: ten minutes are quiet all the same', { connectionTimeout: '2m' }, DEFAULTS],
  [
    'less than ten minutes for a short time-out, by word',
    { connectionTimeout: '2m', upgrade: { whenInUse: 'Wait', quiet: '4m' } },
    { ...DEFAULTS, quietSeconds: 240 },
  ],
])('of %s the manifest has all figures', (_, given, upgrade) => {
  expect(build(given)).toRunShuffleService('spark-0', { upgrade });
});

test.each<[string, Upgrade, readonly string[]]>([
  [
    'less quiet than twice the time-out',
    { upgrade: { whenInUse: 'Wait', quiet: '5m' } },
    [
      'shuffle-0.upgrade.quiet: found 5mins, wanted at least 10mins, twice the connectionTimeout of 5mins; sooner an application that still lives may look like none; raise it, or leave it out',
    ],
  ],
  [
    'a deadline that does nothing',
    { upgrade: { whenInUse: 'Wait', deadline: '2h' } },
    [
      'shuffle-0.upgrade.deadline: found 2h with whenInUse "Wait", wanted nothing; an old version in use is never ended then; leave it out, or say whenInUse "Proceed"',
    ],
  ],
  [
    'a deadline within the overlap',
    { upgrade: { whenInUse: 'Proceed', deadline: '4m' } },
    [
      'shuffle-0.upgrade.deadline: found 4mins, wanted at least 5mins, the overlap; before its end applications start that know the old port only; raise it, or lower upgrade.overlap',
    ],
  ],
  [
    'an overlap beyond the deadline that is the default',
    { upgrade: { whenInUse: 'Proceed', overlap: '2days' } },
    ['shuffle-0.upgrade.deadline: found 1days, wanted at least 2days, the overlap;'],
  ],
  [
    'what is no length of time, or no whole seconds, all at once',
    {
      upgrade: { whenInUse: 'Never' as 'Wait', overlap: '5', quiet: 'soon', deadline: '90500ms' },
      connectionTimeout: 'long',
    },
    [
      'shuffle-0.upgrade.overlap: found "5", wanted a number with a unit, such as "120s", "10mins" or "2days"',
      'shuffle-0.upgrade.quiet: found "soon", wanted a number with a unit',
      'shuffle-0.upgrade.deadline: found 90500ms, wanted whole seconds',
      'shuffle-0.upgrade.whenInUse: found "Never", wanted "Wait" or "Proceed"',
      'shuffle-0.connectionTimeout: found "long", wanted a number with a unit',
    ],
  ],
  [
    'a late value',
    { upgrade: { whenInUse: 'Wait', quiet: Token.asString({ a: 1 }) } },
    ['shuffle-0.upgrade.quiet: found a value that only Terraform will know (a token), wanted a value'],
  ],
])('fails on %s', (_, given, messages) => {
  for (const message of messages) expect(() => build(given)).toThrow(message);
});
