import {
  SUBMISSION_ANNOTATION,
  scheduledSparkApplicationSpec,
  sparkApplicationSpec,
  statusSchema,
} from '../../src/manifest';
import { SETTLED } from '../../src/operator/kinds/spark-application/look-metronome';
import { RETRIES, RETRY_INTERVAL_SECONDS } from '../../src/operator/kinds/spark-application/plan';
import { application, scheduled } from '../operator/support/applications';
import { pages, quoted, rowsOf, section, sourcesIn } from './page';

const firsts = (text: string) => rowsOf(text).map(([first]) => quoted(first)[0]);

describe.each([
  ['spark-application', pages.sparkApplication],
  ['scheduled-spark-application', pages.scheduledSparkApplication],
])('%s.md', (folder, page) => {
  const code = [...sourcesIn(`src/operator/kinds/${folder}`).values()].join('\n');
  const explained = rowsOf(section(page, 'Conditions')).flatMap(([type, reasons]) =>
    quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`),
  );

  test('explains every reason that the code gives, and no other', () => {
    const typed = [
      ...code.matchAll(
        /\bsay\(\s*'([A-Z]\w+)',\s*(?:stays \? 'False' : )?'(?:True|False|Unknown)',\s*'(\w+)'/g,
      ),
    ].map(([, type, reason]) => `${type}/${reason}`);
    // `no` and `tell` are of the condition of the function that they stand in.
    const words = [...code.matchAll(/\b(?:no|tell)\(\s*(?:'(?:True|False|Unknown)',\s*)?'(\w+)'/g)].map(
      ([, reason]) => reason ?? '',
    );
    const ternaries = [...code.matchAll(/\? '([A-Z]\w+)' : '([A-Z]\w+)'/g)].flatMap(([, a = '', b = '']) => [
      a,
      b,
    ]);
    expect(typed.length + words.length).toBeGreaterThan(12);
    for (const one of typed) expect(explained).toContain(one);
    const reasons = new Set(explained.map((one) => one.split('/')[1]));
    const truth = ['True', 'False', 'Unknown'];
    for (const word of words.filter((one) => !truth.includes(one))) expect([...reasons]).toContain(word);
    const said = new Set([...typed.map((one) => one.split('/')[1]), ...words, ...ternaries]);
    expect([...reasons].filter((one) => !said.has(one))).toEqual([]);
  });

  test('names every action, and no other', () => {
    const actions = new Set(
      [...code.matchAll(/\bdo: ((?:'[a-z-]+'(?: \| )?)+)/g)].flatMap(([, words = '']) =>
        [...words.matchAll(/'([a-z-]+)'/g)].map(([, one]) => one),
      ),
    );
    expect([...firsts(section(page, 'What is written'))].sort()).toEqual([...actions].sort());
  });
});

describe('every field of the spec is explained, with its default', () => {
  test('SparkApplication', () => {
    const table = rowsOf(section(pages.sparkApplication, 'Spec'));
    expect(table.map(([field]) => quoted(field)[0])).toEqual(Object.keys(sparkApplicationSpec.shape));
    checkDefaults(table, sparkApplicationSpec.parse(minimal(application('Marathon').spec)));
  });

  test('ScheduledSparkApplication', () => {
    const table = rowsOf(section(pages.scheduledSparkApplication, 'Spec'));
    expect(table.map(([field]) => quoted(field)[0])).toEqual(
      Object.keys(scheduledSparkApplicationSpec.shape),
    );
    checkDefaults(table, scheduledSparkApplicationSpec.parse(scheduled().spec));
  });

  /** Only what has no default. */
  function minimal(spec: ReturnType<typeof application>['spec']) {
    const { driver: _, arguments: _a, ...rest } = spec;
    return rest;
  }

  function checkDefaults(table: readonly (readonly string[])[], parsed: object): void {
    for (const [name, value] of Object.entries(parsed)) {
      const column = table.find(([field]) => quoted(field)[0] === name)?.[1] ?? '';
      const shown = quoted(column)[0];
      if (shown === undefined) continue;
      const text = typeof value === 'object' ? JSON.stringify(value) : `${value}`;
      expect([name, shown]).toEqual([name, text]);
    }
  }
});

test('the numbers and words of the page are those of the code', () => {
  const page = pages.sparkApplication;
  expect(page).toContain(`\`onFailureRetries\` (${RETRIES})`);
  expect(page).toContain(`\`onFailureRetryInterval\` (${RETRY_INTERVAL_SECONDS})`);
  expect(page).toContain(`within ${SETTLED} s`);
  expect(page).toContain(`"${SUBMISSION_ANNOTATION}"`);
  const { application: shape, schedule } = statusSchema.shape.status.shape;
  const { state, ...others } = shape.unwrap().shape;
  const row = section(page, 'Status');
  for (const one of [...state.options, ...Object.keys(others)]) expect(row).toContain(`\`${one}\``);
  for (const one of Object.keys(schedule.unwrap().shape)) {
    expect(section(pages.scheduledSparkApplication, 'Status')).toContain(`\`${one}\``);
  }
});

test('the examples are manifests', () => {
  const json = (page: string) => JSON.parse(/```json\n([^`]*)```/.exec(page)?.[1] ?? '') as { spec: unknown };
  expect(sparkApplicationSpec.parse(json(pages.sparkApplication).spec)).toMatchObject({ runsOn: 'Marathon' });
  expect(scheduledSparkApplicationSpec.parse(json(pages.scheduledSparkApplication).spec)).toMatchObject({
    template: { runsOn: 'Metronome' },
  });
});
