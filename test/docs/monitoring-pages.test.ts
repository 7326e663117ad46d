import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import { synthesizeStack } from '../../constructs/testing';
import { verbs } from '../../src/cli/verbs';
import { alertGroups } from '../../src/domain/monitoring/alerts';
import { operatorMetrics } from '../../src/io/metrics/operator-metrics';
import { kinds } from '../../src/operator/kinds';
import { runHere } from '../cli/buffer-io';
import { compilerOutput, examplesOf, runExample } from '../support/examples';
import { brokenLinks } from './links';
import { quoted, root, rowsOf, section, textOf } from './page';
import { explained, given, UNTYPED } from './reasons';

const RUNBOOK = 'docs/runbook.md';
const MONITORING = 'docs/monitoring/README.md';
const SPOT = 'docs/spot-instances.md';

const alerts = alertGroups.flatMap((group) => group.alerts);

/** Holds what stands between two marks; `UPDATE_GOLDEN=1` writes it. */
function holds(page: string, name: string, wanted: string): void {
  const [begin, end] = [`<!-- ${name}: UPDATE_GOLDEN=1 writes them anew -->\n`, `<!-- end of ${name} -->`];
  const text = textOf(page);
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(Math.min(text.indexOf(begin), to)).toBeGreaterThan(0);
  const whole = `${text.slice(0, from)}\n${wanted}\n${text.slice(to)}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path.join(root, page), whole);
  expect(textOf(page)).toBe(whole);
}

test.each([RUNBOOK, MONITORING, SPOT])('%s links only to what is there', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

describe('the runbook', () => {
  const headings = [...textOf(RUNBOOK).matchAll(/^## (MesosSpark\w+)$/gm)].map(([, name = '']) => name);

  test('has an entry for each alert, in their order, and no other', () => {
    expect(headings).toEqual(alerts.map(({ name }) => name));
  });

  test.each(alerts.map(({ name }) => name))('says of %s what it means, and what to do and not', (name) => {
    const entry = section(textOf(RUNBOOK), name);
    const parts = [...entry.matchAll(/^\*\*([A-Z][a-z']+)\*\*: \S/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Means', 'Look', 'Do', "Don't"]);
  });

  test('names commands that there are', async () => {
    const text = [RUNBOOK, MONITORING].map(textOf).join('\n');
    const named = new Set(
      [...text.matchAll(/mesos-spark ([a-z][a-z-]+)(?: ([a-z]+\b))?/g)].map((m) => m[1] ?? ''),
    );
    expect([...named].filter((name) => verbs.every((verb) => verb.name !== name))).toEqual([]);
    expect(named.size).toBeGreaterThan(7);
    for (const command of [
      ['logs', 'analyze'],
      ['operator', 'run'],
      ['monitoring', 'alerts'],
      ['monitoring', 'dashboard'],
    ])
      expect((await runHere([...command, '--help'])).code).toBe(0);
    const flags = [...text.matchAll(/`(--[a-z-]+)[ `]/g)].map(([, flag = '']) => flag);
    const known = (
      await Promise.all(
        [
          ['operator', 'run'],
          ['monitoring', 'alerts'],
        ].map((one) => runHere([...one, '--help'])),
      )
    )
      .map(({ stdout }) => stdout)
      .join('');
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
  });
});

describe('the index of reasons', () => {
  const files = [
    'operator.md',
    ...readdirSync(path.join(root, 'docs/kinds'))
      .sort()
      .map((name) => `kinds/${name}`),
  ];
  const all = files.map((file) => {
    const text = textOf(`docs/${file}`);
    const title = file === 'operator.md' ? 'every kind' : (/^# (\w+)$/m.exec(text)?.[1] ?? '');
    return { file, title, said: explained(text) };
  });

  test('has each reason that a page explains', () => {
    const rows = new Map<string, string[]>();
    for (const { file, title, said } of all) {
      const types = new Map<string, string[]>();
      for (const one of said) {
        const [type = '', reason = ''] = one.split('/');
        types.set(reason, [...(types.get(reason) ?? []), `\`${type}\``]);
      }
      for (const [reason, list] of types)
        rows.set(reason, [...(rows.get(reason) ?? []), `[${title}](${file}#conditions) ${list.join(', ')}`]);
    }
    const lines = [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, places]) => `| \`${reason}\` | ${places.join('; ')} |\n`);
    expect(lines.length).toBeGreaterThan(90);
    holds(RUNBOOK, 'reasons', `| reason | said of |\n|---|---|\n${lines.join('')}`);
  });

  const folders = [
    'src/operator/engine',
    ...readdirSync(path.join(root, 'src/operator/kinds'), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => `src/operator/kinds/${name}`),
  ];

  test.each(folders)('misses none that %s gives in so many words', (folder) => {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const sources = new Map(names.map((name) => [name, textOf(`${folder}/${name}`)]));
    const reasons = given(sources, UNTYPED).map((one) => one.split('/')[1] ?? '');
    // Words with a small letter are values of other things.
    const found = reasons.filter((one) => /^[A-Z]/.test(one));
    expect(found.length).toBeGreaterThan(0);
    const known = rowsOf(section(textOf(RUNBOOK), 'Reasons')).flatMap(([first]) => quoted(first));
    expect(found.filter((reason) => !known.includes(reason))).toEqual([]);
  });

  test('has a page for each kind', () => {
    expect(all.map(({ title }) => title)).toEqual(expect.arrayContaining(kinds.map(({ kind }) => kind)));
  });

  test('has the reasons that alerts ask for', () => {
    const asked = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/reason=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
    );
    expect(asked.length).toBeGreaterThan(3);
    const said = all.flatMap((page) => page.said.map((one) => one.split('/')[1] ?? ''));
    expect(asked.filter((reason) => !said.includes(reason))).toEqual([]);
  });
});

describe('the page about monitoring', () => {
  test('lists each alert', () => {
    const lines = alerts.map(
      ({ name, severity, for: time, summary }) =>
        `| [${name}](../runbook.md#${name.toLowerCase()}) | ${severity} | ${time ?? ''} | ${summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')} |\n`,
    );
    holds(MONITORING, 'alerts', `| alert | severity | for | says |\n|---|---|---|---|\n${lines.join('')}`);
  });

  test('explains each metric, and no other', async () => {
    const tables = [
      section(textOf(MONITORING), 'What is told'),
      section(textOf('docs/monitoring/usage.md'), 'Metrics'),
    ];
    const told = tables.flatMap(rowsOf).flatMap(([first]) => quoted(first));
    const metrics = await operatorMetrics().registry.getMetricsAsJSON();
    const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('mesos_spark_'));
    expect([...told].sort()).toEqual([...ours].sort());
  });
});

describe('the page about spot instances', () => {
  const HOURS = 730;

  test('has figures that are right', () => {
    const sizes = [20, 100, 300];
    const rows = [0.05, 0.1, 0.2].map((share) => {
      const rate = -Math.log(1 - share) / HOURS;
      const cells = sizes.map((n) => {
        const hit = 100 * (1 - Math.exp(-rate * n));
        return `every ${Math.round(1 / (rate * n))} h, ${hit.toFixed(1)}%`;
      });
      return `| ${100 * share}% | ${cells.join(' | ')} |\n`;
    });
    const head = `| taken back in a month | ${sizes.map((n) => `${n} agents`).join(' | ')} |\n|---|${'---|'.repeat(sizes.length)}\n`;
    holds(
      SPOT,
      'figures',
      `${head}${rows.join('')}\nHow often some agent of the cluster is taken, and how likely one is within a job of one hour that uses them all.\n`,
    );
  });

  const examples = examplesOf(textOf(SPOT));

  test('has an example that compiles', () => {
    expect(compilerOutput(examples, 'spot-instances')).toBe('');
  }, 60_000);

  test('has an example that keeps the service and its executors on the machines that stay', () => {
    const { SpotStack } = runExample(examples, 'spot-stack') as {
      SpotStack: new (scope: App, id: string) => TerraformStack;
    };
    const stack = synthesizeStack(new SpotStack(new App(), 'spot'));
    const text = JSON.stringify(stack.resources('aws_s3_object'));
    expect(text).toContain('machines');
    expect(text).toContain('machines:steady');
    expect(text).toContain('spark.files.fetchFailure.unRegisterOutputOnHost');
    expect(text).not.toContain('fleeting');
  });
});
