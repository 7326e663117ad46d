import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import {
  AgentGroup,
  Credentials,
  EphemeralStorage,
  ManifestStore,
  Operator,
  ShuffleService,
  SparkDefaults,
  SparkDistribution,
  StaticReservation,
} from '../../constructs';
import { matchers, synthesize } from '../../constructs/testing';
import { dcosCluster } from '../support/cluster';
import { matchesGolden } from '../support/golden';

expect.extend(matchers);

let bundle: string;
beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'example-'));
  bundle = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log("operator");\n');
});
afterAll(() => rmSync(path.dirname(bundle), { recursive: true, force: true }));

/** The example of the README, as one stack. */
function example(stack: TerraformStack): void {
  const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dcos-x1Y2z3';
  const cluster = dcosCluster(stack, { credentials: Credentials.serviceAccount(secret) });
  const pool = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  const agents = new AgentGroup(stack, 'spark', {
    cluster,
    instanceType: 'i3.2xlarge',
    capacity: { min: 3, desired: 5, max: 50 },
    storage: EphemeralStorage.instanceStore({ fileSystem: 'xfs' }),
    reservations: [pool],
    attributes: { workload: 'spark' },
    agentFlags: { gcDelay: '2days' },
  });
  const store = new ManifestStore(stack, 'manifests');
  const shuffle = new ShuffleService(stack, 'shuffle', {
    store,
    name: 'spark-2-4',
    reservation: pool,
    agents: [agents],
    spark: SparkDistribution.docker('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', {
      version: '2.4.0',
      home: '/opt/spark/dist',
    }),
    heap: '1g',
    upgrade: { whenInUse: 'Wait' },
    deletionPolicy: 'Retain',
  });
  new SparkDefaults(stack, 'defaults', {
    store,
    shuffle,
    dynamicAllocation: { minExecutors: 1, maxExecutors: 10, executorIdleTimeout: '120s' },
    properties: { 'spark.scheduler.mode': 'FAIR' },
  });
  new Operator(stack, 'operator', { store, cluster, bundle });
}

test('the example reserves, runs and publishes', () => {
  const stack = synthesize(example);
  expect(stack).toReserve('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  expect(stack).toRunShuffleService('spark-2-4', { role: 'shuffle', slots: [7337, 7338, 7339] });
  expect(stack).toHaveManifest('SparkDefaults', 'spark-2-4', {
    spec: {
      properties: {
        'spark.mesos.constraints': 'mesos_spark_shuffle:ready;workload:spark',
        'spark.scheduler.mode': 'FAIR',
      },
    },
  });
});

// A changed id is another resource to Terraform: it would destroy agents and buckets and make new ones.
test('logical ids are stable', () => {
  matchesGolden('logical-ids/example.txt', `${synthesize(example).addresses.join('\n')}\n`);
});

test('the same props give the same bytes', () => {
  expect(JSON.stringify(synthesize(example).json)).toBe(JSON.stringify(synthesize(example).json));
});
