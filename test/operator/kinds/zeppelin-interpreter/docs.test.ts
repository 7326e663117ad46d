import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zeppelinInterpreterSpec } from '../../../../src/manifest';

const root = path.join(__dirname, '../../../..');
const page = readFileSync(path.join(root, 'docs/kinds/zeppelin-interpreter.md'), 'utf8');
const folder = path.join(root, 'src/operator/kinds/zeppelin-interpreter');
const code = readdirSync(folder)
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .join('\n');

/** From a heading to the next of its level. */
function section(heading: string): string {
  const from = page.indexOf(`\n## ${heading}\n`);
  expect([heading, from]).toEqual([heading, expect.any(Number)]);
  const to = page.indexOf('\n## ', from + 1);
  return page.slice(from, to < 0 ? undefined : to);
}

const quoted = (text: string | undefined) =>
  [...(text ?? '').matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');
const rows = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));

/** `Type/Reason` of each condition, as the page explains it and as the code gives it. */
const explained = rows(section('Conditions')).flatMap(([type, reasons]) =>
  quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`),
);
const WORDS = /'([A-Z][a-z]+(?:[A-Z][a-z]+)*)'/g;
const wordsIn = (text: string) => [...text.matchAll(WORDS)].map(([, word]) => word ?? '');

test('every reason is explained, and no other', () => {
  const typed = [...code.matchAll(/\bsay\(\s*'([A-Z]\w+)',\s*'(?:True|False|Unknown)',\s*'(\w+)'/g)].map(
    ([, type, reason]) => `${type}/${reason}`,
  );
  const removed = [...code.matchAll(/\bsay\(\s*'(?:True|False)',\s*'(\w+)'/g)].map(
    ([, one]) => `Removed/${one}`,
  );
  expect(typed.length + removed.length).toBeGreaterThan(12);
  for (const one of [...typed, ...removed]) expect(explained).toContain(one);
  const said = new Set(wordsIn(code));
  for (const one of explained) {
    const [type = '', reason = ''] = one.split('/');
    expect([one, said.has(type), said.has(reason)]).toEqual([one, true, true]);
  }
  const known = new Set(explained.flatMap((one) => one.split('/')));
  const others = ['True', 'False', 'Unknown', 'Always', 'Never', 'WhenIdle', 'Drain', 'ShuffleService'];
  expect([...said].filter((word) => ![...known, ...others, 'ZeppelinInterpreter'].includes(word))).toEqual(
    [],
  );
});

test('every field of the spec is explained, with its default', () => {
  const table = rows(section('Spec'));
  expect(table.map(([field]) => quoted(field)[0])).toEqual(Object.keys(zeppelinInterpreterSpec.shape));
  const defaults = zeppelinInterpreterSpec.parse({ url: 'http://z', sparkDefaults: 'd' });
  for (const [name, value] of Object.entries(defaults)) {
    if (['url', 'sparkDefaults'].includes(name)) continue;
    const shown = typeof value === 'object' ? JSON.stringify(value) : `${value}`;
    const [, column] = table.find(([field]) => quoted(field)[0] === name) ?? [];
    expect([name, quoted(column)[0]]).toEqual([name, shown]);
  }
});

test('every action is named', () => {
  const actions = new Set([...code.matchAll(/'([a-z]+-[a-z]+)'/g)].map(([, one]) => one));
  expect(
    rows(section('What is written'))
      .map(([action]) => quoted(action)[0])
      .sort(),
  ).toEqual([...actions].sort());
});
