import { existsSync } from 'node:fs';
import path from 'node:path';
import { compilerOutput } from '../../support/examples';
import { examples, page, parts } from './page';
import { piecesOf, SEEDS } from './pieces';

/** Which part of the page, or which test, is about a piece. */
const PIECES: Readonly<Record<string, string>> = {
  '000[0]': '000 volumes',
  '000[1]': '000 commands',
  '001[0]': '001 app',
  '001[1]': '001 settings',
  '001[2]': 'settings.test.ts',
  '001[3]': '001 logs',
  '001[4]': '001 logs',
  '002[20]': '002 app',
  '002[22]': '002 job',
  '003[0]': '003 resources',
  '003[1]': '003 commands',
  '003[2]': '003 app',
  '003 inline[0]': '003 commands',
  '003 inline[1]': '003 commands',
  '004[0]': '004 settings',
};

/** Command lines of these two, which test/docs/seed-commands.test.ts holds. */
const COMMANDS = new Set(['002', '004']);

test('every block of a document is compared, and none that is not there', () => {
  const all = SEEDS.flatMap((seed) => [...piecesOf(seed).keys()]);
  expect(Object.keys(PIECES).filter((id) => !all.includes(id))).toEqual([]);
  const others = all.filter((id) => !(id in PIECES) && !COMMANDS.has(id.slice(0, 3)));
  expect(others).toEqual([]);
});

test('every JSON of a document is compared', () => {
  const json = SEEDS.flatMap((seed) => [...piecesOf(seed)])
    .filter(([, text]) => /^\s*(\{|"\w+": [[{])/.test(text))
    .map(([id]) => id);
  expect(json).toHaveLength(6);
  expect(json.filter((id) => !(id in PIECES))).toEqual([]);
});

test('every part of the page that a piece names is there, and filled', () => {
  const found = parts();
  const wanted = Object.values(PIECES).filter((name) => !name.endsWith('.ts'));
  expect(wanted.filter((name) => !(found.get(name) ?? '').includes('|'))).toEqual([]);
  expect([...found].filter(([, text]) => text.trim() === '').map(([name]) => name)).toEqual([]);
  for (const [name, text] of found) expect([name, text.includes('| ? |')]).toEqual([name, false]);
});

test('the examples compile as they stand', () => {
  expect(examples.size).toBe(6);
  expect(compilerOutput(examples, 'from-the-blog-post')).toBe('');
}, 60_000);

test('every link of the page leads somewhere', () => {
  const folder = path.join(__dirname, '../../../docs');
  const headings = new Set(
    [...page().matchAll(/^#+ (.+)$/gm)].map(
      ([, title = '']) =>
        `#${title
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-')}`,
    ),
  );
  const links = [...page().matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => link.startsWith('#') && !headings.has(link))).toEqual([]);
  const files = links.filter((link) => !link.startsWith('#')).map((link) => link.replace(/#.*$/, ''));
  expect(files.filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
});
