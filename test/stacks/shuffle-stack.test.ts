import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestsOf, type SynthesizedStack } from '../../constructs/testing';
import { matchesGolden } from '../support/golden';
import { type Change, SettingsStack, type Tree } from '../support/settings-stack';

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('shuffle.yaml');
});
afterAll(() => example.remove());

const synthesized = (change?: Change) => example.synthesized(change);
const refused = (change: Change) => example.refused(change);

const provider = (stack: SynthesizedStack) => (stack.json['provider'] as Tree)['aws'][0];

test('the worked example keeps its addresses, which is what replaces machines', () => {
  matchesGolden('stacks/shuffle-addresses.txt', `${synthesized().addresses.join('\n')}\n`);
});

test('another order of the file changes nothing', () => {
  const twice = (settings: Tree) => {
    settings['agents'].other = { ...settings['agents'].spark, attributes: { workload: 'other' } };
  };
  const reversed = (settings: Tree) => {
    twice(settings);
    settings['agents'] = Object.fromEntries(Object.entries(settings['agents']).reverse());
  };
  expect(synthesized(reversed).json['resource']).toEqual(synthesized(twice).json['resource']);
});

test('any other app of Marathon stands in the file as Marathon takes it', () => {
  const web = {
    app: { id: '/web', cmd: 'sleep 1000', instances: 2 },
    adopt: true,
    upgrade: { onChange: 'Hold' },
    deletionPolicy: 'Drain',
  };
  const manifests = manifestsOf(
    synthesized((settings) =>
      Object.assign(settings, { marathonApps: { web: { ...web, labels: { tier: 1 } } } }),
    ),
  );
  expect(manifests).toContainEqual(
    expect.objectContaining({
      kind: 'MarathonApp',
      metadata: { name: 'web', labels: { tier: '1' } },
      spec: expect.objectContaining({ ...web, upgrade: expect.objectContaining(web.upgrade) }),
    }),
  );
});

test('executors may have another Spark than the service', () => {
  const stack = synthesized((settings) => {
    const executors = { kind: 'docker', image: 'own/spark:2.4.8', version: '2.4.8', home: '/opt/spark' };
    Object.assign(settings['sparkDefaults'].defaults, { executors });
  });
  const spec = manifestsOf(stack).find(({ kind }) => kind === 'SparkDefaults')?.spec;
  expect(spec).toMatchObject({
    sparkVersion: '2.4.8',
    properties: { 'spark.mesos.executor.docker.image': 'own/spark:2.4.8' },
  });
});

test('what the file says reaches the manifests', () => {
  const manifests = manifestsOf(
    synthesized((settings) => {
      Object.assign(settings['shuffleServices']['spark-2-4'], {
        ...{ port: 7338, paused: true, cpus: 0.75, labels: { tier: 1 } },
        app: { taskKillGracePeriodSeconds: 30 },
        annotations: { 'mesos-spark/gone-agents': '10.0.0.7' },
      });
      Object.assign(settings['sparkDefaults'].defaults.properties, { 'spark.speculation': true });
    }),
  );
  expect(manifests).toContainEqual(
    expect.objectContaining({
      kind: 'ShuffleService',
      metadata: {
        name: 'spark-2-4',
        labels: { tier: '1' },
        annotations: { 'mesos-spark/gone-agents': '10.0.0.7' },
      },
      spec: expect.objectContaining({
        ...{ role: 'shuffle', port: 7338, slots: [7337, 7338, 7339], paused: true },
        app: expect.objectContaining({ taskKillGracePeriodSeconds: 30 }),
      }),
    }),
  );
  expect(manifests).toContainEqual(
    expect.objectContaining({
      kind: 'SparkDefaults',
      spec: expect.objectContaining({
        shuffleService: 'spark-2-4',
        properties: expect.objectContaining({ 'spark.speculation': 'true', 'spark.scheduler.mode': 'FAIR' }),
      }),
    }),
  );
});

describe('a secret that services share with applications', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3';
  const asked = (secret: object) => (settings: Tree) => {
    settings['agents'].spark.sparkSecrets = [arn];
    settings['shuffleServices']['spark-2-4'].authentication = { ...secret, encryption: 'Aes' };
    settings['sparkDefaults'].defaults.authentication = { encryption: 'Aes' };
  };
  const appOf = (stack: SynthesizedStack) =>
    manifestsOf(stack).find(({ kind }) => kind === 'ShuffleService')?.spec as Tree;

  test('is fetched by agents, or filled in by DC/OS', () => {
    expect(appOf(synthesized(asked({ secretArn: arn })))).toMatchObject({
      app: { env: { MESOS_SPARK_SECRET: arn } },
    });
    expect(appOf(synthesized(asked({ dcosSecret: 'spark/shuffle' })))).toMatchObject({
      app: { secrets: { 'mesos-spark-authentication': { source: 'spark/shuffle' } } },
    });
  });

  test('what is no reference is refused at its place, and not shown', () => {
    const problems = refused(asked({ secretArn: 'hunter2hunter2' })).join('\n');
    expect(problems).toMatch(/shuffleServices\.spark-2-4\S*secret: found 14 characters that are no ARN/);
    expect(problems).not.toContain('hunter2');
  });
});

describe('AWS', () => {
  test('an account has region, tags and profile, and no test keys', () => {
    const stack = synthesized((settings) => {
      settings['aws'].profile = 'team';
    });
    expect(provider(stack)).toEqual({
      region: 'eu-central-1',
      profile: 'team',
      default_tags: [{ tags: { project: 'mesos-spark' } }],
    });
  });

  test('an emulator stands at one address for every service', () => {
    const stack = synthesized((settings) => {
      settings['aws'].endpoint = 'http://127.0.0.1:5000';
    });
    expect(provider(stack)).toMatchObject({ s3_use_path_style: true, skip_requesting_account_id: false });
    const addresses = Object.values(provider(stack).endpoints[0]);
    expect(new Set(addresses)).toEqual(new Set(['http://127.0.0.1:5000']));
  });
});

test.each([
  ['a file', { kind: 'local', path: '/tmp/x.tfstate' }, { local: { path: '/tmp/x.tfstate' } }],
  [
    'a bucket',
    { kind: 's3', bucket: 'states', key: 'shuffle', region: 'eu-west-1', lockTable: 'locks' },
    { s3: { bucket: 'states', key: 'shuffle', region: 'eu-west-1', dynamodb_table: 'locks', encrypt: true } },
  ],
])("Terraform's state lies in %s", (_, terraformState, backend) => {
  const stack = synthesized((settings) => Object.assign(settings, { terraformState }));
  expect((stack.json['terraform'] as Tree)['backend']).toEqual(backend);
});

const credentials = {
  kind: 'basic',
  secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:marathon-x1Y2z3',
};

describe('every kind of part', () => {
  let plain: SynthesizedStack | undefined;
  test.each<readonly [string, (settings: Tree) => void]>([
    [
      'plain Mesos',
      (s) =>
        Object.assign(s['cluster'], {
          platform: 'mesos',
          zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
          bootstrapUrl: undefined,
          credentials,
        }),
    ],
    [
      'EBS',
      (s) => Object.assign(s['agents'].spark, { storage: { kind: 'ebs', size: '200g', fileSystem: 'ext4' } }),
    ],
    [
      'spot',
      (s) =>
        Object.assign(s['agents'].spark, {
          purchasing: { kind: 'spot' },
          otherInstanceTypes: ['i3en.2xlarge'],
        }),
    ],
    ['mixed', (s) => Object.assign(s['agents'].spark, { purchasing: { kind: 'mixed', onDemandBase: 2 } })],
    [
      'an image by id',
      (s) => Object.assign(s['agents'].spark, { image: { kind: 'id', id: 'ami-0123456789abcdef0' } }),
    ],
    [
      'an image by name',
      (s) =>
        Object.assign(s['agents'].spark, {
          image: { kind: 'lookup', owners: ['099720109477'], name: 'ubuntu/*' },
        }),
    ],
    [
      'an image by parameter',
      (s) =>
        Object.assign(s['agents'].spark, {
          image: { kind: 'ssmParameter', parameter: '/own/image', rootDeviceName: '/dev/xvda' },
        }),
    ],
    [
      'Amazon Linux',
      (s) => Object.assign(s['agents'].spark, { image: { kind: 'amazonLinux2023', revision: '2' } }),
    ],
    ['UCR', (s) => Object.assign(s['shuffleServices']['spark-2-4'].spark, { kind: 'ucr' })],
    [
      'an archive',
      (s) =>
        Object.assign(s['shuffleServices']['spark-2-4'], {
          spark: { kind: 'archive', uri: 'https://host/spark-2.4.0.tgz', version: '2.4.0' },
        }),
    ],
    [
      'the host',
      (s) =>
        Object.assign(s['shuffleServices']['spark-2-4'], {
          spark: { kind: 'host', home: '/opt/spark', version: '2.4.0' },
        }),
    ],
  ])('%s', (_, change) => {
    plain ??= synthesized();
    expect(synthesized(change).json).not.toEqual(plain.json);
  });
});

describe('fails, all at once and at the place in the file, for', () => {
  test('figures that only the constructs can judge', () => {
    const problems = refused((settings) => {
      settings['cluster'].marathonUrl = 'leader.example.internal';
      settings['reservations'].other = { cpus: 0, memory: '1', ports: '7337-99999' };
      settings['agents'].spark.agentFlags = { gcDelays: '2days' };
      settings['sparkDefaults'].defaults.dynamicAllocation.minExecutors = 20;
    });
    expect(problems.map((problem) => problem.replace(/: found .*/s, ''))).toEqual([
      'cluster.marathonUrl',
      'reservations.other.cpus',
      'reservations.other.memory',
      'reservations.other.ports',
    ]);
  });

  test('an app that Marathon would refuse, or a field that it would ignore', () => {
    const problems = refused((settings) => {
      settings['marathonApps'] = { web: { app: { id: 'web', cmd: 'sleep 1000', instnaces: 2 } } };
    });
    expect(problems).toEqual([
      expect.stringMatching(/^marathonApps\.web\.app\.instnaces: found 2, wanted instances\?/),
      expect.stringMatching(/^marathonApps\.web\.app\.id: found "web", wanted a path/),
    ]);
  });

  test('a Spark of executors that is none', () => {
    const problems = refused((settings) => {
      settings['sparkDefaults'].defaults.executors = { kind: 'host', home: 'spark', version: '2.4.0' };
    });
    expect(problems).toEqual([
      expect.stringMatching(/^sparkDefaults\.defaults\.executors\.home: found "spark"/),
    ]);
  });

  test('a heap above the memory of its task', () => {
    const [problem] = refused((settings) => {
      Object.assign(settings['shuffleServices']['spark-2-4'], { heap: '2g', memory: '1g' });
    });
    expect(problem).toMatch(/^shuffleServices\.spark-2-4\./);
  });

  test('an unknown flag of the agent', () => {
    const [problem] = refused((settings) => {
      settings['agents'].spark.agentFlags = { gcDelays: '2days' };
    });
    expect(problem).toMatch(/^agents\.spark\.agentFlags.*gcDelay/);
  });

  test('a secret in place of its ARN, without repeating it', () => {
    const problems = refused((settings) => {
      settings['cluster'].credentials = { kind: 'token', secretArn: 'hunter2' };
    });
    expect(problems).toEqual([expect.stringMatching(/^cluster\.credentials\.secretArn: found 7 characters/)]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

test('the stack says where the operator of a person finds the stores', () => {
  const { json } = synthesized();
  expect(json['output']).toEqual({
    'agent-shapes-spark': { value: expect.stringMatching(/^\[\{.*\}\]$/) },
    manifests: { value: expect.stringMatching(/^s3:\/\/\$\{aws_s3_bucket\.store_manifests_/) },
    state: { value: expect.stringMatching(/^s3:\/\/\$\{aws_s3_bucket\.store_state_/) },
  });
});

test('what a deployment wrote is what the next one compares with', () => {
  const file = path.join(path.dirname(example.bundle), 'deployed.json');
  const refresh = (instanceType: string) => {
    const stack = synthesized((settings) => {
      settings['deployed'] = file;
      const minHealthyPercentage = 90;
      const refresh = { drainOnTermination: {}, instanceRefresh: { minHealthyPercentage } };
      Object.assign(settings['agents'].spark, { instanceType, ...refresh });
    });
    const outputs = stack.json['output'] as Readonly<Record<string, { readonly value: string }>>;
    const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
    const [group] = Object.values(stack.resources('aws_autoscaling_group'));
    return {
      deployed: { shuffle: Object.fromEntries(values) },
      refreshes: group?.['instance_refresh'] !== undefined,
    };
  };
  const before = refresh('i3.2xlarge');
  expect(before.refreshes).toBe(true);
  writeFileSync(file, JSON.stringify(before.deployed));
  expect(refresh('i3.2xlarge').refreshes).toBe(false);
  expect(refresh('i3.4xlarge').refreshes).toBe(true);
});
