import {
  marathonDispatcher,
  packageDispatcher,
  sparkDispatcherManifest,
  statusSchema,
} from '../../src/manifest';
import { dispatcher } from '../operator/support/dispatchers';
import { pages, quoted, rowsOf, section, sourcesIn } from './page';

const page = pages.sparkDispatcher;
const folder = 'src/operator/kinds/spark-dispatcher';
const code = [folder, `${folder}/marathon`, `${folder}/package`]
  .flatMap((one) => [...sourcesIn(one).values()])
  .join('\n');
const firsts = (text: string) => rowsOf(text).map(([first]) => quoted(first)[0]);

test('every reason that the code gives is explained, under its condition, and no other', () => {
  const explained = rowsOf(section(page, 'Conditions')).flatMap(([type, reasons]) =>
    quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`),
  );
  // `no` and `tell` are of the one condition that the function they stand in says.
  const said = new Set<string>();
  for (const [, body = ''] of code.matchAll(/^(?:export )?function \w+\(([\s\S]*?)^\}/gm)) {
    const types = [...body.matchAll(/say\(\s*'([A-Z]\w+)'/g)].map(([, type]) => type);
    for (const [, type, reason] of body.matchAll(
      /\bsay\(\s*'([A-Z]\w+)',\s*'(?:True|False|Unknown)',\s*'(\w+)'/g,
    )) {
      said.add(`${type}/${reason}`);
    }
    for (const [, reason] of body.matchAll(/\b(?:no|tell)\(\s*(?:'(?:True|False)',\s*)?'(\w+)'/g)) {
      said.add(`${types[0]}/${reason}`);
    }
  }
  said.add('Ready/Retained');
  expect(code).toContain("say('Ready', 'False', 'Retained'");
  expect(said.size).toBeGreaterThan(30);
  expect([...said].sort()).toEqual([...explained].sort());
});

test('every action is named, and no other', () => {
  const actions = [...code.matchAll(/\bdo: ((?:'[a-z-]+'(?: \| )?)+)/g)].flatMap(([, words = '']) =>
    [...words.matchAll(/'([a-z-]+)'/g)].map(([, one]) => one),
  );
  expect([...firsts(section(page, 'What is written'))].sort()).toEqual([...new Set(actions)].sort());
});

test('every field is explained, with its default', () => {
  const table = rowsOf(section(page, 'Spec'));
  expect(table.map(([field]) => quoted(field)[0])).toEqual(Object.keys(marathonDispatcher.shape));
  const parsed = sparkDispatcherManifest.parse(dispatcher()).spec;
  for (const [name, value] of Object.entries(parsed)) {
    const shown = quoted(table.find(([field]) => quoted(field)[0] === name)?.[1])[0];
    if (shown === undefined) continue;
    expect([name, shown]).toEqual([name, typeof value === 'object' ? JSON.stringify(value) : `${value}`]);
  }
});

test('and every option of a package', () => {
  const table = rowsOf(section(page, 'The package of DC/OS'));
  expect(table.map(([field]) => quoted(field)[0])).toEqual(Object.keys(packageDispatcher.shape));
  for (const [name, value] of Object.entries(packageDispatcher.parse({ provider: 'Package' }))) {
    const shown = quoted(table.find(([field]) => quoted(field)[0] === name)?.[1])[0];
    if (shown === undefined) continue;
    expect([name, shown]).toEqual([name, typeof value === 'object' ? JSON.stringify(value) : `${value}`]);
  }
});

test('the status is explained, and the example is a manifest', () => {
  const fields = statusSchema.shape.status.shape.dispatcher.unwrap().shape;
  for (const name of Object.keys(fields)) expect(section(page, 'Status')).toContain(`\`${name}\``);
  const json = /```json\n([^`]*)```/.exec(page)?.[1] ?? '';
  expect(sparkDispatcherManifest.parse(JSON.parse(json))).toMatchObject({ kind: 'SparkDispatcher' });
});
