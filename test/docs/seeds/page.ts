import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { examplesOf } from '../../support/examples';

const FILE = path.join(__dirname, '../../../docs/from-the-blog-post.md');

export const page = () => readFileSync(FILE, 'utf8');
export const examples = examplesOf(page());

const PART = /<!-- held by a test: ([\w ]+) -->\n([\s\S]*?)<!-- end -->/g;

/** The parts of the page that tests make, by their names. */
export const parts = (): ReadonlyMap<string, string> =>
  new Map([...page().matchAll(PART)].map(([, name = '', text = '']) => [name, text]));

/** Holds a part of the page against what a test found; `UPDATE_GOLDEN=1` writes it (with `--runInBand`: it is one file). */
export function matchesPart(name: string, text: string): void {
  const whole = `\n${text}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const next = page().replace(PART, (old, found: string) =>
      found === name ? `<!-- held by a test: ${name} -->\n${whole}<!-- end -->` : old,
    );
    writeFileSync(FILE, next);
  }
  expect({ [name]: parts().get(name) }).toEqual({ [name]: whole });
}
