import { Registry } from 'prom-client';
import { usageMetrics } from '../../src/io/metrics/usage-metrics';
import { runHere } from '../cli/buffer-io';
import { quoted, rowsOf, section, textOf } from './page';

const page = textOf('docs/monitoring/usage.md');

test('each metric of use has its row with its labels, and no other has one', async () => {
  const registry = new Registry();
  usageMetrics(registry);
  const said = rowsOf(section(page, 'Metrics')).map(([name, labels]) => [...quoted(name), ...quoted(labels)]);
  // Labels stand in no description; the metric refuses others.
  const metrics = registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly labelNames: readonly string[];
  }[];
  const told = metrics.map(({ name, labelNames }) => [name, ...labelNames]);
  expect([...said].sort()).toEqual([...told].sort());
  expect(told.length).toBe(14);
});

test('each metric is named as Prometheus wants it, and explained', () => {
  const registry = new Registry();
  usageMetrics(registry);
  for (const { name, help, type } of registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly help: string;
    readonly type?: string;
  }[]) {
    expect(name).toMatch(/^mesos_spark_[a-z_]+$/);
    expect(help).toMatch(/\.$/);
    if (type === 'counter') expect(name).toMatch(/_total$/);
  }
});

test('queries name metrics that there are', () => {
  const registry = new Registry();
  usageMetrics(registry);
  const queries = [...page.matchAll(/```promql\n([\s\S]*?)```/g)].map(([, text = '']) => text).join('\n');
  const named = [...queries.matchAll(/mesos_spark_\w+/g)].map(([name]) => name);
  expect(named.filter((name) => !registry.getSingleMetric(name))).toEqual([]);
  expect(new Set(named).size).toBe(3);
});

test('each reason why an agent did not tell is explained', () => {
  const rows = rowsOf(section(page, 'What is used')).flatMap(([first]) => quoted(first));
  expect([...rows].sort()).toEqual(['authentication', 'late', 'silent', 'unexpected']);
});

test('the option is one of the operator', async () => {
  const { stdout } = await runHere(['operator', 'run', '--help']);
  for (const [first] of rowsOf(page.slice(0, page.indexOf('\n## ')))) {
    for (const option of quoted(first)) expect(stdout).toContain(option);
  }
});
