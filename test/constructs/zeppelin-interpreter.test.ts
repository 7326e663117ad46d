import { type TerraformStack, Token } from 'cdktf';
import { Credentials } from '../../constructs/credentials';
import { ManifestStore } from '../../constructs/manifest-store';
import { Operator } from '../../constructs/operator';
import { matchers, type SynthesizedStack, synthesize } from '../../constructs/testing';
import { ZeppelinInterpreter, type ZeppelinInterpreterProps } from '../../constructs/zeppelin-interpreter';
import { Duration } from '../../src/domain/core/duration';
import { dcosCluster } from '../support/cluster';
import { secret } from '../support/operator';
import { problemsOf } from '../support/problems';

expect.extend(matchers);

const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });
const URL = 'https://zeppelin.example.internal';

function declare(stack: TerraformStack, props: Partial<ZeppelinInterpreterProps>): ManifestStore {
  const store = new ManifestStore(stack, 'store');
  const defaults = { name: 'spark-2-4' };
  new ZeppelinInterpreter(stack, 'zeppelin', { store, name: 'zeppelin', url: URL, defaults, ...props });
  return store;
}

const build = (props: Partial<ZeppelinInterpreterProps> = {}): SynthesizedStack =>
  synthesize((stack) => void declare(stack, props));

test('writes a manifest with every default named', () => {
  expect(build()).toHaveManifest('ZeppelinInterpreter', 'zeppelin', {
    metadata: { name: 'zeppelin' },
    spec: {
      ...{ url: URL, sparkDefaults: 'spark-2-4', interpreter: 'spark', sparkConf: {}, properties: {} },
      restart: 'WhenIdle',
      ...{ deletionPolicy: 'Retain', paused: false },
    },
  });
});

test('what is asked for is written, secrets by reference', () => {
  const given = {
    interpreter: 'spark2',
    sparkConf: { 'spark.app.name': '${hostname} %{if} "q"\n' },
    properties: { 'zeppelin.spark.maxResult': '10', SPARK_HOME: '/opt/spark' },
    restart: 'WhenIdle',
    deletionPolicy: 'Drain',
    paused: true,
  } as const;
  const login = secret('zeppelin');
  const credentials = Credentials.serviceAccount(secret('account'));
  for (const maximumWait of ['2h', Duration.minutes(120)]) {
    expect(build({ ...given, login, credentials, maximumWait })).toHaveManifest(
      'ZeppelinInterpreter',
      'zeppelin',
      {
        spec: {
          ...given,
          maximumWaitSeconds: 7200,
          login: { secret: login },
          credentials: { kind: 'serviceAccount', secret: secret('account') },
        },
      },
    );
  }
});

test('URL, secret and values may be late', () => {
  const stack = build({ url: late(), login: late(), sparkConf: { 'spark.app.name': late() } });
  expect(stack).toHaveManifest('ZeppelinInterpreter', 'zeppelin', {
    spec: {
      url: '${data.x.y}',
      login: { secret: '${data.x.y}' },
      sparkConf: { 'spark.app.name': '${data.x.y}' },
    },
  });
});

test('warns of what Zeppelin would not hand on, of the defaults as well', () => {
  let found: readonly unknown[] = [];
  synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const defaults = { name: 'd', properties: { 'spark.a': 'b|c', 'spark.b': '', 'spark.c': 'fine words' } };
    const props = { store, name: 'z', url: URL, defaults, sparkConf: { 'spark.b': 'x' } };
    const { node } = new ZeppelinInterpreter(stack, 'zeppelin', props);
    found = node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => data);
  });
  expect(found).toEqual([expect.stringContaining('properties["spark.a"]: found "b|c", wanted no "|"')]);
});

test('an operator of the stack may read its secrets, whichever is declared first, and those that it is told of', () => {
  const given = [secret('other')];
  for (const operatorFirst of [true, false]) {
    const stack = synthesize((scope) => {
      const store = new ManifestStore(scope, 'store');
      const operator = () => {
        const cluster = dcosCluster(scope, { credentials: Credentials.basic(secret('cluster')) });
        new Operator(scope, 'operator', { store, cluster, bundle: __filename, secretArns: given });
      };
      if (operatorFirst) operator();
      for (const name of ['one', 'two']) {
        const props = { store, name, url: URL, defaults: { name: 'd' }, login: secret('zeppelin') };
        new ZeppelinInterpreter(scope, name, { ...props, credentials: Credentials.token(secret('cluster')) });
      }
      if (!operatorFirst) operator();
    });
    const statements = Object.values(stack.dataSources('aws_iam_policy_document')).flatMap(
      (document) => document['statement'] as readonly Readonly<Record<string, unknown>>[],
    );
    expect(statements.filter(({ sid }) => sid === 'ReadSecrets')).toEqual([
      {
        sid: 'ReadSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secret('cluster'), secret('other'), secret('zeppelin')],
      },
    ]);
  }
});

test('an operator refuses a secret itself in place of its ARN', () => {
  const operator = () =>
    synthesize((scope) => {
      const store = new ManifestStore(scope, 'store');
      const props = { store, cluster: dcosCluster(scope), bundle: __filename, secretArns: ['planted'] };
      new Operator(scope, 'operator', props);
    });
  expect(operator).toThrow('secretArns[0]: found 7 characters that are no ARN');
  expect(operator).toThrow(/^(?!.*planted)/s);
});

test('everything that is wrong is told at once, each place once', () => {
  const wrong = { login: 'planted', maximumWait: late(), url: 'zeppelin', interpreter: '' };
  expect(problemsOf(() => build(wrong)).map(({ at }) => at)).toEqual([
    'test/zeppelin.maximumWait',
    'test/zeppelin.login',
    'test/zeppelin.url',
    'test/zeppelin.interpreter',
  ]);
});

test.each<[string, Partial<ZeppelinInterpreterProps>, readonly string[]]>([
  ['a name', { name: 'Big' }, ['name: found "Big"']],
  ['a URL', { url: 'zeppelin' }, ['url: found "zeppelin", wanted an http:// or https:// URL']],
  ['a password in it', { url: 'http://u:planted@z' }, ['url: found a URL with a user in it (not shown)']],
  [
    'the secret itself',
    { login: 'admin:planted' },
    ['login: found 13 characters that are no ARN (not shown'],
  ],
  [
    'the port, which only the operator knows',
    { sparkConf: { 'spark.shuffle.service.port': '1' } },
    ['sparkConf: found ', 'wanted without spark.shuffle.service.port'],
  ],
  [
    'a secret among the properties',
    {
      sparkConf: { 'spark.hadoop.fs.s3a.secret.key': 'planted' },
      properties: { HADOOP_CREDSTORE_PASSWORD: 'planted' },
    },
    [
      'sparkConf: found ',
      'wanted without secrets: whoever reads the bucket reads them',
      'properties: found something else (not shown',
    ],
  ],
  [
    'what stands in the wrong place',
    { sparkConf: { 'zeppelin.spark.maxResult': '1' }, properties: { 'spark.ui.port': '1' } },
    [
      'sparkConf: found ',
      'names that begin with "spark."',
      'properties: found ',
      'they stand under sparkConf',
    ],
  ],
  ['a short wait', { maximumWait: '5s' }, ['maximumWait: found 5']],
  [
    'a wait for nothing',
    { maximumWait: '2h', restart: 'Always' },
    ['maximumWait: found 7200, wanted only with'],
  ],
  ['no duration', { maximumWait: 'soon' }, ['maximumWait: found "soon"']],
  ['late words', { interpreter: late(), name: late() }, ['interpreter: ', 'name: ']],
])('refuses %s', (_, props, messages) => {
  for (const message of messages) expect(() => build(props)).toThrow(message);
  expect(() => build(props)).toThrow(/^(?!.*planted)/s);
});
