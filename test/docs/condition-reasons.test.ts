import { pages, quoted, sourcesIn, textOf } from './page';
import { explained, given, UNTYPED, words } from './reasons';

const set = (all: readonly string[]) => [...new Set(all)].sort();

const engine = sourcesIn('src/operator/engine');
const shuffleService = sourcesIn('src/operator/kinds/shuffle-service');
const sparkDefaults = sourcesIn('src/operator/kinds/spark-defaults');
const masters = set(words(textOf('src/io/mesos-http.ts')));

/** Words in the code that are no reasons: kinds, values of specs and events, actions of Marathon. */
const OTHERS = [
  'AgentDrain',
  // Of the end of a drain.
  'AgentGone',
  // Of a warning.
  'DeclaredTwice',
  'Drain',
  'False',
  'Impossible',
  'InPlace',
  'ManifestIndex',
  'Normal',
  'NotLeadingError',
  'Proceed',
  'Refused',
  'Removed',
  'Reserve',
  'Retained',
  'ScaleApplication',
  'ShuffleService',
  'SparkDefaults',
  'StartApplication',
  'TerminalError',
  'True',
  'Unknown',

  'Wait',
  'Warning',
];

const cases = [
  ['operator.md', pages.operator, engine, []],
  ['shuffle-service.md', pages.shuffleService, shuffleService, masters],
  ['spark-defaults.md', pages.sparkDefaults, sparkDefaults, []],
] as const;

describe.each(cases)('%s', (_, page, sources, fromMasters) => {
  const found = set([
    ...given(sources, UNTYPED),
    ...fromMasters.flatMap((reason) => [`Observed/${reason}`, `UpToDate/${reason}`]),
  ]);

  test('explains every condition and reason that the code can give, and no other', () => {
    expect(explained(page)).toHaveLength(new Set(explained(page)).size);
    expect(set(explained(page))).toEqual(found);
  });

  test('misses no reason that is written in another way', () => {
    const known = [...found.flatMap((one) => one.split('/')), ...OTHERS];
    expect(set([...sources.values()].flatMap(words)).filter((word) => !known.includes(word))).toEqual([]);
  });
});

test('there are as many as one would think', () => {
  expect(given(engine, UNTYPED).length).toBeGreaterThan(12);
  expect(given(shuffleService, UNTYPED).length).toBeGreaterThan(30);
  expect(masters).toContain('MasterRecovering');
});

test('the page about the clients names every reason for which masters are not known', () => {
  const [, list = ''] = /\(reasons ([^)]+)\)/.exec(textOf('docs/clients.md')) ?? [];
  expect(set(quoted(list))).toEqual(masters);
});

test('every page of a kind says what is said of every condition of the engine only there', () => {
  const types = new Set(explained(pages.operator).map((one) => one.split('/')[0]));
  const own = ['Ready', 'Observed'];
  for (const page of [pages.shuffleService, pages.sparkDefaults]) {
    const doubled = explained(page).filter((one) => types.has(one.split('/')[0]));
    expect(doubled.filter((one) => !own.includes(one.split('/')[0] ?? ''))).toEqual([]);
  }
});
