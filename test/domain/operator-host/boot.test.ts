import {
  type OperatorHost,
  operatorEnvironment,
  operatorFiles,
  operatorUnit,
} from '../../../src/domain/operator-host/boot';
import { envFile } from '../../../src/domain/render/env-file';
import { matchesGolden } from '../../support/golden';

const host: OperatorHost = {
  manifestsUrl: 's3://manifests',
  stateUrl: 's3://state',
  mesosUrl: 'https://leader/mesos',
  marathonUrl: 'https://leader/service/marathon',
  region: 'eu-west-1',
  bundleUrl: 's3://manifests/operator/abc/mesos-spark.cjs',
  bundleSha256: 'abc',
};

test('the unit renders as reviewed', () => {
  matchesGolden('operator/mesos-spark-operator.service', operatorUnit());
});

test('one that only observes is started so, one beside a Marathon knows its name, and no other is', () => {
  const observing = operatorUnit({ observeOnly: true });
  expect(observing).toContain('/mesos-spark.cjs operator run --observe-only\n');
  expect(observing).not.toContain('LEADERSHIP');
  const beside = operatorUnit({ besideMarathon: true });
  expect(beside).toContain('\nEnvironment=MESOS_SPARK_LEADERSHIP=marathon MESOS_SPARK_LEADER_HOST=%H\n');
  expect(beside).not.toContain('--observe-only');
  const [, unit] = operatorFiles({}, '', { observeOnly: true });
  expect(unit?.content).toBe(observing);
});

test.each<[string, OperatorHost]>([
  ['plain', host],
  [
    'everything',
    {
      ...host,
      interval: '30s',
      agentHealthPort: 1234,
      machinesUrl: 'ec2://vpc-0a,vpc-0b',
      logLevel: 'debug',
    },
  ],
  [
    'credentials-and-ca',
    {
      ...host,
      interval: '30s',
      credentials: { kind: 'basic', secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:m-x' },
      caSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ca-x',
    },
  ],
])('the environment %s renders as reviewed', (name, given) => {
  matchesGolden(`operator/${name}.env`, envFile(operatorEnvironment(given)));
});

test('a machine gets data, unit and script', () => {
  expect(operatorFiles({ A: 'b' }, '#!/bin/sh\n').map(({ path, mode }) => [path, mode])).toEqual([
    ['/etc/mesos-spark/operator.env', '0644'],
    ['/etc/systemd/system/mesos-spark-operator.service', '0644'],
    ['/opt/mesos-spark/boot/operator.sh', '0755'],
  ]);
});
