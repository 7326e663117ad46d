import { pages, quoted, rowsOf, section, sourcesIn, textOf } from './page';

/** `Type/Reason` of each condition that a page explains. */
function explained(page: string): readonly string[] {
  const rows = rowsOf(section(page, 'Conditions'));
  return rows.flatMap(([type, reasons]) => quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`));
}

const words = (text: string) => [...text.matchAll(/'([A-Z][a-z]+(?:[A-Z][a-z]+)*)'/g)].map((m) => m[1] ?? '');

/** Reasons that are said without their type, by file, with the types that they are said for. */
type Untyped = Readonly<Record<string, { readonly said: RegExp; readonly for: readonly string[] }>>;

/** `Type/Reason` of each condition that code gives, by the ways in which it is written. */
function given(sources: ReadonlyMap<string, string>, untyped: Untyped): readonly string[] {
  return [...sources].flatMap(([name, text]) => {
    const short = /const no = \(reason: string, message: string\) => say\('(\w+)', 'False'/.exec(text)?.[1];
    const rest = untyped[name];
    return [
      ...[...text.matchAll(/\bsay\(\s*'(\w+)',\s*'\w+',\s*('\w+')/g)].map(pair),
      ...[...text.matchAll(/\btype: '(\w+)',\s*status: [^,]+,\s*reason: ([^,]*)[,\s]/g)].flatMap(pairs),
      ...(short ? [...text.matchAll(/\bno\([^'()]*'(\w+)'/g)].map(([, reason]) => `${short}/${reason}`) : []),
      ...(rest
        ? [...text.matchAll(rest.said)].flatMap((m) => rest.for.map((type) => `${type}/${m[1]}`))
        : []),
    ];
  });
}

const pairs = ([, type, reasons]: RegExpExecArray) =>
  words(reasons ?? '').map((reason) => `${type}/${reason}`);
const pair = (match: RegExpExecArray) => pairs(match)[0] ?? '';
const set = (all: readonly string[]) => [...new Set(all)].sort();

const engine = sourcesIn('src/operator/engine');
const shuffleService = sourcesIn('src/operator/kinds/shuffle-service');
const sparkDefaults = sourcesIn('src/operator/kinds/spark-defaults');
const masters = set(words(textOf('src/io/mesos-http.ts')));

const UNTYPED: Untyped = {
  'manifests.ts': { said: /\bheld\(\s*'(\w+)'/g, for: ['Valid'] },
  'sources.ts': { said: /\bheld\(\s*'(\w+)'/g, for: ['Valid'] },
  'pause.ts': { said: /\breason: '(\w+)',/g, for: ['Paused'] },
  'reconcile.ts': { said: /\binvalid\('(\w+)'/g, for: ['Valid'] },
  'rollout.ts': { said: /\breason: '(\w+)'/g, for: ['UpToDate'] },
  'eligibility.ts': { said: /\breason: '(\w+)'/g, for: ['Observed', 'UpToDate'] },
};

/** Words in the code that are no reasons: kinds, values of specs and events, actions of Marathon. */
const OTHERS = [
  'AgentDrain',
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
