import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { linkOf, PAGE } from '../../src/cli/doctor/report';
import { EXIT } from '../../src/cli/io';
import { CHECK_GROUPS, CHECKS } from '../../src/domain/doctor/catalogue';
import type { Check, Spot } from '../../src/domain/doctor/check';
import { inTrap, partTraps, traps } from '../cli/doctor/traps';
import { root, rowsOf, textOf } from './page';

const FILE = path.join(root, PAGE);
const BEGIN = '<!-- checks: UPDATE_GOLDEN=1 writes them anew -->\n';
const END = '<!-- end of checks -->';

const examples = new Map<string, Spot>();

/** The first finding of each check in its own trap. */
beforeAll(async () => {
  for (const trap of traps) {
    const bed = await inTrap(trap);
    const { findings } = await bed.examine();
    const [id] = trap.finds;
    const first = findings.find(({ check }) => check.id === id);
    if (first && !examples.has(id)) examples.set(id, first);
    bed.close();
  }
  for (const [id, parts] of Object.entries(partTraps)) {
    const [first] = CHECKS.find((one) => one.id === id)?.look(parts) ?? [];
    if (first) examples.set(id, first);
  }
}, 120_000);

/** Ids of deployments and tasks are those of one run. */
const steady = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27,}(-S?\d+)?/g, 'ID');

function entry({ id, severity, title, why, needs }: Check): string {
  const { where, found, wanted, fix } = examples.get(id) ?? { where: '', found: '', wanted: '', fix: '' };
  const head = `#### ${id}\n\n**${severity}**: ${title}. Looks at ${needs.map((part) => `\`${part}\``).join(', ')}.\n`;
  const lines = [`where  ${where}`, `found  ${found}`, `wanted ${wanted}`, `mend   ${fix}`].map(steady);
  return `${head}\n${why}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

function entries(): string {
  return CHECK_GROUPS.map(({ title, checks }) => `\n### ${title}\n\n${checks.map(entry).join('\n')}`).join(
    '',
  );
}

test('the page has an entry for each check, in the words of the command, with what it says of its trap', () => {
  const page = readFileSync(FILE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  const wanted = `${page.slice(0, from)}${entries()}\n${page.slice(to)}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
});

test('every link of a finding leads to a heading of the page', () => {
  const anchors = [...textOf(PAGE).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(anchors).toHaveLength(new Set(anchors).size);
  for (const { id } of CHECKS)
    expect(`${PAGE}#${anchors.find((one) => one === id.toLowerCase())}`).toBe(linkOf(id));
});

test('the page says what the exit codes are', () => {
  const codes = [...textOf(PAGE).matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
  expect(rowsOf(textOf(PAGE)).length).toBeGreaterThan(3);
});
