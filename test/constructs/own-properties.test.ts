import type { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ManifestStore } from '../../constructs/manifest-store';
import { ScheduledSparkApplication } from '../../constructs/scheduled-spark-application';
import { ShuffleService } from '../../constructs/shuffle-service';
import { SparkApplication } from '../../constructs/spark-application';
import { SparkDefaults } from '../../constructs/spark-defaults';
import { SparkDispatcher } from '../../constructs/spark-dispatcher';
import { synthesize } from '../../constructs/testing';
import { ZeppelinInterpreter } from '../../constructs/zeppelin-interpreter';
import { dcosCluster } from '../support/cluster';
import { agentsWith, docker, pool } from '../support/shuffle-service';

interface Given {
  readonly stack: TerraformStack;
  readonly store: ManifestStore;
  readonly defaults: SparkDefaults;
  readonly sparkConf: Readonly<Record<string, string>>;
}

const METRONOME = { metronomeUrl: 'https://leader.example.internal/service/metronome' };
const APPLICATION = { mainClass: 'com.example.Main', mainApplicationFile: 'https://files.example/a.jar' };
const cluster = (stack: Construct) => dcosCluster(stack, METRONOME);

/** Each with something else that is wrong, when that is asked for. */
const CONSTRUCTS: readonly (readonly [string, string, (given: Given, wrong: boolean) => void])[] = [
  [
    'SparkApplication',
    'driver.memory: found "much"',
    ({ stack, ...given }, wrong) => {
      const driver = wrong ? { memory: 'much' } : {};
      const props = { name: 'x', cluster: cluster(stack), spark: docker, driver, ...APPLICATION };
      new SparkApplication(stack, 'it', { ...props, ...given });
    },
  ],
  [
    'ScheduledSparkApplication',
    'schedule: found "now"',
    ({ stack, ...given }, wrong) => {
      const schedule = wrong ? 'now' : '0 2 * * *';
      const props = { name: 'x', cluster: cluster(stack), spark: docker, schedule, ...APPLICATION };
      new ScheduledSparkApplication(stack, 'it', { ...props, ...given });
    },
  ],
  [
    'SparkDispatcher',
    'webUiPort: found 7077',
    ({ stack, ...given }, wrong) => {
      const props = { name: 'x', cluster: cluster(stack), spark: docker, webUiPort: wrong ? 7077 : 8082 };
      new SparkDispatcher(stack, 'it', { ...props, ...given });
    },
  ],
  [
    'ZeppelinInterpreter',
    'url: found "zeppelin"',
    ({ stack, ...given }, wrong) => {
      const url = wrong ? 'zeppelin' : 'https://zeppelin.example.internal';
      new ZeppelinInterpreter(stack, 'it', { name: 'x', url, ...given });
    },
  ],
];

describe.each(CONSTRUCTS)('%s', (_, other, make) => {
  const build = (sparkConf: Given['sparkConf'], wrong = false) =>
    synthesize((stack) => {
      const store = new ManifestStore(stack, 'store');
      const reservation = pool();
      const shuffle = new ShuffleService(stack, 'shuffle', {
        ...{ store, name: 'spark-2-4', reservation, agents: [agentsWith(reservation)], spark: docker },
      });
      const properties = { 'spark.local.dir': '/var/lib/tmp/spark/a' };
      const defaults = new SparkDefaults(stack, 'defaults', { store, shuffle, properties });
      make({ stack, store, defaults, sparkConf }, wrong);
    });

  test('tells at synth what contradicts the defaults, with all else that is wrong', () => {
    const conf = { 'spark.local.dir': '/tmp', 'spark.mesos.network.name': 'dcos' };
    for (const part of [
      'test/it.sparkConf.spark.local.dir: found "/tmp", wanted /var/lib/tmp/spark or folders in it',
      'test/it.sparkConf.spark.mesos.network.name: found "dcos"',
      `test/it.${other}`,
    ]) {
      expect(() => build(conf, true)).toThrow(part);
    }
  });

  test('tells once what the schema tells as well', () => {
    let message = '';
    try {
      build({ 'spark.mesos.network.name': 'dcos', 'spark.shuffle.service.enabled': 'true' });
    } catch (error) {
      message = String(error);
    }
    expect(message.match(/sparkConf\.spark\.mesos\.network\.name: found/g)).toHaveLength(1);
  });

  test.each<Given['sparkConf']>([
    {},
    { 'spark.local.dir': '/var/lib/tmp/spark/b', 'spark.mesos.constraints': 'rack:1;workload:spark' },
    { 'spark.shuffle.service.enabled': 'false', 'spark.dynamicAllocation.enabled': 'false' },
  ])('%j goes with them', (conf) => {
    expect(() => build(conf)).not.toThrow();
  });
});
