import { type TerraformStack, TerraformVariable } from 'cdktf';
import type { Operator } from '../../constructs/operator';
import { ShuffleMonitoring } from '../../constructs/shuffle-monitoring';
import type { ShuffleMonitoringProps } from '../../constructs/shuffle-monitoring-props';
import type { SynthesizedStack } from '../../constructs/testing';
import { operatorSettings as programSettings } from '../../src/cli/operator-settings';
import { Duration } from '../../src/domain/core/duration';
import { problemText } from '../../src/domain/core/problem';
import { canonicalJson } from '../../src/domain/render/json';
import { matchesGolden } from '../support/golden';
import { operatorEnvironment as environment, operatorStack, secret } from '../support/operator';
import { problemsOf } from '../support/problems';

type Given = Partial<ShuffleMonitoringProps>;

type Each = Given | ((stack: TerraformStack) => Given);

/** An operator and what watches it. */
function build(...all: readonly Each[]): SynthesizedStack {
  return operatorStack({
    after: (stack, store) => {
      const operator = stack.node.findChild('operator') as Operator;
      all.forEach((given, i) => {
        const props = typeof given === 'function' ? given(stack) : given;
        new ShuffleMonitoring(stack, `monitoring-${i}`, {
          operator,
          services: [{ name: 'spark-2-4' }],
          ...props,
        });
      });
      store.addSecret(secret('late'));
    },
  });
}

const OURS = [
  'aws_cloudwatch_metric_alarm',
  'aws_sns_topic',
  'aws_sns_topic_policy',
  'aws_sns_topic_subscription',
  'aws_kms_key',
];
const alarms = (stack: SynthesizedStack) => Object.values(stack.resources('aws_cloudwatch_metric_alarm'));
const alarm = (stack: SynthesizedStack, end: string) =>
  alarms(stack).find((one) => String(one['alarm_name']).endsWith(end)) ?? {};
const documents = (stack: SynthesizedStack, start: string) =>
  Object.entries(stack.dataSources('aws_iam_policy_document'))
    .filter(([id]) => id.startsWith(start))
    .flatMap(([, document]) => document['statement'] as readonly Readonly<Record<string, unknown>>[]);

test('alarms, their topic and its key are as reviewed', () => {
  const stack = build({
    services: [{ name: 'spark-3-5' }, { name: 'spark-2-4' }],
    topic: { emails: ['on-call@example.com'] },
    tags: { team: 'data' },
  });
  const resources = Object.fromEntries(OURS.map((type) => [type, stack.resources(type)]));
  const policies = documents(stack, 'monitoring-0');
  matchesGolden('monitoring/alarms.json', `${canonicalJson({ policies, resources }, 2)}\n`);
});

test('the operator is told where to publish, takes it, and may publish nowhere else', () => {
  const stack = build({});
  const lines = environment(stack)
    .replaceAll(/\$\{[^}]*\}/g, 'late')
    .trim()
    .split('\n');
  expect(lines.filter((line) => line.startsWith('MESOS_SPARK_CLOUDWATCH'))).toEqual([
    'MESOS_SPARK_CLOUDWATCH=MesosSpark/test/operator',
  ]);
  const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  expect(programSettings({}, env).cloudwatch).toBe('MesosSpark/test/operator');
  const allowed = documents(stack, 'operator_access_allowed');
  expect(allowed.at(-1)).toEqual({
    sid: 'PublishMetrics',
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    condition: [
      { test: 'StringEquals', variable: 'cloudwatch:namespace', values: ['MesosSpark/test/operator'] },
    ],
  });
  // What comes later takes nothing away, nor does it come between.
  expect(allowed.find(({ sid }) => sid === 'ReadSecrets')).toMatchObject({ resources: [secret('late')] });
});

test('an operator without it is as it was: what is added is a line and a statement', () => {
  const [without, with_] = [build(), build({})].map((stack) => {
    const text = JSON.stringify(stack.json, null, 1);
    return text.split('\n').filter((line) => /operator_|local|PublishMetrics|CLOUDWATCH/.test(line));
  });
  expect(environment(build())).not.toContain('CLOUDWATCH');
  expect(documents(build(), 'operator_access_allowed').map(({ sid }) => sid)).not.toContain('PublishMetrics');
  expect(with_?.length).toBe((without?.length ?? 0) + 1);
  const changed = environment(build({}))
    .split('\n')
    .filter((line) => !environment(build()).split('\n').includes(line));
  expect(changed).toEqual(['MESOS_SPARK_CLOUDWATCH=MesosSpark/test/operator']);
});

test('each service has an alarm of its own, whatever their order', () => {
  const [one, other] = [
    ['a', 'b'],
    ['b', 'a'],
  ].map((names) => canonicalJson(build({ services: names.map((name) => ({ name })) }).json));
  expect(one).toBe(other);
  const stack = build({ services: [{ name: 'a' }, { name: 'b' }] });
  expect(alarm(stack, '-a')['dimensions']).toEqual({ Service: 'a' });
  expect(alarms(stack)).toHaveLength(5);
});

test('another order of addresses asks nobody to confirm anew', () => {
  const emails = ['a.b@example.com', 'ab@example.com'];
  const ids = [emails, [...emails].reverse()].map((list) =>
    Object.keys(build({ topic: { emails: list } }).resources('aws_sns_topic_subscription')).sort(),
  );
  expect(ids[0]).toEqual(ids[1]);
  expect(ids[0]).toHaveLength(2);
});

test('thresholds, namespace and runbook are those that are given', () => {
  const stack = build({
    thresholds: {
      agents: 3,
      agentsFor: '20m',
      marathonFor: Duration.minutes(2),
      mesosFor: '1m',
      silentFor: '1d',
    },
    namespace: 'Team/spark',
    runbook: 'https://wiki.example.com/${x}?a=1',
  });
  expect(alarm(stack, 'Team/spark/agents-without-a-service-spark-2-4')).toMatchObject({
    namespace: 'Team/spark',
    threshold: 3,
    evaluation_periods: 20,
    datapoints_to_alarm: 20,
    alarm_description: expect.stringMatching(
      /^For 20 minutes 3 agents or more have .* Runbook: https:\/\/wiki\.example\.com\/\$\$\{x\}\?a=1#mesossparkagentswithoutservice$/,
    ),
  });
  expect(alarm(stack, 'marathon-without-a-leader')['evaluation_periods']).toBe(2);
  expect(alarm(stack, 'mesos-without-a-leader')['alarm_description']).toMatch('for a minute:');
  expect(alarm(stack, 'operator-silent')['evaluation_periods']).toBe(1440);
  expect(environment(stack)).toContain('MESOS_SPARK_CLOUDWATCH=Team/spark\n');
});

test('alarms tell a topic that is there, and none is made', () => {
  const arn = 'arn:aws:sns:eu-west-1:123456789012:on-call';
  const stack = build({ topic: { arn } });
  for (const one of alarms(stack)) expect(one).toMatchObject({ alarm_actions: [arn], ok_actions: [arn] });
  for (const type of OURS.slice(1)) expect(stack.resources(type)).toEqual({});
  const late = build((scope) => ({ topic: { arn: new TerraformVariable(scope, 'topic', {}).stringValue } }));
  expect(alarms(late)[0]).toMatchObject({ alarm_actions: ['${var.topic}'] });
});

test('the key of a topic is its own, yours or none', () => {
  const keyOf = (stack: SynthesizedStack) =>
    Object.values(stack.resources('aws_sns_topic'))[0]?.['kms_master_key_id'];
  expect(keyOf(build({}))).toMatch(/^\$\{aws_kms_key\./);
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000';
  const yours = build({ topic: { encryption: { kmsKeyArn } } });
  expect(keyOf(yours)).toBe(kmsKeyArn);
  const none = build({ topic: { encryption: 'none' } });
  expect(keyOf(none)).toBeUndefined();
  for (const stack of [yours, none]) expect(stack.resources('aws_kms_key')).toEqual({});
});

const refused = (...all: readonly Each[]) => problemsOf(() => build(...all)).map(problemText);

test('fails with everything that is wrong with it at once', () => {
  const given: Given = {
    namespace: 'AWS/EC2',
    services: [{ name: 'a' }, { name: 'Spark 2' }, { name: 'a' }],
    topic: { emails: ['on-call', 'a@b.c', 'a@b.c'], encryption: { kmsKeyArn: 'alias/aws/sns' } },
    thresholds: { agents: 0, agentsFor: '90s', marathonFor: 'soon', mesosFor: '0s', silentFor: '2d' },
    runbook: '',
  };
  expect(refused(given)).toEqual([
    'test/monitoring-0.namespace: found "AWS/EC2", wanted a namespace of CloudWatch such as "MesosSpark/etl": at most 255 letters, digits and . - _ / # :, not below AWS/',
    'test/monitoring-0.services[1]: found "Spark 2", wanted the name of a shuffle service',
    'test/monitoring-0.services[2]: found "a" again, wanted each of them once',
    'test/monitoring-0.topic.emails[0]: found "on-call", wanted an address of mail such as "on-call@example.com"',
    'test/monitoring-0.topic.emails[2]: found "a@b.c" again, wanted each address once',
    expect.stringMatching(
      /^test\/monitoring-0\.topic\.encryption\.kmsKeyArn: found "alias\/aws\/sns", wanted the ARN of a key/,
    ),
    'test/monitoring-0.runbook: found "", wanted 1 to 400 characters',
    'test/monitoring-0.thresholds.agents: found 0, wanted a whole number from 1',
    'test/monitoring-0.thresholds.agentsFor: found 90secs, wanted whole minutes, from one minute to one day',
    expect.stringMatching(/^test\/monitoring-0\.thresholds\.marathonFor: found "soon"/),
    'test/monitoring-0.thresholds.mesosFor: found 0ns, wanted whole minutes, from one minute to one day',
    'test/monitoring-0.thresholds.silentFor: found 2days, wanted whole minutes, from one minute to one day',
  ]);
});

test.each<[string, Given, string]>([
  ['no service', { services: [] }, 'services: found none, wanted a shuffle service or more'],
  ['a FIFO topic', { topic: { arn: 'arn:aws:sns:eu-west-1:123456789012:a.fifo' } }, 'topic.arn: found "arn:'],
  [
    'names that are too long',
    { namespace: `a${'b'.repeat(230)}` },
    'wanted at most 255; give a shorter namespace',
  ],
])('fails with %s', (_, given, text) => {
  expect(refused(given)).toEqual([expect.stringContaining(text)]);
});

test('fails for an operator that is monitored already, and says what to do', () => {
  expect(refused({}, { services: [{ name: 'b' }] })).toEqual([
    'test/monitoring-1.operator: found test/operator, which publishes to "MesosSpark/test/operator" already, wanted an operator that is not monitored yet; name all of its services in one ShuffleMonitoring',
  ]);
});

test('fails where what is to be computed with is known only to Terraform', () => {
  const late = (scope: TerraformStack) => new TerraformVariable(scope, 'late', {}).stringValue;
  expect(refused((scope) => ({ namespace: late(scope) }))).toEqual([
    expect.stringMatching(/monitoring-0\.namespace: found a value that only Terraform will know/),
  ]);
  expect(refused((scope) => ({ topic: { emails: [late(scope)] } }))).toEqual([
    expect.stringMatching(/monitoring-0\.topic\.emails\[0\]: found a value that only Terraform will know/),
  ]);
});

test('what alarms say fits into CloudWatch, however long names are', () => {
  const stack = build({
    services: [{ name: 'a'.repeat(63) }],
    runbook: `https://${'b'.repeat(390)}`,
    thresholds: { agents: 10_000, agentsFor: '1d' },
  });
  const lengths = alarms(stack).map((one) => String(one['alarm_description']).length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1024);
  expect(Math.max(...lengths)).toBeGreaterThan(600);
});
