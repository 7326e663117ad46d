import { App } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { MesosCluster } from '../../constructs/mesos-cluster';
import { shuffleAlarms } from '../../constructs/shuffle-alarms';
import { checkMonitoring } from '../../constructs/shuffle-monitoring-checks';
import { ShuffleService } from '../../constructs/shuffle-service';
import { synthesizeStack } from '../../constructs/testing';
import { RUNBOOK } from '../../src/domain/monitoring/alerts';
import { CLOUDWATCH_METRICS, SERVICE_DIMENSION } from '../../src/domain/operator-host/cloudwatch';
import { dataPoints } from '../../src/io/cloudwatch/data-points';
import type { BoardView } from '../../src/operator/engine/board-view';
import { compilerOutput, examplesOf, runExample } from '../support/examples';
import { agentsWith, docker, pool } from '../support/shuffle-service';
import { brokenLinks } from './links';
import { quoted, rowsOf, section, textOf } from './page';

const page = textOf('docs/monitoring/cloudwatch.md');
const examples = examplesOf(page);
const operator = { node: { path: 'a/b' }, metricsNamespace: undefined, publishMetrics: () => undefined };

test('the example compiles as it stands', () => {
  expect(compilerOutput(examples, 'cloudwatch-page')).toBe('');
}, 60_000);

test('the example synthesizes alarms, a topic and an operator that publishes', () => {
  const { MonitoredOperator } = runExample(examples, 'monitoring-stack') as {
    MonitoredOperator: new (...args: readonly unknown[]) => Parameters<typeof synthesizeStack>[0];
  };
  const stack = synthesizeStack(
    new MonitoredOperator(new App(), 'spark', (scope: Parameters<typeof synthesizeStack>[0]) => {
      const store = new ManifestStore(scope, 'store');
      const reservation = pool();
      const cluster = MesosCluster.fromAttributes(scope, 'mesos', {
        zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
        mesosMasterUrl: 'http://10.0.0.1:5050',
        marathonUrl: 'http://10.0.0.1:8080',
        ...{ vpcId: 'vpc-0a', subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
      });
      const service = new ShuffleService(scope, 'shuffle', {
        ...{ store, reservation, name: 'spark-2-4', agents: [agentsWith(reservation)], spark: docker },
      });
      return { cluster, store, services: [service] };
    }),
  );
  expect(JSON.stringify(stack.json)).toContain('MESOS_SPARK_CLOUDWATCH=MesosSpark/spark/operator');
  const alarms = Object.values(stack.resources('aws_cloudwatch_metric_alarm'));
  expect(alarms.map((one) => one['evaluation_periods']).sort()).toEqual([15, 5, 5, 5]);
  expect(Object.keys(stack.resources('aws_sns_topic_subscription'))).toHaveLength(1);
});

test('alarms are all there, with their defaults and what they make of silence', () => {
  const { limits, runbook } = checkMonitoring({ operator, services: [{ name: 'SERVICE'.toLowerCase() }] });
  const alarms = shuffleAlarms(['SERVICE'], limits, runbook);
  const told = rowsOf(section(page, 'Alarms')).map(([name, when = '', unknown]) => {
    const minutes = Number(/`\w+For` \((\d+)m\)/.exec(when)?.[1]);
    return [quoted(name)[0], minutes, unknown === 'goes off' ? 'breaching' : 'ignore'];
  });
  expect(told).toEqual(alarms.map(({ name, minutes, missing }) => [name, minutes, missing]));
  expect(page).toContain(`\`thresholds.agents\` (${limits.agents})`);
});

test('each alarm names an entry that the runbook has, and no link leads nowhere', () => {
  const { limits, runbook } = checkMonitoring({ operator, services: [{ name: 'a' }] });
  const entries = [...textOf(RUNBOOK).matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name.toLowerCase());
  const named = shuffleAlarms(['a'], limits, runbook).map(({ description }) => description.split(' ').at(-1));
  for (const one of named) expect(entries.map((name) => `${RUNBOOK}#${name}`)).toContain(one);
  expect(new Set(named).size).toBe(4);
  expect(brokenLinks('docs/monitoring/cloudwatch.md')).toEqual([]);
});

test('metrics are all there, with their dimension', () => {
  const told = rowsOf(section(page, 'What is published')).map(([name, dimension]) => [
    quoted(name)[0],
    quoted(dimension)[0],
  ]);
  expect(told.map(([name]) => name).sort()).toEqual(Object.values(CLOUDWATCH_METRICS).sort());
  const points = pointsOf(1);
  const ours = points.map(({ name, service }) => [
    name,
    service === undefined ? undefined : SERVICE_DIMENSION,
  ]);
  expect(told).toEqual(ours);
});

test('it costs as much as the page says', () => {
  const cells = section(page, 'What it costs')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const row = (name: string) =>
    cells
      .find(([, first]) => first === name)
      ?.slice(2, 4)
      .map(Number);
  const { limits, runbook } = checkMonitoring({ operator, services: [{ name: 'a' }] });
  const alarms = (services: readonly string[]) => shuffleAlarms(services, limits, runbook).length;
  expect(row('metrics of your own')).toEqual([pointsOf(1).length, pointsOf(2).length - pointsOf(1).length]);
  expect(row('alarms')).toEqual([alarms(['a']), alarms(['a', 'b']) - alarms(['a'])]);
  const month = (365.25 / 12) * 24 * 60;
  expect(page).toContain('about 43 800');
  expect(Math.round(month / 100) * 100).toBe(43_800);
  const cost = (metrics: number, of: number) => metrics * 0.3 + of * 0.1;
  expect(cost(6, 4) + (month / 1000) * 0.01 + 1).toBeCloseTo(3.6, 0);
  expect(cost(2, 1)).toBeCloseTo(0.7);
});

function pointsOf(services: number) {
  const picture = { apps: [{ id: '/a', port: 1, is: 'active', eligible: 1, covered: 1 }], hosts: [] };
  const subjects = Array.from({ length: services }, (_, i) => ({
    kind: 'ShuffleService',
    name: `s${i}`,
    conditions: [],
    picture,
  }));
  const view = { subjects, troubles: [] } as unknown as BoardView;
  return dataPoints(
    view,
    new Map([
      ['marathon', true],
      ['mesos', true],
    ]),
  );
}
