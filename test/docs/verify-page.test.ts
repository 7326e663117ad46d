import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SIGNS } from '../../src/domain/spark/logs/catalogue';
import type { Sign } from '../../src/domain/spark/logs/sign';
import { checks } from '../../src/domain/spark/verify/checks';
import { outcome } from '../domain/spark/verify/run';
import { quoted, root, rowsOf, section } from './page';

const FILE = path.join(root, 'docs/verify.md');
const BEGIN = '<!-- signs: UPDATE_GOLDEN=1 writes them anew -->\n';
const END = '<!-- end of signs -->';

const HEADINGS = { driver: 'Driver', executor: 'Executor', service: 'Shuffle service', any: 'Any of them' };

function signTables(): string {
  return Object.entries(HEADINGS)
    .map(([process, heading]) => {
      const rows = SIGNS.filter((sign) => sign.process === process).map(signRow);
      return `\n### ${heading}\n\n| sign | | text | means | what to do |\n|---|---|---|---|---|\n${rows.join('')}`;
    })
    .join('');
}

const short = (sample: string) => (sample.length > 70 ? `${sample.slice(0, 69)}…` : sample);

function signRow({ id, grade, expected, texts, underJanitor, ...said }: Sign): string {
  const means = underJanitor
    ? `${said.means} With \`--cleanup Janitor\` **bad**: ${underJanitor.means}`
    : said.means;
  const remedy = underJanitor ? `With \`--cleanup Janitor\`: ${underJanitor.remedy}` : said.remedy;
  const text = texts.map(({ sample, spark }) => `\`${short(sample)}\` (${spark})`).join(', ');
  const cells = [`\`${id}\``, expected ? `${grade}, expected` : grade, text, means, remedy ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

test('the page explains each sign, in the words that the command says', () => {
  const page = readFileSync(FILE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  const wanted = `${page.slice(0, from)}${signTables()}\n${page.slice(to)}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(FILE, wanted);
  expect(readFileSync(FILE, 'utf8')).toBe(wanted);
});

test('the page names each check', () => {
  const mesos = outcome({ settings: { 'spark.master': 'mesos://a:5050' } });
  const named = rowsOf(section(readFileSync(FILE, 'utf8'), 'Checks')).flatMap(([first]) => quoted(first));
  expect(named.filter((name) => !/^\d$/.test(name))).toEqual(checks(mesos).map(({ id }) => id));
});
