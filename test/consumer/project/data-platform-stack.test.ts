import { App } from 'cdktf';
import { ProblemError, StaticReservation } from 'cdktf-mesos-spark';
import { matchers, serializer, synthesizeStack } from 'cdktf-mesos-spark/testing';
import { DataPlatformStack } from './data-platform-stack';

expect.extend(matchers);
expect.addSnapshotSerializer(serializer);

const stack = synthesizeStack(new DataPlatformStack(new App(), 'data-platform'));

test('agents set the pool aside', () => {
  expect(stack).toReserve('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  expect(stack).not.toReserve('shuffle', { cpus: 3 });
});

test('both shuffle services are declared', () => {
  expect(stack).toRunShuffleService('spark-2-4', { slots: [7337, 7338, 7339] });
  expect(stack).toRunShuffleService('spark-3-5', { app: { env: { SPARK_DAEMON_MEMORY: '1g' } } });
  expect(stack).toHaveManifest('SparkDefaults', 'spark-2-4', {
    spec: {
      properties: { 'spark.shuffle.service.enabled': 'true', 'spark.local.dir': '/var/lib/tmp/spark' },
    },
  });
});

test('the stack is as it was reviewed', () => {
  expect(stack).toMatchSnapshot();
});

test('mistakes are named', () => {
  const wrong = () => StaticReservation.forRole('shuffle', { cpus: 0, memory: 'much', ports: '7337' });
  expect(wrong).toThrow(ProblemError);
  expect(wrong).toThrow('reservation "shuffle".cpus: found 0, wanted a number above 0');
});
