import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { type TerraformStack, Testing } from 'cdktf';
import { ManifestStore } from '../../../constructs/manifest-store';
import { Operator } from '../../../constructs/operator';
import { manifestsOf, matchers, serializer, synthesize, userDataOf } from '../../../constructs/testing';
import { cloudConfig } from '../../../src/domain/render/cloud-config';
import { dcosCluster } from '../../support/cluster';
import { matchesGolden } from '../../support/golden';

expect.extend(matchers);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'testing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hostile = 'a "b" \'c\' ${d} %{e} `f` \\ \n é 😀';

function build(program: string, stack: TerraformStack): void {
  const store = new ManifestStore(stack, 'store');
  store.addManifest({
    apiVersion: 'mesos-spark/v1alpha1',
    kind: 'SparkDefaults',
    metadata: { name: 'a' },
    spec: {
      shuffleService: 's',
      sparkVersion: '2.4.0',
      properties: { 'spark.x': hostile, 'spark.y': store.state.bucketName },
    },
  });
  const bundle = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(bundle, program);
  new Operator(stack, 'operator', { store, cluster: dcosCluster(stack), bundle });
}

const resources = [
  '{"name":"cpus","role":"*","scalar":{"value":@CPUS@},"type":"SCALAR"}',
  '{"name":"cpus","role":"shuffle","scalar":{"value":2},"type":"SCALAR"}',
  '{"name":"mem","role":"shuffle","scalar":{"value":4096},"type":"SCALAR"}',
  '{"name":"ports","ranges":{"range":[{"begin":7337,"end":7339}]},"role":"shuffle","type":"RANGES"}',
  '',
].join('\n');

function agents(stack: TerraformStack): void {
  const files = [{ path: '/etc/mesos-spark/resources', permissions: '0644', content: resources }];
  const text = cloudConfig({ write_files: files, runcmd: [hostile] });
  const userData = Buffer.from(gzipSync(text)).toString('base64');
  new LaunchTemplate(stack, 'agents', { userData });
}

test('a snapshot shows user data as lines and no hash of the program', () => {
  const [one, other] = ['1', '2'].map((program) =>
    serializer.serialize(synthesize((stack) => build(program, stack))),
  );
  expect(one).toBe(other);
  matchesGolden('testing/operator-snapshot.json', one ?? '');
});

test('the serializer takes stacks and nothing else', () => {
  const stack = synthesize(agents);
  expect(
    [stack, JSON.stringify(stack.json), '{"a":1}', '{', 'text', 7, undefined].map(serializer.test),
  ).toEqual([true, true, false, false, false, false, false]);
});

test('user data is read back as it was written', () => {
  const [template] = Object.values(synthesize(agents).resources('aws_launch_template'));
  expect(userDataOf(synthesize(agents), template?.['user_data'])).toEqual({
    files: [{ path: '/etc/mesos-spark/resources', permissions: '0644', content: resources }],
    rest: { runcmd: [hostile] },
  });
  expect(userDataOf(synthesize(agents), 'IyEvYmluL3NoCg==')).toBeUndefined();
});

test('manifests are read back as they were declared, late values as references', () => {
  expect(manifestsOf(synthesize((stack) => build('1', stack)))).toMatchObject([
    {
      kind: 'SparkDefaults',
      spec: {
        properties: { 'spark.x': hostile, 'spark.y': '${aws_s3_bucket.store_state_bucket_79C8C39E.bucket}' },
      },
    },
  ]);
});

test('toReserve compares the figures that are named', () => {
  const stack = synthesize(agents);
  expect(stack).toReserve('shuffle');
  expect(stack).toReserve('shuffle', { cpus: 2, memory: '4096m', ports: '7337,7338-7339' });
  expect(stack).not.toReserve('shuffle', { cpus: 1 });
  expect(stack).not.toReserve('*');
  expect(() => expect(stack).toReserve('shuffle', { memory: '2g' })).toThrow(
    'found [{"role":"shuffle","cpus":2,"memory":"4g","ports":"7337-7339"}], wanted {"role":"shuffle","memory":"2g"}',
  );
});

test('toHaveManifest compares as toMatchObject does', () => {
  const stack = synthesize((one) => build('1', one));
  expect(stack).toHaveManifest('SparkDefaults', 'a');
  expect(stack).toHaveManifest('SparkDefaults', 'a', { spec: { sparkVersion: '2.4.0' } });
  expect(stack).not.toHaveManifest('SparkDefaults', 'a', { spec: { sparkVersion: '3.0.0' } });
  expect(() => expect(stack).toHaveManifest('SparkDefaults', 'b')).toThrow(
    'found SparkDefaults a, wanted SparkDefaults b',
  );
  expect(() => expect(stack).toRunShuffleService('s')).toThrow(
    'found SparkDefaults a, wanted ShuffleService s',
  );
});

test('matchers take the text of cdktf, too', () => {
  expect(Testing.synthScope((scope) => agents(scope as TerraformStack))).toReserve('shuffle', { cpus: 2 });
});

test("fails on what cdktf's validations refuse", () => {
  expect(() =>
    synthesize((stack) => stack.node.addValidation({ validate: () => ['found nothing, wanted something'] })),
  ).toThrow('found nothing, wanted something');
});
