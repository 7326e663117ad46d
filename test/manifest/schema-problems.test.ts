import { marathonAppManifest } from '../../src/manifest/marathon-app';
import { parseBySchema } from '../../src/manifest/schema-problems';
import { shuffleServiceManifest } from '../../src/manifest/shuffle-service';
import { sparkDefaultsManifest } from '../../src/manifest/spark-defaults';
import { defaults, service } from '../operator/support/manifests';

test('fails with every problem at once, each with its place', () => {
  const wrong = {
    apiVersion: 'mesos-spark/v1',
    kind: 'ShuffleService',
    metadata: { name: 'Spark 2' },
    spec: {
      role: 'shuffle',
      slots: [7337, 'x', 99999],
      sharedDirectory: 'tmp',
      speed: 1,
      app: {
        cmd: '',
        cpus: 1,
        mem: 1,
        constraints: [],
        portDefinitions: [],
        requirePorts: true,
        healthChecks: [],
      },
    },
  };
  expect(() => parseBySchema(shuffleServiceManifest, wrong)).toThrow(
    [
      'apiVersion: found "mesos-spark/v1", wanted "mesos-spark/v1alpha1"',
      'metadata.name: found "Spark 2", wanted lower-case letters, digits and inner dashes',
      'spec.slots[1]: found "x", wanted a number',
      'spec.slots[2]: found 99999, wanted a number <=65535',
      'spec.sparkVersion: found nothing, wanted a string',
      'spec.sharedDirectory: found "tmp", wanted a string that must start with "/"',
    ].join('\n'),
  );
});

/** Problems stand in logs and in the status. */
test.each([
  [
    'a user in a URL',
    { marathon: `zk://ops:s3cret-${'x'.repeat(80)}@zk1:2181/marathon` },
    'a URL with a user in it',
  ],
  ['one inside of a list', { slots: ['http://ops:s3cret@host/'] }, 'a URL with a user in it'],
])('shows nothing of %s', (_, spec, found) => {
  const manifest = {
    apiVersion: 'mesos-spark/v1alpha1',
    kind: 'ShuffleService',
    metadata: { name: 'a' },
    spec,
  };
  const parse = () => parseBySchema(shuffleServiceManifest, manifest);
  expect(parse).toThrow(`found ${found} (not shown), wanted`);
  expect(parse).not.toThrow('s3cret');
});

test('shows nothing of a secret among properties', () => {
  const manifest = defaults({ properties: { 'spark.hadoop.fs.s3a.secret.key': 's3cret' } });
  const parse = () => parseBySchema(sparkDefaultsManifest, manifest);
  expect(parse).toThrow('spec.properties: found something else (not shown: it may hold a secret), wanted');
  expect(parse).not.toThrow('s3cret');
});

test.each([
  ['the secret itself', 's3cret'],
  ['a file of the machine', 'file:///etc/s3cret'],
  ['a parameter', 'arn:aws:ssm:eu-west-1:123456789012:parameter/s3cret'],
  ['two of them', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a b-s3cret'],
])('a secret is named by its ARN alone, and %s is not shown', (_, secret) => {
  const spec = { marathon: 'http://m:8080', marathonCredentials: { kind: 'basic', secret } };
  const manifest = {
    apiVersion: 'mesos-spark/v1alpha1',
    kind: 'ShuffleService',
    metadata: { name: 'a' },
    spec,
  };
  const parse = () => parseBySchema(shuffleServiceManifest, manifest);
  expect(parse).toThrow(
    'spec.marathonCredentials.secret: found something else (not shown: it may hold a secret), wanted the ARN of a secret in AWS Secrets Manager',
  );
  expect(parse).not.toThrow('s3cret');
});

test('credentials are for a Marathon that is named', () => {
  const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-b1C2d3';
  const spec = { ...service().spec, marathonCredentials: { kind: 'token' as const, secret } };
  const parse = (more: object) => () =>
    parseBySchema(shuffleServiceManifest, { ...service(), spec: { ...spec, ...more } });
  expect(parse({})).toThrow(
    'spec.marathon: found nothing, wanted the Marathon that `marathonCredentials` are for',
  );
  expect(parse({ marathon: 'http://m:8080' })).not.toThrow();
});

test.each([
  { cmd: ['s3cret'] },
  { env: 's3cret' },
  { labels: { a: 's3cret', b: ['s3cret'] } },
  { args: 's3cret' },
])('shows nothing of what may hold a password: %j', (app) => {
  const metadata = { name: 'a' };
  const spec = { app: { id: '/a', cmd: 'sleep 1', ...app } };
  const manifest = { apiVersion: 'mesos-spark/v1alpha1', kind: 'MarathonApp', metadata, spec };
  const parse = () => parseBySchema(marathonAppManifest, manifest);
  expect(parse).toThrow('found something else (not shown: it may hold a secret), wanted');
  expect(parse).not.toThrow('s3cret');
});
