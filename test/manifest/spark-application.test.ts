import { attempt } from '../../src/domain/core/problem';
import {
  parseBySchema,
  type ScheduledSparkApplicationManifestInput,
  type SparkApplicationManifestInput,
  scheduledSparkApplicationManifest,
  sparkApplicationManifest,
} from '../../src/manifest';
import { application, scheduled } from '../operator/support/applications';

type Spec = SparkApplicationManifestInput['spec'];

function problems(spec: Partial<Spec>, runsOn: NonNullable<Spec['runsOn']> = 'Marathon') {
  const manifest = application(runsOn);
  const tried = attempt(() =>
    parseBySchema(sparkApplicationManifest, { ...manifest, spec: { ...manifest.spec, ...spec } }),
  );
  return 'value' in tried ? [] : tried.problems.map(({ at, wanted }) => `${at}: ${wanted}`);
}

test.each(['Marathon', 'Metronome', 'Dispatcher'] as const)('one that is right on %s', (runsOn) => {
  expect(problems({}, runsOn)).toEqual([]);
  expect(problems({ mode: runsOn === 'Dispatcher' ? 'cluster' : 'client' }, runsOn)).toEqual([]);
});

test.each<[string, Partial<Spec>, Spec['runsOn'], string]>([
  ['another mode', { mode: 'cluster' }, 'Marathon', 'spec.mode: "client" with runsOn "Marathon"'],
  [
    'no master',
    { master: undefined },
    'Metronome',
    'spec.master: the Mesos masters: the driver is a framework',
  ],
  ['a master that is none', { master: 'zk://u:p@zk/mesos' }, 'Marathon', 'spec.master: '],
  ['a master for the dispatcher', { master: 'zk://zk/mesos' }, 'Dispatcher', 'spec.master: nothing with'],
  ['no dispatcher', { dispatcher: undefined }, 'Dispatcher', 'spec.dispatcher: the URL of the dispatcher'],
  [
    'a dispatcher with a password',
    { dispatcher: 'http://u:p@d:7077' },
    'Dispatcher',
    'spec.dispatcher: http://',
  ],
  ['a dispatcher on Marathon', { dispatcher: 'http://d:7077' }, 'Marathon', 'spec.dispatcher: it only with'],
  ['a Marathon on Metronome', { marathon: 'http://m' }, 'Metronome', 'spec.marathon: it only with'],
  [
    'jars that a dispatcher drops',
    { deps: { jars: ['http://files.example/more.jar'] } },
    'Dispatcher',
    'spec.deps.jars: one jar with everything',
  ],
  [
    'an empty argument for the dispatcher',
    { arguments: ['a', ''] },
    'Dispatcher',
    'spec.arguments[1]: a text that a dispatcher can pass on',
  ],
  [
    'two Sparks',
    { sparkArchive: 'https://x/spark.tgz' },
    'Marathon',
    'spec.sparkArchive: an image or an archive',
  ],
  [
    'who runs no image',
    { image: undefined, sparkHome: '/opt/spark', containerizer: 'mesos' },
    'Marathon',
    'spec.containerizer: it only with an image',
  ],
  ['no Spark', { image: undefined }, 'Marathon', 'spec.sparkHome: an image, a sparkArchive'],
  [
    'no main class',
    { mainClass: undefined },
    'Marathon',
    'spec.mainClass: the main class of a Scala application',
  ],
  ['a main class of Python', { type: 'Python' }, 'Marathon', 'spec.mainClass: nothing with type "Python"'],
  [
    'Always on Metronome',
    { restartPolicy: { type: 'Always' } },
    'Metronome',
    'spec.restartPolicy.type: "Never" or',
  ],
  [
    'retries on Metronome',
    { restartPolicy: { type: 'OnFailure', onFailureRetries: 1 } },
    'Metronome',
    'spec.restartPolicy.onFailureRetries: it only with',
  ],
  [
    'an interval of nothing',
    { restartPolicy: { type: 'Never', onFailureRetryInterval: 5 } },
    'Marathon',
    'spec.restartPolicy.onFailureRetryInterval: it only with',
  ],
  [
    'a deadline on Marathon',
    { restartPolicy: { type: 'OnFailure', activeDeadlineSeconds: 5 } },
    'Marathon',
    'spec.restartPolicy.activeDeadlineSeconds: it only with',
  ],
  [
    'GROUP_BY on Metronome',
    { driver: { constraints: [['rack', 'GROUP_BY']] } },
    'Metronome',
    'spec.driver.constraints[0]: one of',
  ],
  [
    'LIKE in a dispatcher',
    { driver: { constraints: [['rack', 'LIKE', 'a']] } },
    'Dispatcher',
    'one of CLUSTER, IS',
  ],
  [
    'memory without a unit',
    { driver: { memory: '512' } },
    'Marathon',
    'spec.driver.memory: a size such as "2g"',
  ],
  [
    'instances without cores',
    { executor: { instances: 2 } },
    'Marathon',
    'spec.executor.cores: it together with',
  ],
  [
    'the same twice',
    { executor: { memory: '2g' }, sparkConf: { 'spark.executor.memory': '1g' } },
    'Marathon',
    'it said once',
  ],
  ...(['Marathon', 'Metronome', 'Dispatcher'] as const).map(
    (runsOn): [string, Partial<Spec>, typeof runsOn, string] => [
      `a secret in the environment of a driver on ${runsOn}`,
      { driver: { env: { DB_PASSWORD: 'hunter2' } } },
      runsOn,
      'spec.driver.env.DB_PASSWORD: nothing: what stands here is stored and published in clear text',
    ],
  ),
  [
    'a secret in the environment of executors',
    { executor: { env: { DB_PASSWORD: 'hunter2' } } },
    'Marathon',
    'nothing: what stands here is stored and published in clear text',
  ],
  ['a version that is none', { sparkVersion: 'two' }, 'Marathon', 'spec.sparkVersion: '],
  ['a key that nobody reads', { masterUrl: 'x' } as Partial<Spec>, 'Marathon', 'spec.masterUrl: no such key'],
])('%s', (_, spec, runsOn, wanted) => {
  expect(problems(spec, runsOn).join('\n')).toContain(wanted);
});

test('nothing that may be a secret is shown', () => {
  const tried = attempt(() =>
    parseBySchema(sparkApplicationManifest, {
      ...application('Marathon'),
      spec: { ...application('Marathon').spec, sparkConf: { a: 1 }, arguments: [{ password: 'hunter2' }] },
    }),
  );
  expect(JSON.stringify(tried)).not.toContain('hunter2');
});

test.each<[string, Partial<ScheduledSparkApplicationManifestInput['spec']>, string]>([
  ['a cron expression', { schedule: 'every day' }, 'spec.schedule: five fields'],
  ['a time zone', { timeZone: 'Mars/Base' }, 'spec.timeZone: a time zone'],
  [
    'a policy that Metronome lacks',
    { concurrencyPolicy: 'Replace' as 'Allow' },
    'spec.concurrencyPolicy: "Allow" or "Forbid"',
  ],
  ['a deadline below a minute', { startingDeadlineSeconds: 10 }, 'spec.startingDeadlineSeconds'],
])('a schedule: %s', (_, spec, wanted) => {
  const manifest = scheduled();
  const tried = attempt(() =>
    parseBySchema(scheduledSparkApplicationManifest, { ...manifest, spec: { ...manifest.spec, ...spec } }),
  );
  const found = 'value' in tried ? [] : tried.problems.map(({ at, wanted: want }) => `${at}: ${want}`);
  expect(found.join('\n')).toContain(wanted);
});

test('a template of a schedule is checked as an application is', () => {
  const manifest = scheduled({ template: { mainClass: undefined } });
  const tried = attempt(() => parseBySchema(scheduledSparkApplicationManifest, manifest));
  expect(JSON.stringify(tried)).toContain('spec.template.mainClass');
});
