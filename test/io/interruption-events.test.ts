import fc from 'fast-check';
import { drainHookMetadata } from '../../src/domain/agent/drain-hook';
import { Duration } from '../../src/domain/core/duration';
import { readInterruption } from '../../src/io/interruption-events';
import type { NoticeContent } from '../../src/operator/ports';
import { healthEvent, rebalanceEvent, spotEvent, stateEvent, terminatingEvent } from '../support/aws-events';

const I = 'i-1234567890abcdef0';
const read = (event: unknown) => readInterruption(JSON.stringify(event));
const notice = (cause: object, machine = I) => ({
  id: '12345678-1234-1234-1234-123456789012',
  at: '2026-01-01T00:00:00.000Z',
  machine,
  cause,
});
const notices = (...all: readonly object[]) => ({ is: 'notices', notices: all });

test.each<[string, unknown, unknown]>([
  [
    'a hook with what its group says of itself',
    terminatingEvent(I, { metadata: drainHookMetadata({ deadline: Duration.hours(3), markGone: true }) }),
    notices(
      notice({
        ...{ kind: 'Terminating', group: 'spark-agents', hook: 'drains-first' },
        ...{ deadlineSeconds: 10_800, heartbeatSeconds: 7200, markGone: true },
      }),
    ),
  ],
  [
    'a hook that was made by hand',
    terminatingEvent(I),
    notices(
      notice({
        ...{ kind: 'Terminating', group: 'spark-agents', hook: 'drains-first' },
        ...{ deadlineSeconds: 3600, heartbeatSeconds: 30, markGone: false },
      }),
    ),
  ],
  ['a spot interruption', spotEvent(I), notices(notice({ kind: 'Spot', action: 'terminate' }))],
  ['a rebalance recommendation', rebalanceEvent(I), notices(notice({ kind: 'Rebalance' }))],
  [
    'an instance that shuts down',
    stateEvent(I, 'shutting-down'),
    notices(notice({ kind: 'Ending', state: 'shutting-down' })),
  ],
  [
    'a host that is retired, of each instance on it',
    healthEvent([I, 'vol-1', 'i-0aaaaaaa']),
    notices(
      ...[I, 'i-0aaaaaaa'].map((machine) =>
        notice(
          {
            kind: 'Retirement',
            code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
            starts: '2026-01-15T06:00:00.000Z',
          },
          machine,
        ),
      ),
    ),
  ],
])('reads %s', (_, event, expected) => {
  expect(read(event)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ["another one's hook", terminatingEvent(I, { hook: 'ship-logs' }), 'the hook ship-logs of spark-agents'],
  [
    'a launch',
    terminatingEvent(I, { transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }),
    'the hook drains-first',
  ],
  ['an instance that runs', stateEvent(I, 'running'), 'an instance is running'],
  ['one that is stopped, which starts again', stateEvent(I, 'stopped'), 'an instance is stopped'],
  [
    'a reboot, after which the agent goes on',
    healthEvent([I], { code: 'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED' }),
    'ends no machine',
  ],
  ['an event of another service', { ...spotEvent(I), source: 'aws.s3' }, 'aws.s3/EC2 Spot Instance'],
  ['one that only looks like EC2', { ...spotEvent(I), source: 'com.example' }, 'com.example/'],
])('has nothing to do with %s', (_, event, because) => {
  const content = read(event);
  expect(content).toMatchObject({ is: 'nothing', because: expect.stringContaining(because) });
});

test.each<[string, string]>([
  ['nothing', ''],
  ['no JSON', '{"version":"0",'],
  ['a number', '1'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a test message of S3', '{"Service":"Amazon S3","Event":"s3:TestEvent"}'],
  ['an event without detail', JSON.stringify({ ...spotEvent(I), detail: undefined })],
  ['an instance that is none', JSON.stringify(spotEvent('*'))],
  ['a filter in place of an instance', JSON.stringify(spotEvent('i-1234567890abcdef0,i-*'))],
  ['a time that is none', JSON.stringify({ ...spotEvent(I), time: 'soon' })],
  ['a start that is none', JSON.stringify(healthEvent([I], { starts: 'soon' }))],
  ['a hook of a group without a name', JSON.stringify(terminatingEvent(I, { group: '' }))],
])('does not take %s for a notice, and breaks no line of the log', (_, body) => {
  const content = readInterruption(body) as Extract<NoticeContent, { is: 'unreadable' }>;
  expect(content.is).toBe('unreadable');
  expect(content.because).not.toMatch(/[\n\r]/);
  expect(content.because.length).toBeLessThan(250);
});

test.each([
  ['no JSON', 'deadline=5'],
  ['null', 'null'],
  ['a deadline of nothing', '{"deadlineSeconds":0,"heartbeatSeconds":-1}'],
  ['a deadline of ever', '{"deadlineSeconds":1e9,"heartbeatSeconds":"600"}'],
])('takes the usual terms where the metadata is %s', (_, metadata) => {
  expect(read(terminatingEvent(I, { metadata }))).toMatchObject({
    notices: [{ cause: { deadlineSeconds: 3600, heartbeatSeconds: 30, markGone: false } }],
  });
});

test('no body whatever makes it throw', () => {
  const about = fc.record(
    {
      id: fc.anything(),
      'detail-type': fc.constantFrom('AWS Health Event', 'EC2 Spot Instance Interruption Warning', 'x'),
      source: fc.constantFrom('aws.health', 'aws.ec2', 'aws.autoscaling'),
      time: fc.oneof(fc.string(), fc.constant('2026-01-01T00:00:00Z')),
      detail: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        about.map((one) => JSON.stringify(one)),
        fc.json(),
      ),
      (body) => {
        expect(['notices', 'nothing', 'unreadable']).toContain(readInterruption(body ?? '').is);
      },
    ),
  );
});
