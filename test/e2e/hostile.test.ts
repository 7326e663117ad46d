import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import {
  AgentGroup,
  EphemeralStorage,
  type ICluster,
  ManifestStore,
  Operator,
  ShuffleService,
  SparkDefaults,
  SparkDistribution,
  StaticReservation,
} from '../../constructs';
import { synthesize } from '../../constructs/testing';
import { manifestIndexSchema } from '../../src/manifest';
import { dcosCluster } from '../support/cluster';
import { LATE, type Rendered, renderByTerraform } from './support/render';

/** Everything that a shell, JSON, YAML, systemd, Terraform or Unicode could trip over. */
const TEXT = 'q " \' ` $HOME ${var.x} $${y} %{if true}%%{z} \\ \\n @LATE_1@ é 😀 ♥ <&>';
const LINES = `${TEXT}\n\ttab\r\n#end`;
/** Mesos reads braces, brackets and spaces in an attribute as its own, and is then refused. */
const ATTRIBUTE = '$HOME`x`"q"\\%n@LATE_1@é😀';
/** systemd takes no carriage return in a variable, which is refused. */
const VARIABLE = `${TEXT}\n\ttab\n#end`;
/** What an address may hold. */
const ADDRESS = '`$HOME`$(x)/spark.tgz?b=%22&c=${var.x}@LATE_1@#;d';
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
  const cluster = dcosCluster(stack);
  const shuffle = declareService(stack, store, cluster);
  new SparkDefaults(stack, 'defaults', { store, shuffle, properties: { 'spark.app.name': TEXT } });
  const bundle = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log(1);\n');
  new Operator(stack, 'operator', { store, bundle, cluster, tags: { [TEXT]: TEXT } });
}

function declareService(stack: TerraformStack, store: ManifestStore, cluster: ICluster): ShuffleService {
  const reservation = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  const agents = new AgentGroup(stack, 'agents', {
    cluster,
    instanceType: 'i3.2xlarge',
    capacity: { min: 1, max: 2 },
    storage: EphemeralStorage.instanceStore(),
    reservations: [reservation],
    tags: { [TEXT]: TEXT },
    attributes: { odd: ATTRIBUTE },
    agentFlags: { customFlags: { odd: TEXT } },
    userData: { files: [{ path: '/etc/motd', content: LINES }], commands: [LINES] },
    hostShuffleServices: [
      {
        port: 7447,
        spark: SparkDistribution.archive(`https://example.com/${ADDRESS}`, {
          version: '3.5.9',
          sha256: 'a'.repeat(64),
        }),
        properties: { 'spark.odd': TEXT },
        javaOptions: [`-Dodd=${TEXT}`],
        environment: { ODD: VARIABLE },
      },
    ],
  });
  return new ShuffleService(stack, 'shuffle', {
    store,
    name: 'spark',
    reservation,
    agents: [agents],
    spark: SparkDistribution.docker('spark:2.4.0', { version: '2.4.0', home: '/opt/spark' }),
    properties: { 'spark.odd': TEXT },
    javaOptions: [`-Dodd=${TEXT}`],
    environment: { ODD: LINES },
    labels: { [TEXT]: LINES },
    app: { labels: { [TEXT]: TEXT }, [TEXT]: { [TEXT]: [LINES] } },
  });
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
    ['ShuffleService/spark', 'SparkDefaults/a', 'SparkDefaults/late', 'SparkDefaults/spark'].map((name) => {
      const key = `manifests/test/${name}.json`;
      return [key, createHash('sha256').update(objectAt(key)).digest('hex')];
    }),
  );
});

test('tags are as written', () => {
  // The bucket of the boot scripts belongs to the stack, not to a construct of the user's.
  const tags = byType('aws_s3_bucket').flatMap((one) => (one['tags'] ? [one['tags']] : []));
  expect(tags.filter((one) => Object.keys(one as object).length > 0)).toEqual([
    { [TEXT]: TEXT },
    { [TEXT]: TEXT },
  ]);
  for (const template of byType('aws_launch_template')) {
    expect(template['tag_specifications']).toMatchObject([
      { tags: { [TEXT]: TEXT } },
      { tags: { [TEXT]: TEXT } },
    ]);
  }
});

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
  readonly runcmd: readonly unknown[];
}

/** User data as cloud-init reads it, by the start of the launch template's logical id. */
function userData(id: string): CloudConfig {
  const [address] = Object.keys(rendered).filter((one) => one.startsWith(`aws_launch_template.${id}`));
  const packed = Buffer.from(String(rendered[address ?? '']?.['user_data']), 'base64');
  return parse(gunzipSync(packed).toString('utf8'));
}

const fileOf = (config: CloudConfig, file: string) =>
  config.write_files.find((one) => one.path === file)?.content ?? '';

/** The value of a variable as a shell reads it from an environment file. */
function variable(environment: string, name: string): string {
  const file = path.join(folder, 'environment');
  writeFileSync(file, environment);
  return execFileSync('/bin/sh', ['-c', `. "$1"; printf %s "$${name}"`, 'sh', file], { encoding: 'utf8' });
}

test("an agent's user data holds every text byte for byte", () => {
  const config = userData('agents');
  expect(fileOf(config, '/etc/motd')).toBe(LINES);
  expect(config.runcmd).toContain(LINES);
  const environment = fileOf(config, '/etc/mesos-spark/platform.env');
  expect(variable(environment, 'MESOS_ATTRIBUTES')).toBe(`odd:${ATTRIBUTE}`);
  expect(variable(environment, 'MESOS_ODD')).toBe(TEXT);
});

test("the operator's user data has late values in place", () => {
  const environment = fileOf(userData('operator'), '/etc/mesos-spark/operator.env');
  expect(variable(environment, 'MESOS_SPARK_MANIFESTS')).toBe(`s3://${LATE}`);
  expect(variable(environment, 'AWS_REGION')).toBe(LATE);
});

/** What every service is told. */
const OURS = ['-Dspark.shuffle.cleaner.interval=30s', '-Dspark.shuffle.io.connectionTimeout=300s'];

/** As Spark's launcher splits options. */
const words = (options: string) =>
  [...options.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/gs)].map(([, quoted, bare]) =>
    quoted === undefined ? bare : quoted.replace(/\\(.)/gs, '$1'),
  );

test('a shuffle service of the machine has every text byte for byte', () => {
  const config = userData('agents');
  const environment = fileOf(config, '/etc/mesos-spark/spark-shuffle/7447.env');
  expect(variable(environment, 'ODD')).toBe(VARIABLE);
  expect(words(variable(environment, 'SPARK_SHUFFLE_OPTS'))).toEqual([
    `-Dspark.odd=${TEXT}`,
    ...OURS,
    '-Dspark.shuffle.service.port=7447',
  ]);
  expect(words(variable(environment, 'SPARK_DAEMON_JAVA_OPTS'))).toContain(`-Dodd=${TEXT}`);
  const install = fileOf(config, '/etc/mesos-spark/spark-shuffle/7447.install');
  expect(variable(install, 'SPARK_URL')).toBe(`https://example.com/${ADDRESS}`);
});

test("an agent brings its scripts from the stack's bucket, whose name only Terraform knows", () => {
  const [{ key, content_base64: archive } = {}] = byType('aws_s3_object').filter(
    (one) => one['content_base64'],
  );
  const sha256 = createHash('sha256')
    .update(Buffer.from(`${archive}`, 'base64'))
    .digest('hex');
  expect(key).toBe(`boot/${sha256}.sh.gz`);
  const settings = fileOf(userData('agents'), '/etc/mesos-spark/agent.env');
  expect(variable(settings, 'BOOT_SCRIPTS_URL')).toBe(`https://${LATE}/${key}`);
});

test('a shuffle service holds every text byte for byte', () => {
  const { metadata, spec } = JSON.parse(objectAt('manifests/test/ShuffleService/spark.json'));
  expect(metadata.labels).toEqual({ [TEXT]: LINES });
  expect(spec.app).toMatchObject({
    env: { ODD: LINES },
    labels: { [TEXT]: TEXT },
    [TEXT]: { [TEXT]: [LINES] },
  });
  expect(words(spec.app.env.SPARK_SHUFFLE_OPTS)).toEqual([`-Dspark.odd=${TEXT}`, ...OURS]);
  expect(words(spec.app.env.SPARK_DAEMON_JAVA_OPTS)).toContain(`-Dodd=${TEXT}`);
});

test('so do the defaults', () => {
  const { spec } = JSON.parse(objectAt('manifests/test/SparkDefaults/spark.json'));
  expect(spec.properties['spark.app.name']).toBe(TEXT);
});
