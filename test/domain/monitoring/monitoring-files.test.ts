import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { alertRules, dashboardText } from '../../../src/cli/monitoring-text';
import { alertGroups, ruleFile } from '../../../src/domain/monitoring/alerts';
import { dashboard, dashboardRows } from '../../../src/domain/monitoring/dashboard';
import { operatorMetrics } from '../../../src/io/metrics/operator-metrics';

const FOLDER = path.join(__dirname, '../../../docs/monitoring');

const alerts = alertGroups.flatMap((group) => group.alerts);
const queries = dashboardRows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));

test.each([
  ['alerts.yml', alertRules],
  ['dashboard.json', dashboardText],
])('docs/monitoring/%s is what the program prints', (name, text) => {
  const file = path.join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text());
  expect(readFileSync(file, 'utf8')).toBe(text());
});

describe('every metric that is asked for', () => {
  /** Names of series that an operator exports, and the labels that each may have. */
  async function exported(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { registry } = operatorMetrics();
    const found = new Map<string, readonly string[]>();
    for (const { name, type } of await registry.getMetricsAsJSON()) {
      const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: readonly string[] };
      found.set(name, labelNames);
      if (`${type}` !== 'histogram') continue;
      for (const part of ['bucket', 'count', 'sum']) found.set(`${name}_${part}`, [...labelNames, 'le']);
    }
    return found;
  }

  const named = (expr: string) => expr.match(/\b(mesos_spark|process|nodejs)_\w+/g) ?? [];
  const asked = [...alerts, ...queries].flatMap(({ expr }) => named(expr));

  test('is one that operators export, or are known to be about to', async () => {
    const names = await exported();
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  test('is matched by labels that it has', async () => {
    const names = await exported();
    const scraped = ['job', 'instance'];
    const wrong = [...alerts, ...queries].flatMap(({ expr }) =>
      [...expr.matchAll(/\b(mesos_spark_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', inside = '']) =>
        [...inside.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)]
          .map(([, label = '']) => label)
          .filter((label) => ![...scraped, ...(names.get(name) ?? [])].includes(label))
          .map((label) => `${name}{${label}}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('and every one of ours but a few is shown or watched', async () => {
    const ours = [...(await exported()).keys()].filter((name) => name.startsWith('mesos_spark_'));
    const base = (name: string) => name.replace(/_(bucket|count|sum)$/, '');
    const used = new Set(asked.map(base));
    expect([...new Set(ours.map(base))].filter((name) => !used.has(name)).sort()).toEqual([
      'mesos_spark_agent_cleaner_alive',
      'mesos_spark_framework_cpu_seconds_total',
      'mesos_spark_framework_executors',
      'mesos_spark_framework_memory_allocated_bytes',
      'mesos_spark_janitor_freed_bytes_total',
      'mesos_spark_janitor_last_run_timestamp_seconds',
      'mesos_spark_pass_duration_seconds',
      'mesos_spark_server_last_answer_timestamp_seconds',
      'mesos_spark_usage_agents',
      'mesos_spark_usage_agents_unanswered',
      'mesos_spark_usage_last_round_timestamp_seconds',
    ]);
  });
});

describe('alerts', () => {
  test('have names of their own, one form, and a summary and a description', () => {
    expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length);
    for (const { name, summary, description } of alerts) {
      expect(name).toMatch(/^MesosSpark[A-Z]\w+$/);
      expect(summary).toMatch(/^\S.*[^.]$/);
      expect(description).toMatch(/^\S.*\.$/);
    }
  });

  test('link to the runbook that is named', () => {
    const text = JSON.stringify(ruleFile('https://wiki.example/runbook'));
    expect(text).toContain('"runbook_url":"https://wiki.example/runbook#mesossparkdrift"');
    expect(text).not.toContain('docs/');
  });
});

describe('the dashboard', () => {
  interface Drawn {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  }
  const { panels } = dashboard() as { readonly panels: readonly Drawn[] };

  test('has panels with ids of their own, none above another one or beyond the edge', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    const twice: string[] = [];
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          const other = taken.get(`${x},${y}`);
          if (other !== undefined) twice.push(`${title} and ${other}`);
          taken.set(`${x},${y}`, title);
        }
    }
    expect(twice).toEqual([]);
  });

  test('asks only of the chosen jobs', () => {
    const lead = ' and on (job, instance) mesos_spark_leads == 1';
    for (const { expr } of queries)
      for (const [, rest = ''] of expr.replaceAll(lead, '').matchAll(/\bmesos_spark_\w+(.{0,14})/g))
        expect(rest).toMatch(/^\{job=~"\$job"/);
  });
});
