import { type OperatorMetrics, operatorMetrics } from '../../../src/io/metrics/operator-metrics';
import { operatorApp } from '../../../src/io/operator-server/app';
import type { Board } from '../../../src/operator/engine/board';
import { Bed } from '../../operator/support/bed';
import { FakeCluster } from '../../operator/support/fake-cluster';
import { declare, defaults, service } from '../../operator/support/manifests';

let bed: Bed;
let board: Board;
let cluster: FakeCluster;
let metrics: OperatorMetrics;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  metrics = operatorMetrics();
  board = bed.board('act', metrics.counts);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
  declare(bed.manifests, [service(), defaults()]);
});
afterEach(() => bed.close());

/** Every sample of ours, by name and labels. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const app = operatorApp({ board, names: [], version: '1', metrics });
  const answer = await app.request('/metrics', { headers: { host: 'localhost' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, metrics.contentType]);
  const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('mesos_spark_'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))]));
}

const ACTIVE = /^mesos_spark_service_(\w+)\{service="spark-2-4",version="active",app="[^"]+",port="7337"\}$/;

test('an operator that leads tells what it sees and did', async () => {
  bed.start('one', { board });
  await bed.run(61);
  const found = await samples();
  expect(found.get('mesos_spark_leads')).toBe(1);
  expect(found.get('mesos_spark_last_pass_timestamp_seconds')).toBe(
    Date.parse('2026-01-01T00:01:00Z') / 1000,
  );
  const active = [...found].flatMap(([name, value]) => {
    const field = ACTIVE.exec(name)?.[1];
    return field === undefined ? [] : [[field, value]];
  });
  expect(Object.fromEntries(active)).toEqual({
    eligible: 3,
    covered: 3,
    instances: 3,
    target: 3,
    lost: 0,
    missing: 0,
  });
  expect(found.get('mesos_spark_agents{service="spark-2-4",state="running"}')).toBe(3);
  const ready =
    'kind="ShuffleService",name="spark-2-4",type="Ready",status="True",reason="AsDeclared",good="true"';
  expect(found.get(`mesos_spark_condition{${ready}}`)).toBe(1);
  expect(
    found.get('mesos_spark_actions_total{kind="ShuffleService",action="create-app",outcome="done"}'),
  ).toBe(1);
  expect(found.get('mesos_spark_reconcile_duration_seconds_count{kind="SparkDefaults"}')).toBeGreaterThan(1);
  expect(found.get('mesos_spark_reconciles_total{kind="ShuffleService",outcome="settled"}')).toBeGreaterThan(
    0,
  );
});

test('a lost agent is counted, and its condition keeps its age', async () => {
  bed.start('one', { board });
  await bed.run(61);
  await cluster.lose('a2');
  await bed.run(60);
  const found = await samples();
  expect(found.get('mesos_spark_agents{service="spark-2-4",state="lost"}')).toBe(1);
  expect(found.get('mesos_spark_agents{service="spark-2-4",state="running"}')).toBe(2);
});

test('what is gone leaves no sample behind, and no counter falls', async () => {
  bed.start('one', { board });
  await bed.run(61);
  const before = await samples();
  declare(bed.manifests, [defaults()]);
  await bed.run(61);
  const after = await samples();
  expect([...after.keys()].filter((name) => name.includes('service="spark-2-4"'))).toEqual([]);
  const counters = [...before].filter(([name]) => /_(total|count)\b/.test(name));
  expect(counters.length).toBeGreaterThan(5);
  expect(counters.filter(([name, value]) => (after.get(name) ?? 0) < value)).toEqual([]);
});

test('calls of servers tell whether their leader answers', async () => {
  const at = new Date('2026-01-01T00:00:30Z');
  metrics.called('marathon', { method: 'raise', answered: true, is: 'locked' }, at);
  metrics.called('marathon', { method: 'create', answered: false }, at);
  metrics.called('mesos', { method: 'view', answered: true, is: 'known' }, at);
  const found = await samples();
  expect(found.get('mesos_spark_server_reachable{server="marathon"}')).toBe(0);
  expect(found.get('mesos_spark_server_reachable{server="mesos"}')).toBe(1);
  expect(found.get('mesos_spark_server_last_answer_timestamp_seconds{server="marathon"}')).toBe(
    at.getTime() / 1000,
  );
  expect(found.get('mesos_spark_marathon_writes_total{request="raise",answer="locked"}')).toBe(1);
  expect(found.get('mesos_spark_marathon_writes_total{request="create",answer="none"}')).toBe(1);
});
