import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { alertRules } from '../../src/cli/monitoring-text';
import { alertGroups, RUNBOOK } from '../../src/domain/monitoring/alerts';
import { dashboardRows } from '../../src/domain/monitoring/dashboard';
import { disk, framework, frameworkScenarios, show } from './monitoring/framework-scenarios';
import { operatorScenarios } from './monitoring/operator-scenarios';
import { type AlertTest, checkConfig, checkRules, type Fired, testRules } from './monitoring/promtool';
import { inputSeries } from './monitoring/samples';
import { DAY, type Expected, HOUR, type Scenario } from './monitoring/scenario';
import { serviceScenarios } from './monitoring/service-scenarios';
import { WatchedBed } from './monitoring/watched-bed';
import { ROOT } from './support/tools';

const alerts = alertGroups.flatMap((group) => group.alerts);
const scenarios: readonly Scenario[] = [...operatorScenarios, ...serviceScenarios, ...frameworkScenarios];

/** Minutes of health before the trouble: 0 to 4. */
const HEALTHY = 5;

const PASSED = /SUCCESS\n+exit status 0$/;

test('the rules are valid', () => {
  expect(checkRules(alertRules())).toMatch(/SUCCESS: \d+ rules found\s+exit status 0$/);
});

test('the configuration on the page about monitoring is valid', () => {
  const page = readFileSync(path.join(ROOT, 'docs/monitoring/README.md'), 'utf8');
  const [, config = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(page) ?? [];
  expect(config).toContain('job_name');
  expect(checkConfig(config, alertRules())).toMatch(/exit status 0$/);
});

test('each alert fires in a scenario', () => {
  const fired = new Set(scenarios.flatMap(({ fires }) => fires.map(({ alert }) => alert)));
  expect(alerts.map(({ name }) => name).filter((name) => !fired.has(name))).toEqual([]);
});

function fired({ alert, labels, value = '' }: Expected): Fired {
  const found = alerts.find(({ name }) => name === alert);
  const text = (template = '') =>
    template
      .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name) => labels[name] ?? '')
      .replace(/\{\{ \$value[^}]*\}\}/g, value);
  return {
    exp_labels: { severity: found?.severity ?? '', ...labels },
    exp_annotations: {
      summary: text(found?.summary),
      description: text(found?.description),
      runbook_url: `${RUNBOOK}#${alert.toLowerCase()}`,
    },
  };
}

/** Before the trouble all are silent, before its time each is, then it fires; what is not expected never does. */
function testsOf({ fires }: Pick<Scenario, 'fires'>, end: number): readonly AlertTest[] {
  const silent = (minute: number, names: readonly string[]) =>
    names.map((alert) => ({ minute, alert, fires: [] }));
  const others = alerts.map(({ name }) => name).filter((name) => fires.every(({ alert }) => alert !== name));
  const at = ({ after }: Expected) => HEALTHY + after + 6;
  return [
    ...silent(
      HEALTHY - 1,
      fires.map(({ alert }) => alert),
    ),
    ...fires.flatMap((one) => [
      ...silent(HEALTHY + one.after - 2, [one.alert]),
      { minute: at(one), alert: one.alert, fires: [fired(one)] },
    ]),
    ...[HEALTHY - 1, ...fires.map(at), end].flatMap((minute) => silent(minute, others)),
  ];
}

let made: WatchedBed | undefined;
afterEach(async () => {
  await made?.close();
  made = undefined;
});

async function healthy(): Promise<WatchedBed> {
  made = await WatchedBed.healthy();
  return made;
}

describe('promtool says as expected where', () => {
  test.each(scenarios)('$title', async ({ trouble, hold, fires }) => {
    const at = await healthy();
    await trouble(at);
    const end = at.scrapes.length - 1 + hold;
    const tests = testsOf({ fires }, end);
    expect(Math.max(...tests.map(({ minute }) => minute))).toBeLessThanOrEqual(end);
    expect(testRules({ rules: alertRules(), series: inputSeries(at.scrapes, hold), tests })).toMatch(PASSED);
  });
});

test('an operator that was never there is missed, too', () => {
  const absent = { alert: 'MesosSparkNoOperatorLeads', after: 5, labels: {} };
  const series = [{ series: 'up{job="others"}', values: '1x20' }];
  const tests = [
    { minute: 3, alert: absent.alert, fires: [] },
    { minute: 6, alert: absent.alert, fires: [fired(absent)] },
  ];
  expect(testRules({ rules: alertRules(), series, tests })).toMatch(PASSED);
});

test('nothing fires where all is well, with a second operator that stands by', async () => {
  const at = await healthy();
  at.startOperator('op-2');
  await at.minutes(HOUR);
  const tests = testsOf({ fires: [] }, HEALTHY + HOUR + DAY - 1);
  expect(testRules({ rules: alertRules(), series: inputSeries(at.scrapes, DAY), tests })).toMatch(PASSED);
});

describe('the dashboard', () => {
  /** One rule for each query, which fires where the query finds anything. */
  const queries = dashboardRows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
  const rules = queries.map(({ expr }, i) => ({
    alert: `Query${i}`,
    expr: `count(${expr.replaceAll('$job', '.*').replaceAll('$__rate_interval', '5m')}) > 0`,
  }));
  const text = stringify({ groups: [{ name: 'queries', rules }] }, { lineWidth: 0 });

  test('finds something by each of its queries, where there is something to find', async () => {
    const at = await healthy();
    show(at, framework('etl', 500, 400));
    show(at, { 'mesos_spark_framework_blacklisted_agents{framework="F-1",name="etl"}': 4, ...disk(50e9) });
    const down = { kind: 'status', server: 'marathon', status: 503 };
    await at.lab.call('POST', '/faults', down);
    await at.minutes(4);
    const minute = at.scrapes.length - 1;
    const tests = rules.map(({ alert }) => ({ minute, alert, fires: [FOUND] }));
    expect(testRules({ rules: text, series: inputSeries(at.scrapes, 0), tests })).toMatch(PASSED);
  });
});

const FOUND: Fired = { exp_labels: {}, exp_annotations: {} };
