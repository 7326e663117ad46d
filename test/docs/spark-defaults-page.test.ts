import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PRESET_NAMES } from '../../src/domain/spark/presets';
import { pages, quoted, root, rowsOf, section, textOf } from './page';

const firsts = (heading: string) =>
  rowsOf(section(pages.sparkDefaults, heading)).map(([cell]) => quoted(cell)[0]);

test('every warning is explained, and no other', () => {
  const folder = 'src/domain/spark';
  const files = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'));
  const texts = [...files.map((name) => textOf(`${folder}/${name}`)), textOf('constructs/spark-defaults.ts')];
  const given = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:warning|note)(?:\)|)\(\s*'(\w+)'/g)].map(([, reason]) => reason),
  );
  expect(new Set(given).size).toBeGreaterThan(10);
  expect(firsts('Warnings').toSorted()).toEqual([...new Set(given)].sort());
});

test('every preset is explained', () => {
  expect(firsts('What the construct adds').slice(0, 3)).toEqual(
    PRESET_NAMES.map((name) => `preset: '${name}'`),
  );
});
