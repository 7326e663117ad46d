import { type Change, SettingsStack } from '../support/settings-stack';

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('applications.yaml');
});
afterAll(() => example.remove());

const refused = (change: Change) => example.refused(change);
const matching = (problems: readonly (string | RegExp)[]) =>
  problems.map((problem) => expect.stringMatching(problem));

test('names that nothing has, with the one that is probably meant, of every section at once', () => {
  const problems = refused((s) => {
    s['sparkDispatchers'].spark.defaults = 'bach';
    s['sparkApplications'].pi.dispatcher = 'sparc';
    s['sparkApplications'].stream.defaults = 'nothing-like-it';
    s['scheduledSparkApplications'].nightly.defaults = 'batsh';
    s['zeppelinInterpreters'].zeppelin.defaults = 'interactiv';
    s['sparkClients'].edge.defaults = 'interactive-2';
    s['sparkClients'].edge.reachableFrom = ['sprak', 'sg-masters'];
  });
  const known = 'wanted a name under sparkDefaults: batch, interactive';
  expect(problems).toEqual([
    `sparkDispatchers.spark.defaults: found "bach", ${known}; did you mean batch?`,
    `sparkApplications.stream.defaults: found "nothing-like-it", ${known}`,
    `scheduledSparkApplications.nightly.defaults: found "batsh", ${known}; did you mean batch?`,
    `zeppelinInterpreters.zeppelin.defaults: found "interactiv", ${known}; did you mean interactive?`,
    `sparkClients.edge.defaults: found "interactive-2", ${known}; did you mean interactive?`,
    'sparkApplications.pi.dispatcher: found "sparc", wanted a name under sparkDispatchers: spark, etl; did you mean spark?',
    'sparkClients.edge.reachableFrom[0]: found "sprak", wanted a name under agents: spark; did you mean spark?',
    'sparkClients.edge.reachableFrom[1]: found "sg-masters", wanted a name under agents: spark',
  ]);
});

test('a section that is not there has no names', () => {
  const problems = refused((s) => {
    delete s['sparkDispatchers'];
    delete s['sparkDefaults'];
  });
  expect(problems).toContain(
    'sparkApplications.pi.dispatcher: found "spark", wanted a name under sparkDispatchers, which has none',
  );
  expect(problems).toContain(
    'zeppelinInterpreters.zeppelin.defaults: found "interactive", wanted a name under sparkDefaults, which has none',
  );
});

test('whoever needs Metronome or the package manager says so where the cluster names none', () => {
  const problems = refused((s) => {
    delete s['cluster'].metronomeUrl;
    delete s['cluster'].cosmosUrl;
  });
  expect(problems).toEqual([
    'sparkApplications.backfill.runsOn: found "Metronome", wanted cluster.metronomeUrl beside it; say where it is, such as https://leader.example.internal/service/metronome',
    'scheduledSparkApplications.nightly: found a job of Metronome, wanted cluster.metronomeUrl beside it; say where it is, such as https://leader.example.internal/service/metronome',
    'sparkDispatchers.etl.provider: found "Package", wanted cluster.cosmosUrl beside it; say where DC/OS itself is, such as https://leader.example.internal',
  ]);
});

test('plain Mesos has no packages of DC/OS', () => {
  const problems = refused((s) => {
    Object.assign(s['cluster'], { platform: 'mesos', zookeeperUrl: 'zk://10.0.0.1:2181/mesos' });
    delete s['cluster'].bootstrapUrl;
    delete s['cluster'].cosmosUrl;
  });
  expect(problems).toEqual([
    'sparkDispatchers.etl.provider: found "Package", wanted "Marathon" where cluster.platform is "mesos"; the package is of DC/OS',
  ]);
});

test('addresses of Metronome and of DC/OS that ZooKeeper cannot name', () => {
  const problems = refused((s) => {
    Object.assign(s['cluster'], { metronomeUrl: 'zk://a:2181/metronome', cosmosUrl: 'http://u:planted@a' });
  });
  expect(problems).toEqual(
    matching([
      /^cluster\.metronomeUrl: found "zk:\/\/a:2181\/metronome", wanted http:\/\/ or https:\/\/ URLs/,
      /^cluster\.cosmosUrl: found a URL with a user or password in it \(not shown\)/,
    ]),
  );
});

describe('words and types are those of the schema', () => {
  test.each<[string, Change, readonly (string | RegExp)[]]>([
    [
      'of an application',
      (s) => {
        const { pi, stream } = s['sparkApplications'];
        Object.assign(pi, { runsOn: 'Kubernetes', arguments: [400], executr: {}, spark: { kind: 'ucr' } });
        Object.assign(stream, { driver: { memory: 2, core: 1 }, mainApplicationFile: undefined });
      },
      [
        'sparkApplications.pi.spark.kind: found "ucr", wanted kind "docker", "archive" or "host"',
        /^sparkApplications\.pi\.arguments\[0\]: found .*, wanted a text; put it in quotes$/,
        'sparkApplications.pi.runsOn: found "Kubernetes", wanted "Marathon" or "Metronome" or "Dispatcher"',
        /^sparkApplications\.pi\.executr: found .* did you mean executor\?$/,
        'sparkApplications.stream.mainApplicationFile: found nothing, wanted a text',
        'sparkApplications.stream.driver.memory: found 2, wanted a text; put it in quotes',
        /^sparkApplications\.stream\.driver\.core: found a key that nothing reads, wanted one of .*; did you mean cores\?$/,
      ],
    ],
    [
      'of a schedule',
      (s) =>
        Object.assign(s['scheduledSparkApplications'].nightly, {
          ...{ concurrencyPolicy: 'Replace', suspend: 'no', runsOn: 'Metronome' },
        }),
      [
        'scheduledSparkApplications.nightly.concurrencyPolicy: found "Replace", wanted "Allow" or "Forbid"',
        'scheduledSparkApplications.nightly.suspend: found "no", wanted true or false',
        /^scheduledSparkApplications\.nightly\.runsOn: found a key that nothing reads/,
      ],
    ],
    [
      'of a dispatcher',
      (s) => {
        const { spark, etl } = s['sparkDispatchers'];
        Object.assign(spark, { port: '7077', recovery: 'Nothing', dispatcherCon: {} });
        Object.assign(etl, { provider: 'Cosmos' });
        s['sparkDispatchers'].other = { provider: 'Package', defaults: 'batch' };
      },
      [
        'sparkDispatchers.spark.recovery: found "Nothing", wanted zooKeeper, or "None"',
        'sparkDispatchers.spark.port: found "7077", wanted a number',
        /^sparkDispatchers\.spark\.dispatcherCon: found .* did you mean dispatcherConf\?$/,
        'sparkDispatchers.etl.provider: found "Cosmos", wanted provider "Marathon" or "Package"',
        /^sparkDispatchers\.other\.defaults: found a key that nothing reads/,
      ],
    ],
    [
      'of an interpreter and of clients',
      (s) => {
        Object.assign(s['zeppelinInterpreters'].zeppelin, {
          restart: 'Sometimes',
          login: undefined,
          logn: 'x',
        });
        Object.assign(s['sparkClients'].edge, { instances: -1, architecture: 'sparc', jar: [] });
      },
      [
        'zeppelinInterpreters.zeppelin.restart: found "Sometimes", wanted "WhenIdle" or "Always" or "Never"',
        /^zeppelinInterpreters\.zeppelin\.logn: found .* did you mean login\?$/,
        'sparkClients.edge.instances: found -1, wanted a number >=0',
        'sparkClients.edge.architecture: found "sparc", wanted "arm64" or "x86_64"',
        /^sparkClients\.edge\.jar: found .* did you mean jars\?$/,
      ],
    ],
  ])('%s', (_, change, problems) => {
    expect(refused(change)).toEqual(
      matching(problems.map((one) => (typeof one === 'string' ? literal(one) : one))),
    );
  });
});

test('what only the constructs can judge, of every section at once and at the place in the file', () => {
  const problems = refused((s) => {
    Object.assign(s['sparkDispatchers'].spark, { webUiPort: 7077, url: 'spark:7077' });
    s['sparkDispatchers'].etl.options = { security: { ssl: { keystorepassword: 'planted' } } };
    Object.assign(s['sparkApplications'].pi, {
      dispatcher: 'http://u:planted@10.0.0.1',
      mainClass: undefined,
    });
    Object.assign(s['sparkApplications'].stream.driver, {
      memory: 'much',
      constraints: [['rack', 'IN', 'r1']],
    });
    s['sparkApplications'].backfill.restartPolicy = { type: 'Always' };
    Object.assign(s['scheduledSparkApplications'].nightly, { schedule: 'daily', timeZone: 'Mars' });
    Object.assign(s['zeppelinInterpreters'].zeppelin, {
      ...{ url: 'zeppelin', login: 'admin:planted', maximumWait: 'soon' },
      sparkConf: { 'spark.hadoop.fs.s3a.secret.key': 'planted' },
    });
    Object.assign(s['sparkClients'].edge, { spark: 'https://h/spark.tgz', hadoopConf: '/etc/hadoop' });
  });
  expect(problems.map((one) => one.replace(/: found .*/s, ''))).toEqual([
    'sparkDispatchers.etl.options.security.ssl.keystorepassword',
    'sparkDispatchers.spark.url',
    'sparkDispatchers.spark.webUiPort',
    'sparkApplications.backfill.restartPolicy.type',
    'sparkApplications.pi.dispatcher',
    'sparkApplications.pi.mainClass',
    'sparkApplications.stream.driver.memory',
    'sparkApplications.stream.driver.constraints[0]',
    'scheduledSparkApplications.nightly.schedule',
    'scheduledSparkApplications.nightly.timeZone',
    'zeppelinInterpreters.zeppelin.login',
    'zeppelinInterpreters.zeppelin.maximumWait',
    'zeppelinInterpreters.zeppelin.url',
    'zeppelinInterpreters.zeppelin.sparkConf',
    'sparkClients.edge.spark',
    'sparkClients.edge.sparkVersion',
    'sparkClients.edge.hadoopConf',
  ]);
  expect(problems.join('\n')).not.toContain('planted');
});

test('a dispatcher without an address that stays takes no application by its name', () => {
  const problems = refused((s) => {
    delete s['sparkDispatchers'].spark.app;
    s['sparkApplications'].etl = { ...s['sparkApplications'].pi, dispatcher: 'etl' };
  });
  expect(problems).toEqual(
    matching([
      /^sparkApplications\.etl\.dispatcher: found etl, whose address changes with its agent, wanted one that has a url/,
      /^sparkApplications\.pi\.dispatcher: found spark, whose address changes with its agent, wanted one that has a url/,
    ]),
  );
});

test('defaults that cannot be do not hide what is wrong with those who name them', () => {
  const problems = refused((s) => {
    s['sparkDefaults'].interactive.properties = { 'spark.authenticate.secret': 'planted' };
    s['sparkApplications'].stream.driver.memory = 'much';
    s['zeppelinInterpreters'].zeppelin.url = 'zeppelin';
  });
  expect(problems).toEqual(
    matching([
      /^sparkDefaults\.interactive\.properties/,
      /^sparkApplications\.stream\.driver\.memory: found "much", wanted a size such as "2g"$/,
      /^zeppelinInterpreters\.zeppelin\.url: found "zeppelin"/,
    ]),
  );
});

test('a secret in place of its ARN is not shown', () => {
  const problems = refused((s) => {
    s['zeppelinInterpreters'].zeppelin.credentials = { kind: 'token', secretArn: 'planted' };
  });
  expect(problems).toEqual(
    matching([/^zeppelinInterpreters\.zeppelin\.credentials\.secretArn: found 7 characters that are no ARN/]),
  );
});

/** As a pattern of itself. */
function literal(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
