import { manifestsOf, matchers, userDataOf } from '../../constructs/testing';
import { canonicalJson } from '../../src/domain/render/json';
import { matchesGolden } from '../support/golden';
import { type Change, SettingsStack, type Tree } from '../support/settings-stack';

expect.extend(matchers);

let example: SettingsStack;
beforeAll(() => {
  example = new SettingsStack('two-versions.yaml');
});
afterAll(() => example.remove());

const synthesized = (change?: Change) => example.synthesized(change);
const refused = (change: Change) => example.refused(change);

test('two services share one reservation, each with its own Spark, Marathon and patience', () => {
  const stack = synthesized();
  const slots = [7337, 7338, 7339];
  expect(stack).toRunShuffleService('spark-2-4', {
    slots,
    adopt: '/shuffle/spark-2-4',
    sparkVersion: '2.4.8',
    upgrade: { whenInUse: 'Wait', overlapSeconds: 300, quietSeconds: 600 },
  });
  expect(stack).toRunShuffleService('spark-3-5', {
    slots,
    marathon: 'zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/marathon-shuffle',
    sparkVersion: '3.5.1',
    upgrade: {
      whenInUse: 'Proceed',
      overlapSeconds: 600,
      quietSeconds: 1800,
      deadlineSeconds: 172_800,
    },
  });
  matchesGolden('stacks/two-versions.json', `${canonicalJson(manifestsOf(stack), 2)}\n`);
});

test('the operator finds masters and Marathon by ZooKeeper, and is let in to ask agents', () => {
  const stack = synthesized();
  const [, template] =
    Object.entries(stack.resources('aws_launch_template')).find(([id]) => id.startsWith('operator')) ?? [];
  const files = userDataOf(stack, template?.['user_data'])?.files ?? [];
  const environment = files.find(({ path: file }) => file.endsWith('operator.env'))?.content.split('\n');
  expect(environment).toEqual(
    expect.arrayContaining([
      'MESOS_SPARK_INTERVAL=30s',
      'MESOS_SPARK_LOG_LEVEL=warn',
      'MESOS_SPARK_MARATHON=zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/marathon',
      'MESOS_SPARK_MESOS=zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/mesos',
    ]),
  );
  const rules = Object.entries(stack.resources('aws_vpc_security_group_ingress_rule'));
  expect(rules.filter(([id]) => id.startsWith('operator_')).map(([, rule]) => rule)).toEqual([
    expect.objectContaining({
      from_port: 61_337,
      to_port: 61_337,
      security_group_id: expect.stringMatching(/^\$\{aws_security_group\.agents-spark_/),
      referenced_security_group_id: expect.stringMatching(/^\$\{aws_security_group\.operator_/),
    }),
  ]);
});

test('all of the operator may be said, and a Marathon in place of the cluster’s', () => {
  const stack = synthesized((settings) => {
    delete settings['cluster'].marathonUrl;
    Object.assign(settings['operator'], {
      marathon: 'http://10.0.0.1:8080,http://10.0.0.2:8080',
      leadership: 'marathon',
      observeOnly: true,
      statusPage: { cidrs: ['10.1.0.0/16'] },
      image: { id: 'ami-0123456789abcdef0', rootDevice: '/dev/sda1' },
    });
  });
  const [, template] =
    Object.entries(stack.resources('aws_launch_template')).find(([id]) => id.startsWith('operator')) ?? [];
  expect(template).toMatchObject({
    image_id: 'ami-0123456789abcdef0',
    block_device_mappings: [{ device_name: '/dev/sda1' }],
  });
  const text = JSON.stringify(userDataOf(stack, template?.['user_data']));
  expect(text).toContain('MESOS_SPARK_MARATHON=http://10.0.0.1:8080,http://10.0.0.2:8080');
  expect(text).toContain('--observe-only');
  expect(text).toContain('MESOS_SPARK_LISTEN=0.0.0.0:8095');
  expect(text).toContain('MESOS_SPARK_LEADER_HOST=%H');
});

describe('fails at the place in the file on', () => {
  test.each<readonly [string, (settings: Tree) => void, readonly (string | RegExp)[]]>([
    [
      'a pool of two ports',
      (s) => Object.assign(s['reservations'].shuffle, { ports: '7337-7338' }),
      [
        /^shuffleServices\.spark-3-5: found 2 ports \(7337-7338\), wanted 3, for spark-2-4, spark-3-5 and the/,
      ],
    ],
    [
      'a pool without room for the larger once more',
      (s) => Object.assign(s['reservations'].shuffle, { memory: '3g', cpus: 1 }),
      [
        /^shuffleServices\.spark-3-5: found 1 cpus, wanted 1\.5, for spark-2-4, spark-3-5 and the largest once more/,
        /^shuffleServices\.spark-3-5: found 3072 MiB of memory, wanted 3584 MiB, for spark-2-4, spark-3-5 and the/,
      ],
    ],
    [
      'an application that outlasts the quiet of an update',
      (s) => Object.assign(s['sparkDefaults']['spark-3-5'].properties, { 'spark.network.timeout': '20m' }),
      [
        /^sparkDefaults\.spark-3-5\.properties\["spark\.network\.timeout"\]: found 20mins, wanted at most half/,
      ],
    ],
    [
      'a Marathon and an app that are none, and a deadline that does nothing',
      (s) => {
        Object.assign(s['shuffleServices']['spark-2-4'].upgrade, { deadline: '1h' });
        Object.assign(s['shuffleServices']['spark-3-5'], { adopt: 'spark', marathon: 'marathon' });
      },
      [
        /^shuffleServices\.spark-2-4\.upgrade\.deadline: found 1h with whenInUse "Wait", wanted nothing/,
        /^shuffleServices\.spark-3-5\.marathon: found "marathon", wanted/,
        /^shuffleServices\.spark-3-5\.adopt: found "spark", wanted a path/,
      ],
    ],
    [
      'no Marathon at all',
      (s) => delete s['cluster'].marathonUrl,
      [/^operator\.marathon: found nothing, wanted one, for the cluster has none of its own/],
    ],
    [
      'a field that is not there',
      (s) => Object.assign(s['shuffleServices']['spark-3-5'].upgrade, { quietSeconds: 5 }),
      [
        /^shuffleServices\.spark-3-5\.upgrade\.quietSeconds: found .*, wanted one of whenInUse, overlap, quiet/,
      ],
    ],
  ])('%s', (_, change, problems) => {
    expect(refused(change)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });
});
