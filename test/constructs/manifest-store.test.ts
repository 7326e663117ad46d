import { App, TerraformOutput, TerraformStack, Testing, Token } from 'cdktf';
import { ManifestStore, type ManifestStoreProps } from '../../constructs/manifest-store';
import type { SparkDefaultsManifestInput } from '../../src/manifest/spark-defaults';

const newStack = (id = 'My_Stack') => new TerraformStack(new App(), id);
const late = (name: string) =>
  Token.asString({ toString: () => '', resolve: () => `\${data.x.${name}}`, creationStack: [] });

const defaults = (name: string, properties: Record<string, string> = {}): SparkDefaultsManifestInput => ({
  apiVersion: 'mesos-spark/v1alpha1',
  kind: 'SparkDefaults',
  metadata: { name },
  spec: { shuffleService: 'spark-2-4', sparkVersion: '2.4.0', properties },
});

type Block = Record<string, Record<string, Record<string, unknown>>>;
const synth = (stack: TerraformStack): { resource: Block; data: Block; locals?: Record<string, string> } =>
  JSON.parse(Testing.synth(stack));

test('two closed buckets: a versioned one for manifests, an unversioned one for state', () => {
  const stack = newStack();
  new ManifestStore(stack, 'store', { tags: { team: '${data}' } });
  const { resource, data } = synth(stack);
  const buckets = Object.values(resource['aws_s3_bucket'] ?? {});
  expect(buckets.map((b) => [b['bucket_prefix'], b['force_destroy'], b['tags']])).toEqual([
    ['mesos-spark-manifests-', false, { team: '$${data}' }],
    ['mesos-spark-state-', false, { team: '$${data}' }],
  ]);
  expect(
    Object.values(resource['aws_s3_bucket_versioning'] ?? {}).map((v) => v['versioning_configuration']),
  ).toEqual([{ status: 'Enabled' }, { status: 'Disabled' }]);
  expect(Object.values(resource['aws_s3_bucket_public_access_block'] ?? {})).toEqual(
    Array(2).fill(
      expect.objectContaining({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      }),
    ),
  );
  expect(Object.values(data['aws_iam_policy_document'] ?? {}).map((d) => d['statement'])).toEqual(
    Array(2).fill([
      expect.objectContaining({
        effect: 'Deny',
        actions: ['s3:*'],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      }),
    ]),
  );
  expect(Object.keys(resource['aws_s3_bucket_policy'] ?? {})).toHaveLength(2);
  expect(resource['aws_s3_bucket_lifecycle_configuration']).toBeUndefined();
});

const sse = (rule: object) => ({ apply_server_side_encryption_by_default: rule });
test.each<[string, ManifestStoreProps, unknown]>([
  ["S3's keys", {}, [sse({ sse_algorithm: 'AES256' })]],
  [
    'a KMS key',
    { encryption: { kmsKeyArn: 'arn:k' } },
    [
      {
        ...sse({ sse_algorithm: 'aws:kms', kms_master_key_id: 'arn:k' }),
        bucket_key_enabled: true,
      },
    ],
  ],
])('both buckets are encrypted by %s', (_, props, rule) => {
  const stack = newStack();
  new ManifestStore(stack, 'store', props);
  const found = Object.values(
    synth(stack).resource['aws_s3_bucket_server_side_encryption_configuration'] ?? {},
  );
  expect(found.map((one) => one['rule'])).toEqual([rule, rule]);
});

test('names, forceDestroy and lifecycle are as written', () => {
  const stack = newStack();
  new ManifestStore(stack, 'store', {
    naming: { manifests: 'my-manifests', state: late('name') },
    forceDestroy: true,
    lifecycle: { abortUploadsAfterDays: 2, keepOldVersionsForDays: 90 },
  });
  const { resource } = synth(stack);
  expect(Object.values(resource['aws_s3_bucket'] ?? {})).toEqual([
    expect.objectContaining({ bucket: 'my-manifests', force_destroy: true }),
    expect.objectContaining({ bucket: '${data.x.name}', force_destroy: true }),
  ]);
  const [lifecycle] = Object.values(resource['aws_s3_bucket_lifecycle_configuration'] ?? {});
  expect(lifecycle?.['rule']).toEqual([
    {
      id: 'unfinished-uploads',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 2 }],
    },
    {
      id: 'old-versions',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      noncurrent_version_expiration: [{ noncurrent_days: 90 }],
    },
  ]);
});

test('manifests are canonical JSON, and the index names them in order with hashes by Terraform', () => {
  const stack = newStack();
  const store = new ManifestStore(stack, 'store');
  store.addManifest(defaults('b', { 'spark.x': 'a "${quoted}" %{text}\n' }));
  store.addManifest(defaults('a'));
  const objects = synth(stack).resource['aws_s3_object'] ?? {};
  expect(objects['store_SparkDefaults-b_5653936A']).toMatchObject({
    key: 'manifests/my-stack/SparkDefaults/b.json',
    content_type: 'application/json',
    content: `{
  "apiVersion": "mesos-spark/v1alpha1",
  "kind": "SparkDefaults",
  "metadata": {
    "name": "b"
  },
  "spec": {
    "paused": false,
    "properties": {
      "spark.x": "a \\"$\${quoted}\\" %%{text}\\n"
    },
    "shuffleService": "spark-2-4",
    "sparkVersion": "2.4.0"
  }
}`,
  });
  const [indexName, index] = Object.entries(objects).find(([name]) => name.includes('index')) ?? [];
  expect(indexName).toBe('store_index_48EEDDCA');
  expect(index?.['key']).toBe('index/my-stack.json');
  expect(JSON.parse(String(index?.['content']))).toEqual({
    apiVersion: 'mesos-spark/v1alpha1',
    kind: 'ManifestIndex',
    metadata: { name: 'my-stack' },
    manifests: ['a', 'b'].map((name) => ({
      kind: 'SparkDefaults',
      name,
      key: `manifests/my-stack/SparkDefaults/${name}.json`,
      sha256: expect.stringMatching(
        new RegExp(`^\\$\\{sha256\\(aws_s3_object\\.store_SparkDefaults-${name}_\\w{8}\\.content\\)\\}$`),
      ),
    })),
  });
  expect(index?.['depends_on']).toEqual(
    expect.arrayContaining(
      Object.keys(objects)
        .filter((n) => n !== indexName)
        .map((n) => `aws_s3_object.${n}`),
    ),
  );
});

test('a late string becomes its JSON form; text that looks like our own name for it stays', () => {
  const stack = newStack();
  const store = new ManifestStore(stack, 'store');
  store.addManifest(defaults('a', { 'spark.a': `x"\${${late('y')}`, 'spark.b': '@LATE_1@' }));
  const { resource, locals } = synth(stack);
  const content = String(
    Object.values(resource['aws_s3_object'] ?? {}).find((o) => `${o['key']}`.startsWith('m'))?.['content'],
  );
  const [name, value] = Object.entries(locals ?? {})[0] ?? [];
  expect(value).toBe('x"$${${data.x.y}');
  expect(content).toContain(`"spark.a": \${jsonencode(local.${name})},\n      "spark.b": "@LATE_1@"`);
});

test('what obeys the manifests outlives them, whichever came first', () => {
  const stack = newStack();
  const store = new ManifestStore(stack, 'store');
  store.addManifest(defaults('a'));
  store.addOperator({ fqn: 'aws_x.operator' });
  store.addManifest(defaults('b'));
  const objects = Object.values(synth(stack).resource['aws_s3_object'] ?? {});
  expect(objects).toHaveLength(3);
  for (const object of objects) expect(object['depends_on']).toContain('aws_x.operator');
});

test('a store of another stack gets manifests and an index of this stack', () => {
  const stack = newStack('second');
  const store = ManifestStore.fromAttributes(stack, 'store', {
    manifestBucketName: 'mmm',
    stateBucketName: 'sss',
  });
  store.addManifest(defaults('a'));
  new TerraformOutput(stack, 'arn', { value: store.state.bucketArn });
  const { resource } = synth(stack);
  expect(resource['aws_s3_bucket']).toBeUndefined();
  expect(
    Object.values(resource['aws_s3_object'] ?? {})
      .map((o) => [o['bucket'], o['key']])
      .sort(),
  ).toEqual([
    ['mmm', 'index/second.json'],
    ['mmm', 'manifests/second/SparkDefaults/a.json'],
  ]);
});

test('fails on wrong names, all at once', () => {
  expect(
    () =>
      new ManifestStore(newStack(), 'store', {
        naming: { manifests: 'My Bucket', state: 'My Bucket' },
        lifecycle: { keepOldVersionsForDays: 0 },
      }),
  ).toThrow(
    [
      'My_Stack/store.naming.manifests: found "My Bucket", wanted from 3 to 63 lower-case letters, digits, dots and dashes, as S3 wants bucket names',
      'My_Stack/store.naming.state: found "My Bucket", wanted from 3 to 63 lower-case letters, digits, dots and dashes, as S3 wants bucket names',
      'My_Stack/store.naming.state: found "My Bucket", which is the bucket of the manifests, wanted a bucket of its own: the one is versioned, the other is not',
      'My_Stack/store.lifecycle.keepOldVersionsForDays: found 0, wanted a whole number of days from 1',
    ].join('\n'),
  );
});

test('fails on a prefix that is too long', () => {
  expect(() => new ManifestStore(newStack(), 'store', { naming: { prefix: 'a'.repeat(28) } })).toThrow(
    'naming.prefix: found "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", wanted from 1 to 27 lower-case letters',
  );
});

test('fails on two manifests of one name and on one that its schema refuses', () => {
  const store = new ManifestStore(newStack(), 'store');
  store.addManifest(defaults('a'));
  expect(() => store.addManifest(defaults('a'))).toThrow(
    'My_Stack/store.SparkDefaults a: found two of that name in one store, wanted a name of its own for each',
  );
  expect(() => store.addManifest(defaults('A b'))).toThrow(
    'My_Stack/store.metadata.name: found "A b", wanted lower-case letters, digits and inner dashes',
  );
});

test('fails on a stack name that no object can have, and on wrong names of buckets', () => {
  expect(() => new ManifestStore(newStack(), 'store', { stackName: 'My Stack' })).toThrow(
    'My_Stack/store.stackName: found "My Stack", wanted lower-case letters, digits and inner dashes',
  );
  const names = { manifestBucketName: '${x}', stateBucketName: 'a' };
  expect(() => ManifestStore.fromAttributes(newStack(), 'store', names)).toThrow(
    'My_Stack/store.manifestBucketName: found "${x}", wanted from 3 to 63 lower-case letters, digits, dots and dashes, as S3 wants bucket names\n' +
      'My_Stack/store.stateBucketName: found "a", wanted from 3 to 63',
  );
});
