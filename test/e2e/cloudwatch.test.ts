import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { App } from 'cdktf';
import { ShuffleStack } from '../../stacks/shuffle-stack';
import { SettingsStack } from '../support/settings-stack';
import { listAt, textAt } from './demo/answers';
import { defaultNetwork } from './demo/example';
import { type Answer, type Moto, startMoto } from './support/moto';
import { tools } from './support/tools';
import { WatchedOperator } from './support/watched-operator';

/** Alarms in an account, and an operator of its own process that publishes what they look at. */

const NAMESPACE = 'MesosSpark/shuffle/operator';
const SERVICE = 'spark-2-4';

let moto: Moto;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cloudwatch-'));
  moto = await startMoto();
}, 60_000);
afterAll(async () => {
  await moto?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmActions: readonly string[];
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly object[];
  readonly Statistic: string;
}

async function alarms(): Promise<readonly Alarm[]> {
  const { MetricAlarms } = await moto.ask('cloudwatch', 'describe_alarms');
  return MetricAlarms as readonly Alarm[];
}

const topicArn = async () => textAt(await moto.ask('sns', 'list_topics'), 'Topics', 0, 'TopicArn');

function terraform(...args: readonly string[]) {
  const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
  const cwd = path.join(folder, 'cdktf.out/stacks/shuffle');
  const { status, stdout, stderr } = spawnSync(program, [...args, '-input=false', '-no-color'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, ...moto.env },
    maxBuffer: 2 ** 28,
  });
  return { args, status, output: status === 0 ? '' : `${stdout}${stderr}` };
}

test('alarms and their topic are deployed, and a plan right after that is empty', async () => {
  const example = new SettingsStack('shuffle.yaml');
  try {
    const { vpcId, subnetIds, securityGroupId } = await defaultNetwork(moto);
    const settings = example.settings((s) => {
      Object.assign(s['aws'], { region: moto.region, endpoint: moto.url });
      Object.assign(s['cluster'], { vpcId, subnetIds, securityGroupIds: [securityGroupId] });
      s['terraformState'] = { kind: 'local', path: path.join(folder, 'terraform.tfstate') };
      s['monitoring'] = { topic: { emails: ['on-call@example.com'] } };
    });
    const app = new App({ outdir: path.join(folder, 'cdktf.out') });
    new ShuffleStack(app, settings);
    app.synth();
    for (const args of [['init'], ['apply', '-auto-approve'], ['plan', '-detailed-exitcode']])
      expect(terraform(...args)).toEqual({ args, status: 0, output: '' });
  } finally {
    example.remove();
  }
  const found = await alarms();
  expect(found.map(({ AlarmName }) => AlarmName).sort()).toEqual(
    [
      `agents-without-a-service-${SERVICE}`,
      'marathon-without-a-leader',
      'mesos-without-a-leader',
      'operator-silent',
    ].map((name) => `${NAMESPACE}/${name}`),
  );
  const arn = await topicArn();
  for (const { AlarmActions } of found) expect(AlarmActions).toEqual([arn]);
}, 300_000);

test('the topic is encrypted by a key that alarms may use, and only they may publish to it', async () => {
  const TopicArn = await topicArn();
  const { Attributes } = await moto.ask('sns', 'get_topic_attributes', { TopicArn });
  const { KmsMasterKeyId, Policy } = Attributes as Readonly<Record<string, string>>;
  const { Statement } = JSON.parse(Policy ?? '') as { Statement: readonly object[] };
  expect(Statement).toEqual([
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TopicArn,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:123456789012:alarm:*' } },
    }),
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ]);
  const key = await moto.ask('kms', 'get_key_policy', { KeyId: KmsMasterKeyId, PolicyName: 'default' });
  expect(JSON.parse(String(key['Policy'])).Statement).toContainEqual(
    expect.objectContaining({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    }),
  );
  const subscribed = await moto.ask('sns', 'list_subscriptions_by_topic', { TopicArn });
  expect(listAt(subscribed, 'Subscriptions')).toEqual([
    expect.objectContaining({ Protocol: 'email', Endpoint: 'on-call@example.com' }),
  ]);
});

/** What the machines of the operator are booted with. */
async function bootedWith(): Promise<string> {
  const { LaunchTemplates } = await moto.ask('ec2', 'describe_launch_templates');
  for (const { LaunchTemplateId } of LaunchTemplates as readonly { LaunchTemplateId: string }[]) {
    const versions = await moto.ask('ec2', 'describe_launch_template_versions', { LaunchTemplateId });
    const data = textAt(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData', 'UserData');
    const text = gunzipSync(Buffer.from(data, 'base64')).toString();
    if (text.includes('MESOS_SPARK_MANIFESTS')) return text;
  }
  throw new Error('no machines of an operator');
}

test('the operator is told its namespace, and may publish there alone', async () => {
  expect(/MESOS_SPARK_CLOUDWATCH=(\S+?)(?:\\n|\s)/.exec(await bootedWith())?.[1]).toBe(NAMESPACE);
  const { Roles } = await moto.ask('iam', 'list_roles');
  const RoleName = (Roles as readonly { RoleName: string }[])
    .map((role) => role.RoleName)
    .find((name) => name.startsWith('mesos-spark-operator-'));
  const { PolicyNames } = await moto.ask('iam', 'list_role_policies', { RoleName });
  const [PolicyName] = PolicyNames as readonly string[];
  const { PolicyDocument } = await moto.ask('iam', 'get_role_policy', { RoleName, PolicyName });
  const { Statement } = PolicyDocument as { Statement: readonly object[] };
  expect(Statement).toContainEqual({
    Sid: 'PublishMetrics',
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  });
});

/** Values of the metric that an alarm looks at, by its own words, the latest last. */
async function valuesOf({
  Namespace,
  MetricName,
  Dimensions = [],
  Statistic,
}: Alarm): Promise<readonly number[]> {
  const now = Date.now();
  const answer = await moto.ask('cloudwatch', 'get_metric_data', {
    MetricDataQueries: [
      { Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: Statistic } },
    ],
    StartTime: new Date(now - 600_000).toISOString(),
    EndTime: new Date(now + 60_000).toISOString(),
    ScanBy: 'TimestampAscending',
  });
  return (answer['MetricDataResults'] as readonly { Values: readonly number[] }[])[0]?.Values ?? [];
}

async function untilPublished(times: number, heartbeat: Alarm): Promise<void> {
  const late = performance.now() + 90_000;
  while ((await valuesOf(heartbeat)).length < times) {
    if (performance.now() > late) throw new Error(`not ${times} times: ${moto.log().slice(-2000)}`);
    await sleep(500);
  }
}

test('what the operator publishes is what the alarms look at', async () => {
  const found = await alarms();
  const named = (end: string): Alarm => {
    const one = found.find(({ AlarmName }) => AlarmName.endsWith(end));
    if (!one) throw new Error(`no alarm ${end}`);
    return one;
  };
  const all = ['operator-silent', 'marathon-without-a-leader', 'mesos-without-a-leader', SERVICE].map(named);
  const [silent, marathon, mesos, service] = all as [Alarm, Alarm, Alarm, Alarm];
  let leader: unknown;
  const operator = await WatchedOperator.make(3, {
    args: ['--cloudwatch', silent.Namespace],
    env: moto.env,
    before: async (watched) => {
      ({ leader } = (await watched.control('PATCH', '/marathon', {})) as Answer);
      await watched.control('PATCH', '/marathon', { leader: null });
    },
  });
  try {
    await untilPublished(1, silent);
    const first = await Promise.all([marathon, mesos].map(valuesOf));
    expect(first.map((one) => one.at(-1))).toEqual([1, 0]);
    await operator.control('PATCH', '/marathon', { leader });
    await operator.until(({ subjects }) => subjects.every(({ outcome }) => outcome === 'settled'));
    await untilPublished((await valuesOf(silent)).length + 1, silent);
    const values = await Promise.all(all.map(valuesOf));
    expect(values.map((one) => one.at(-1))).toEqual([1, 0, 0, 0]);
    expect(values[3]?.length).toBeGreaterThan(0);
    expect(service.Dimensions).toEqual([{ Name: 'Service', Value: SERVICE }]);
    const { Metrics } = await moto.ask('cloudwatch', 'list_metrics', { Namespace: NAMESPACE });
    // The emulator lists one without a dimension once a value.
    const names = new Set((Metrics as readonly { MetricName: string }[]).map((one) => one.MetricName));
    const wanted = [...all.map(({ MetricName }) => MetricName), 'LostAgents', 'NotReady'];
    expect([...names].sort()).toEqual(wanted.sort());
    expect(await operator.stop()).toBe(0);
  } finally {
    await operator.close();
  }
}, 240_000);
