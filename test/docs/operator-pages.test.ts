import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { registerOperator } from '../../src/cli/commands/operator';
import {
  agentTableSchema,
  endpointUseSchema,
  GONE_AGENTS_ANNOTATION,
  MAX_EVENTS,
  MAX_ROWS,
  shuffleServiceManifest,
  sparkDefaultsManifest,
  statusEventSchema,
  statusSchema,
  upgradePolicy,
} from '../../src/manifest';
import { reasonOf } from '../../src/operator/engine/events';
import { defaultTiming } from '../../src/operator/engine/timing';
import { kinds } from '../../src/operator/kinds';
import { pages, quoted, root, rowsOf, section, textOf } from './page';

const below = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name}`,
  );
const firsts = (text: string) => rowsOf(text).map(([cell]) => quoted(cell)[0]);
const rowOf = (text: string, name: string) => rowsOf(text).find(([cell]) => quoted(cell)[0] === name) ?? [];

const sink = { write: () => undefined };
async function* nothing(): AsyncGenerator<string> {}

describe('options', () => {
  const program = new Command();
  registerOperator(program, { stdout: sink, stderr: sink, stdin: nothing(), env: {} });
  const options = program.commands[0]?.commands[0]?.options ?? [];
  const table = section(pages.operator, 'Options');

  test('are all there, and no other', () => {
    expect(firsts(table)).toEqual(options.map(({ long }) => long));
  });

  test('have the defaults that the help names', () => {
    const named = options.map(({ long, description }) => [long, /\(default: (\w+)/.exec(description)?.[1]]);
    for (const [long, value] of named.filter(([, value]) => value)) {
      expect([long, quoted(rowOf(table, long ?? '')[1])[0]]).toEqual([long, value]);
    }
  });
});

test('the times are those of the code', () => {
  const { interval, lease, renewal, request, longestBackoff } = defaultTiming;
  const seconds = [interval, lease, renewal, request, longestBackoff].map((one) => one.toSeconds());
  expect(seconds).toEqual([10, 30, 5, 10, 300]);
  for (const said of [
    'every 5 s, good for 30 s',
    'outlasts a request (10 s)',
    '40 s after',
    'up to 5 minutes',
  ])
    expect(pages.operator).toContain(said);
});

test('kinds are worked on in the order that the page names', () => {
  const [, names = ''] = /A pass sweeps in order: (.*), by name\./.exec(pages.operator) ?? [];
  expect(quoted(names)).toEqual(kinds.map(({ kind }) => kind));
});

describe('rules', () => {
  const table = section(pages.operator, 'What is never done');
  const rows = [...table.matchAll(/^\| (\d+)\. (.*) \| (.*) \| (.*) \|$/gm)].map(
    ([, rule, , where, tested]) => ({ rule: Number(rule), where, tested }),
  );
  const sources = below('src');
  const tests = below('test').filter((name) => name.endsWith('.test.ts'));

  test('are twelve, one after the other', () => {
    expect(rows.map(({ rule }) => rule)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  test.each(rows)(
    'rule $rule lives where the page says, and the test that it names is there',
    ({ where, tested }) => {
      const missing = quoted(where).filter(
        (name) => !sources.some((file) => `/${file}`.endsWith(`/${name}`)),
      );
      expect(missing).toEqual([]);
      const [, file, title = ''] = /^`([^`]+)`: (.+)$/.exec(tested ?? '') ?? [];
      const found = tests.filter((name) => name.endsWith(`/${file}`));
      expect(found.some((name) => readFileSync(path.join(root, name), 'utf8').includes(`'${title}'`))).toBe(
        true,
      );
    },
  );

  test('the picture names files of the engine', () => {
    const named = [...section(pages.operator, 'One reconcile').matchAll(/[a-z-]+\.ts\b/g)].map(
      ([name]) => name,
    );
    const there = readdirSync(path.join(root, 'src/operator/engine'));
    expect(named.filter((name) => !there.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });
});

describe.each([
  ['shuffle-service.md', pages.shuffleService, textOf('src/operator/kinds/shuffle-service/model.ts')],
  ['spark-defaults.md', pages.sparkDefaults, textOf('src/operator/kinds/spark-defaults/plan.ts')],
])('%s', (_, page, code) => {
  const actions = new Set(
    [...code.matchAll(/'([a-z]+-[a-z]+|activate|switch|withdraw)'/g)].map(([, one]) => one),
  );

  test('names every action, and no other', () => {
    expect([...firsts(section(page, 'What is written'))].sort()).toEqual([...actions].sort());
  });

  test('the picture names actions alone', () => {
    const labels = [...page.matchAll(/^ {2}\S+ --> \S+: ([a-z, -]+)/gm)].flatMap(([, one = '']) =>
      one.split(','),
    );
    expect(labels.map((one) => one.trim()).filter((one) => one !== '' && !actions.has(one))).toEqual([]);
  });
});

describe('the spec of', () => {
  test('SparkDefaults is explained', () => {
    expect(firsts(section(pages.sparkDefaults, 'Spec'))).toEqual(
      Object.keys(sparkDefaultsManifest.shape.spec.shape),
    );
  });

  test('ShuffleService is explained, with its defaults', () => {
    const table = section(pages.shuffleService, 'Spec');
    const upgrade = upgradePolicy.parse(undefined);
    const fields = Object.keys(shuffleServiceManifest.shape.spec.shape);
    expect(firsts(table)).toEqual(
      fields.flatMap((name) =>
        name === 'upgrade' ? Object.keys(upgrade).map((one) => `upgrade.${one}`) : [name],
      ),
    );
    for (const [name, value] of Object.entries(upgrade)) {
      expect(quoted(rowOf(table, `upgrade.${name}`)[1])).toEqual([`${value}`]);
    }
    expect(pages.shuffleService).toContain(`"${GONE_AGENTS_ANNOTATION}"`);
  });
});

describe('the status', () => {
  const { status } = statusSchema.shape;

  test('is explained field by field, by everybody what is everybody’s', () => {
    const common = firsts(section(pages.operator, 'Status'));
    const { operator: _, ...others } = pages;
    const kinds = Object.values(others).flatMap((page) => firsts(section(page, 'Status')));
    const named = [...common, ...kinds].filter((name) => !name?.includes('.'));
    expect([...named].sort()).toEqual(Object.keys(status.shape).sort());
  });

  test('and so is what is in it', () => {
    const { shuffleService, operator, sparkDefaults } = pages;
    const { rows, ...counts } = agentTableSchema.shape;
    const ofAgents = [...Object.keys(counts), ...rows.element.shape.state.options];
    for (const name of ofAgents) expect(section(shuffleService, 'Status')).toContain(`\`${name}\``);
    for (const name of Object.keys(statusEventSchema.shape))
      expect(section(operator, 'Status')).toContain(`\`${name}\``);
    for (const name of Object.keys(endpointUseSchema.shape))
      expect(section(sparkDefaults, 'Status')).toContain(name.replace('Id', ''));
    expect(section(operator, 'Status')).toContain(`${MAX_EVENTS} at most`);
    expect(section(shuffleService, 'Status')).toContain(`${MAX_ROWS} at most`);
    expect(operator).toContain(`\`${reasonOf('raise-instances')}\``);
  });
});
