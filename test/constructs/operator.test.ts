import { Token } from 'cdktf';
import { Credentials } from '../../constructs/credentials';
import { ShuffleService } from '../../constructs/shuffle-service';
import type { SynthesizedStack } from '../../constructs/testing';
import { manifestStoreKeys, OPERATOR_STACK, stateStoreKeys } from '../../src/manifest/store-layout';
import { CachedStore } from '../../src/operator/engine/cached-store';
import { matchesGolden } from '../support/golden';
import {
  operatorStack as build,
  operatorEnvironment as environment,
  SHA256,
  secret,
} from '../support/operator';
import { agentsWith, docker, pool } from '../support/shuffle-service';

const MANIFESTS = 'aws_s3_bucket.store_manifests_bucket_ECBCC1DD.bucket';
const STATE = 'aws_s3_bucket.store_state_bucket_79C8C39E.bucket';

const only = (stack: SynthesizedStack, type: string) => {
  const all = Object.values(stack.resources(type));
  expect(all).toHaveLength(1);
  return all[0] ?? {};
};

test('two small machines over the subnets run the bundle of that hash from the bucket', () => {
  const stack = build();
  expect(only(stack, 'aws_autoscaling_group')).toMatchObject({
    min_size: 2,
    max_size: 2,
    vpc_zone_identifier: ['subnet-0a', 'subnet-0b'],
    instance_refresh: { strategy: 'Rolling', preferences: { min_healthy_percentage: 50 } },
  });
  expect(only(stack, 'aws_launch_template')).toMatchObject({
    instance_type: 't4g.small',
    image_id: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 },
    block_device_mappings: [
      {
        device_name: '/dev/xvda',
        ebs: { encrypted: 'true', volume_type: 'gp3', delete_on_termination: 'true' },
      },
    ],
    vpc_security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\./), 'sg-0a'],
  });
  const bundle = Object.values(stack.resources('aws_s3_object')).find(({ source }) => source !== undefined);
  expect(bundle).toMatchObject({
    key: `operator/${SHA256}/mesos-spark.cjs`,
    lifecycle: { create_before_destroy: true },
  });
  expect(environment(stack)).toBe(
    [
      'AWS_REGION=${data.aws_region.operator_region_329196AC.name}',
      `MESOS_SPARK_BUNDLE_SHA256=${SHA256}`,
      `MESOS_SPARK_BUNDLE_URL=s3://\${${MANIFESTS}}/operator/${SHA256}/mesos-spark.cjs`,
      `MESOS_SPARK_INTERVAL=10s`,
      'MESOS_SPARK_MACHINES=ec2://vpc-0a',
      `MESOS_SPARK_MANIFESTS=s3://\${${MANIFESTS}}`,
      'MESOS_SPARK_MARATHON=https://leader.example.internal/service/marathon',
      'MESOS_SPARK_MESOS=https://leader.example.internal/mesos',
      `MESOS_SPARK_STATE=s3://\${${STATE}}`,
      '',
    ].join('\n'),
  );
});

test('nothing connects to it', () => {
  const stack = build();
  expect(Object.keys(stack.resources('aws_vpc_security_group_ingress_rule'))).toEqual([]);
  expect(only(stack, 'aws_security_group')['ingress']).toBeUndefined();
  expect(Object.keys(stack.resources('aws_vpc_security_group_egress_rule'))).toHaveLength(2);
});

interface Statement {
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly { readonly values: readonly string[] }[];
}
const allowed = (stack: SynthesizedStack): readonly Statement[] =>
  Object.entries(stack.dataSources('aws_iam_policy_document'))
    .filter(([id]) => id.startsWith('operator_access_allowed'))
    .flatMap(([, document]) => document['statement'] as readonly Statement[]);

test("the instance profile may do nothing beyond the store's prefixes and the list of instances", () => {
  const stack = build();
  const [manifests, state] = [MANIFESTS, STATE].map((bucket) => `\${${bucket.replace('.bucket', '.arn')}}`);
  const listing = (test: string, names: readonly string[]) => [
    { test, variable: 's3:prefix', values: names.map((name) => `${name}/*`) },
  ];
  const read = ['index', 'manifests', 'operator'];
  const kept = ['declared', 'endpoints', 'leases', 'published', 'revisions', 'state', 'status'];
  const listed = [...kept, 'holds'].sort();
  expect(allowed(stack)).toEqual([
    {
      sid: 'ReadManifests',
      actions: ['s3:GetObject'],
      resources: read.map((name) => `${manifests}/${name}/*`),
    },
    {
      sid: 'ListManifests',
      actions: ['s3:ListBucket'],
      resources: [manifests],
      condition: listing('StringLike', read),
    },
    {
      sid: 'KeepState',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: kept.map((name) => `${state}/${name}/*`),
    },
    {
      sid: 'ForgetDrains',
      actions: ['s3:DeleteObject'],
      resources: [
        `${state}/declared/manifests/operator/AgentDrain/*`,
        `${state}/state/AgentDrain/*`,
        `${state}/status/AgentDrain/*`,
      ],
      condition: [{ test: 'Null', variable: 's3:if-match', values: ['false'] }],
    },
    { sid: 'ReadHolds', actions: ['s3:GetObject'], resources: [`${state}/holds/*`] },
    {
      sid: 'ListState',
      actions: ['s3:ListBucket'],
      resources: [state],
      condition: listing('StringLikeIfExists', listed),
    },
    { sid: 'SeeInstances', actions: ['ec2:DescribeInstances'], resources: ['*'] },
  ]);
});

describe('every key of the stores lies where the instance profile may go', () => {
  const names = (keys: object) =>
    Object.values(keys).map((key: unknown) =>
      typeof key === 'function' ? String(key(...Array(key.length).fill('n'))) : String(key),
    );
  const below = (sids: readonly string[]) =>
    allowed(build())
      .filter(({ sid = '' }) => sids.includes(sid))
      .flatMap(({ resources }) => resources.map((arn) => arn.replace(/^.*\}\/|\*$/g, '')));
  const listed = (sid: string) =>
    allowed(build())
      .filter((statement) => statement.sid === sid)
      .flatMap(({ condition = [] }) => condition.flatMap(({ values }) => values))
      .map((pattern) => pattern.replace(/\*$/, ''));

  test.each([
    [['KeepState', 'ReadHolds'], 'ListState', stateStoreKeys],
    [['ReadManifests'], 'ListManifests', manifestStoreKeys],
  ])('%s and %s', async (sids, listSid, keys) => {
    const all = names(keys);
    expect(all.length).toBeGreaterThan(2);
    expect(all.filter((key) => !below(sids).some((prefix) => key.startsWith(prefix)))).toEqual([]);
    const asked = await foldersAskedFor(all);
    expect(asked.filter((folder) => !listed(listSid).includes(folder))).toEqual([]);
  });

  test('ForgetDrains, and nothing else is deleted', () => {
    const [kind, name] = ['AgentDrain', 'n'];
    const forgotten = [
      stateStoreKeys.declaredManifest(OPERATOR_STACK, kind, name),
      stateStoreKeys.state(kind, name),
      stateStoreKeys.status(kind, name),
    ];
    expect(below(['ForgetDrains']).map((prefix) => `${prefix}n.json`)).toEqual(forgotten);
    const deleting = allowed(build()).filter(({ actions }) => actions.some((one) => /delete/i.test(one)));
    expect(deleting.map(({ sid }) => sid)).toEqual(['ForgetDrains']);
  });

  /** What the operator's cache lists to read the keys, and what it lists by name. */
  async function foldersAskedFor(keys: readonly string[]): Promise<readonly string[]> {
    const asked = new Set<string>();
    const store = new CachedStore({
      get: async () => undefined,
      put: async () => ({ is: 'conflict' }),
      delete: async () => ({ is: 'conflict' }),
      list: async (prefix) => {
        asked.add(prefix);
        return [];
      },
    });
    for (const key of keys) await (key.endsWith('/') ? store.list(key) : store.get(key));
    return [...asked];
  }
});

test('secrets that services name may be read, wherever they are declared, and others that are said', () => {
  const other = Credentials.token(secret('shuffle'));
  const stack = build({
    cluster: { credentials: Credentials.basic(secret('marathon')) },
    operator: { secretArns: [secret('elsewhere')] },
    // Behind the operator.
    after: (scope, store) => {
      for (const name of ['a', 'b']) {
        new ShuffleService(scope, name, {
          store,
          name,
          reservation: pool(),
          agents: [agentsWith(pool())],
          spark: docker,
          heap: '512m',
          marathon: 'http://10.0.0.9:8080',
          marathonCredentials: other,
        });
      }
    },
  });
  expect(allowed(stack).filter(({ sid }) => sid === 'ReadSecrets')).toEqual([
    {
      sid: 'ReadSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret('marathon'), secret('elsewhere'), secret('shuffle')],
    },
  ]);
  expect(environment(stack)).not.toContain(secret('shuffle'));
});

test('secrets, certificates and a key are references, and only those may be read', () => {
  const stack = build({
    cluster: { credentials: Credentials.basic(secret('marathon')), caCertificate: secret('ca') },
    store: { encryption: { kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k' } },
  });
  expect(environment(stack)).toContain(
    [
      'MESOS_SPARK_CA_FILE=/etc/mesos-spark/ca.pem',
      `MESOS_SPARK_CA_SECRET=${secret('ca')}`,
      `MESOS_SPARK_CREDENTIALS=${secret('marathon')}`,
      'MESOS_SPARK_CREDENTIALS_KIND=basic',
    ].join('\n'),
  );
  expect(allowed(stack).slice(7)).toEqual([
    {
      sid: 'UseKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['arn:aws:kms:eu-west-1:123456789012:key/k'],
    },
    {
      sid: 'ReadSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret('marathon'), secret('ca')],
    },
  ]);
});

test('manifests and index are destroyed before it', () => {
  const stack = build();
  const [group] = Object.keys(stack.resources('aws_autoscaling_group'));
  const written = Object.values(stack.resources('aws_s3_object')).filter(
    ({ content }) => content !== undefined,
  );
  expect(written).toHaveLength(2);
  for (const object of written) expect(object['depends_on']).toContain(`aws_autoscaling_group.${group}`);
});

test('what is asked for is used', () => {
  const stack = build({
    operator: {
      instances: 1,
      architecture: 'x86_64',
      image: { id: 'ami-0a', rootDevice: '/dev/sda1' },
      subnetIds: ['subnet-0c'],
      interval: '1m',
      managedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
      tags: { team: '${data} %{x}' },
    },
  });
  expect(only(stack, 'aws_autoscaling_group')).toMatchObject({
    min_size: 1,
    vpc_zone_identifier: ['subnet-0c'],
  });
  expect(only(stack, 'aws_launch_template')).toMatchObject({
    instance_type: 't3.small',
    image_id: 'ami-0a',
    block_device_mappings: [{ device_name: '/dev/sda1' }],
    tag_specifications: [
      { resource_type: 'instance', tags: { Name: 'mesos-spark-operator', team: '$${data} %%{x}' } },
      { resource_type: 'volume', tags: { Name: 'mesos-spark-operator', team: '$${data} %%{x}' } },
    ],
  });
  expect(environment(stack)).toContain('MESOS_SPARK_INTERVAL=60s\n');
  expect(only(stack, 'aws_iam_role_policy_attachment')['policy_arn']).toBe(
    'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  );
});

test('the same props give the same bytes and logical ids', () => {
  expect(build().json).toEqual(build().json);
  matchesGolden('logical-ids/operator.txt', `${build().addresses.join('\n')}\n`);
});

test('late addresses are filled in, once Terraform has seen that they are harmless', () => {
  const late = Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });
  const stack = build({ cluster: { mesosMasterUrl: late, marathonUrl: `${late}/marathon` } });
  expect(environment(stack)).toContain(
    'MESOS_SPARK_MARATHON=${data.x.y}/marathon\nMESOS_SPARK_MESOS=${data.x.y}\n',
  );
  expect(only(stack, 'aws_launch_template')['lifecycle']).toEqual({
    precondition: ['mesosMasterUrl', 'marathonUrl'].map((at) => ({
      condition: expect.stringMatching(/^\$\{can\(regex\("\^\[A-Za-z0-9_.\/:,%\+=-\]\+\$", /),
      error_message: expect.stringContaining(`${at}: found characters that a boot file cannot hold`),
    })),
  });
});

test('fails on what cannot work, all at once', () => {
  expect(() => build({ operator: { instances: 1.5, subnetIds: [], interval: 'soon' } })).toThrow(
    [
      'test/operator.instances: found 1.5, wanted a whole number from 0',
      'test/operator.subnetIds: found none, wanted a subnet or more that reaches S3, Mesos and Marathon',
      'test/operator.interval: found "soon", wanted a number with a unit, such as "120s", "10mins" or "2days"',
    ].join('\n'),
  );
});

test('fails without the bundle, and says how it is made', () => {
  expect(() => build({ operator: { bundle: '/none/none.cjs' } })).toThrow(
    "test/operator.bundle: found no file /none/none.cjs, wanted the operator's program; mend the path",
  );
});
