import { type Change, SettingsStack, type Tree } from '../support/settings-stack';

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('two-versions.yaml');
});
afterAll(() => example.remove());

const alarmsOf = (change?: Change) =>
  Object.values(example.synthesized(change).resources('aws_cloudwatch_metric_alarm'));
const with_ = (monitoring: Tree) => (settings: Tree) => void Object.assign(settings, { monitoring });

test('without the section there is no alarm', () => {
  expect(alarmsOf()).toEqual([]);
});

test('every service of the file has its alarm, and the rest is as the file says', () => {
  const topic = { arn: 'arn:aws:sns:eu-west-1:123456789012:on-call' };
  const alarms = alarmsOf(
    with_({
      topic,
      namespace: 'Team/a',
      runbook: 'https://wiki',
      tags: { team: 'a' },
      thresholds: { agents: 2, silentFor: '7m' },
    }),
  );
  const names = alarms.map((one) => String(one['alarm_name'])).sort();
  expect(names).toEqual([
    'Team/a/agents-without-a-service-spark-2-4',
    'Team/a/agents-without-a-service-spark-3-5',
    'Team/a/marathon-without-a-leader',
    'Team/a/mesos-without-a-leader',
    'Team/a/operator-silent',
  ]);
  for (const one of alarms)
    expect(one).toMatchObject({
      alarm_actions: [topic.arn],
      alarm_description: expect.stringContaining(' https://wiki#'),
      tags: { team: 'a' },
    });
  const find = (end: string) => alarms.find((one) => String(one['alarm_name']).endsWith(end));
  expect(find('spark-2-4')).toMatchObject({ threshold: 2 });
  expect(find('silent')).toMatchObject({ evaluation_periods: 7 });
});

test('fails with what is wrong, by its place in the file', () => {
  expect(
    example.refused(
      with_({ topic: { emails: ['nobody'], encryption: { kmsKeyArn: 'x' } }, thresholds: { agents: 0 } }),
    ),
  ).toEqual([
    'monitoring.topic.emails[0]: found "nobody", wanted an address of mail such as "on-call@example.com"',
    expect.stringMatching(/^monitoring\.topic\.encryption\.kmsKeyArn: found "x"/),
    'monitoring.thresholds.agents: found 0, wanted a whole number from 1',
  ]);
  expect(example.refused(with_({ topic: { arn: 'x', emails: [] } }))).toEqual([
    expect.stringMatching(/^monitoring\.topic: .*wanted arn, or emails and encryption/),
  ]);
});

test('an operator that failed makes no noise about its alarms', () => {
  const problems = example.refused((settings) => {
    settings['operator'].interval = 'soon';
    settings['monitoring'] = {};
  });
  expect(problems).toEqual([expect.stringMatching(/^operator\.interval/)]);
});
