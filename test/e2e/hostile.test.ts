import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TerraformStack } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { Operator } from '../../constructs/operator';
import { synthesize } from '../../constructs/testing';
import { manifestIndexSchema } from '../../src/manifest';
import { dcosCluster } from '../support/cluster';
import { LATE, type Rendered, renderByTerraform } from './support/render';

/** Everything that a shell, JSON, YAML, systemd, Terraform or Unicode could trip over. */
const TEXT = 'q " \' ` $HOME ${var.x} $${y} %{if true}%%{z} \\ \\n @LATE_1@ é 😀 ♥ <&>';
const LINES = `${TEXT}\n\ttab\r\n#end`;
/** Terraform would bring this into another form; JSON carries it as escapes. */
const DECOMPOSED = 'e\u0301';

let folder: string;
let rendered: Rendered;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  rendered = renderByTerraform(synthesize(build));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function build(stack: TerraformStack): void {
  const store = new ManifestStore(stack, 'store', { tags: { [TEXT]: TEXT } });
  const common = { apiVersion: 'mesos-spark/v1alpha1', kind: 'SparkDefaults' } as const;
  store.addManifest({
    ...common,
    metadata: { name: 'a', labels: { [LINES]: LINES }, annotations: { [DECOMPOSED]: DECOMPOSED } },
    spec: { shuffleService: 's', sparkVersion: '2.4.0', properties: { [LINES]: LINES } },
  });
  store.addManifest({
    ...common,
    metadata: { name: 'late' },
    spec: {
      shuffleService: 's',
      sparkVersion: '2.4.0',
      properties: { mixed: `${LINES}${store.state.bucketName}${LINES}` },
    },
  });
  const bundle = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log(1);\n');
  new Operator(stack, 'operator', { store, bundle, cluster: dcosCluster(stack), tags: { [TEXT]: TEXT } });
}

const byType = (type: string) =>
  Object.entries(rendered)
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, attributes]) => attributes);

const objectAt = (key: string) =>
  String(byType('aws_s3_object').find((one) => one['key'] === key)?.['content']);

test('manifests hold every text byte for byte', () => {
  expect(JSON.parse(objectAt('manifests/test/SparkDefaults/a.json'))).toMatchObject({
    metadata: { labels: { [LINES]: LINES }, annotations: { [DECOMPOSED]: DECOMPOSED } },
    spec: { properties: { [LINES]: LINES } },
  });
});

test('so do manifests with values that Terraform fills in', () => {
  expect(JSON.parse(objectAt('manifests/test/SparkDefaults/late.json'))).toMatchObject({
    spec: { properties: { mixed: `${LINES}${LATE}${LINES}` } },
  });
});

test('the index has the hash of the very bytes that are written', () => {
  const index = manifestIndexSchema.parse(JSON.parse(objectAt('index/test.json')));
  expect(index.manifests.map(({ key, sha256 }) => [key, sha256])).toEqual(
    ['a', 'late'].map((name) => {
      const key = `manifests/test/SparkDefaults/${name}.json`;
      return [key, createHash('sha256').update(objectAt(key)).digest('hex')];
    }),
  );
});

test('tags are as written', () => {
  expect(byType('aws_s3_bucket').map((one) => one['tags'])).toEqual([{ [TEXT]: TEXT }, { [TEXT]: TEXT }]);
  expect(byType('aws_launch_template')[0]?.['tag_specifications']).toMatchObject([
    { tags: { [TEXT]: TEXT } },
    { tags: { [TEXT]: TEXT } },
  ]);
});

test("the operator's user data is what the files say, with late values in place", () => {
  const [operator] = byType('aws_launch_template').map((one) =>
    gunzipSync(Buffer.from(String(one['user_data']), 'base64')).toString('utf8'),
  );
  const config = JSON.parse((operator ?? '').replace('#cloud-config\n', ''));
  const files: { path: string; content: string }[] = config.write_files;
  const environment = files.find((file) => file.path === '/etc/mesos-spark/operator.env')?.content ?? '';
  expect(environment).toContain(`MESOS_SPARK_MANIFESTS=s3://${LATE}\nMESOS_SPARK_MARATHON=https://`);
  expect(environment).toContain(`AWS_REGION=${LATE}\n`);
});
