import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runHere } from '../cli/buffer-io';
import { quoted, root, rowsOf, section } from './page';
import { piece } from './seeds/pieces';

const FILE = path.join(root, 'docs/import.md');
const PART = /<!-- held by a test: [^>]*-->\n([\s\S]*?)<!-- end -->/;

test('the page shows what the command prints of a well-known app', async () => {
  const options = ['--ports', '7337-7339', '--shared-directory', '/var/lib/tmp/spark'];
  const { code, stdout } = await runHere(['import', '-', ...options], [piece('003[2]')]);
  expect(code).toBe(0);
  const wanted = `\n\`\`\`yaml\n${stdout}\`\`\`\n\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const page = readFileSync(FILE, 'utf8');
    writeFileSync(
      FILE,
      page.replace(PART, (whole, part: string) => whole.replace(`-->\n${part}`, () => `-->\n${wanted}`)),
    );
  }
  expect(PART.exec(readFileSync(FILE, 'utf8'))?.[1]).toBe(wanted);
});

test('the page names each reason that there is', () => {
  const sources = ['traps', 'start-traps'].map((name) =>
    readFileSync(path.join(root, `src/domain/spark/imported/${name}.ts`), 'utf8'),
  );
  const reasons = [...sources.join('').matchAll(/\btrap\(\s*'(\w+)'/g)].map((m) => m[1]);
  const told = rowsOf(section(readFileSync(FILE, 'utf8'), 'What is mended')).flatMap(([first]) =>
    quoted(first),
  );
  expect(reasons.length).toBeGreaterThan(15);
  expect(told.toSorted()).toEqual([...new Set(reasons)].toSorted());
});
