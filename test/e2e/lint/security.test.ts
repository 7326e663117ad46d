import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Debian } from './debian';
import { AGENTS, ALL, agentHost } from './hosts';
import { otherHosts } from './other-hosts';

/** docs/units.md has a row `| unit | exposure | why |` for each unit of ours that runs a program. */
const PAGE = path.join(__dirname, '../../../docs/units.md');
const ROWS = new Map(
  [...readFileSync(PAGE, 'utf8').matchAll(/^\| `([^`]+)` +\| +(\d+\.\d) +\|/gm)].map(
    ([, unit = '', score]) => [unit, Number(score)],
  ),
);

let debian: Debian;
/** The highest figure of each service of ours, on whatever machine. */
let measured: ReadonlyMap<string, number>;
beforeAll(() => {
  debian = new Debian();
  measured = worst();
}, 600_000);
afterAll(() => debian?.remove());

/** An agent's own unit is Mesos' business, which runs others' programs. */
function units(): readonly (readonly [string, string])[] {
  const hosts = [...AGENTS.map((agent) => agentHost(agent, ALL)), ...otherHosts()];
  const ours = hosts.flatMap(({ files }) =>
    files
      .filter((file) => /system\/(mesos-spark-[^/]*|spark-shuffle@)\.service$/.test(file.path))
      .map((file) => [path.basename(file.path), file.content] as const),
  );
  return [...new Map(ours.map((one) => [one.join('\n'), one])).values()];
}

function worst(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [unit, text] of units()) found.set(unit, Math.max(found.get(unit) ?? 0, exposure(unit, text)));
  return found;
}

/** From 0, confined, to 10, not at all. */
function exposure(unit: string, text: string): number {
  const file = `/units/${unit.replace('@.', '@7340.')}`;
  debian.clear();
  debian.write(file, text);
  const { output } = debian.run(`systemd-analyze security --offline=true --no-pager --threshold=100 ${file}`);
  const score = /Overall exposure level for \S+: (\d+\.\d)/.exec(output)?.[1];
  if (score === undefined) throw new Error(`systemd-analyze security gave no score for ${unit}: ${output}`);
  return Number(score);
}

test('each of our services is as confined as its page says', () => {
  expect(Object.fromEntries(measured)).toEqual(Object.fromEntries(ROWS));
});

test('a service that stays is confined, and nothing but a step of the boot is not', () => {
  const page = readFileSync(PAGE, 'utf8');
  const steps = page.slice(page.indexOf('Steps of the boot'));
  const open = [...measured].filter(([, score]) => score >= 5).map(([unit]) => unit);
  expect(open.filter((unit) => !steps.includes(`| \`${unit}\` |`))).toEqual([]);
});

test('settings that are taken away are noticed', () => {
  const [unit, text] = units().find(([name]) => name === 'spark-shuffle@.service') ?? ['', ''];
  const less = text.replace(/^Protect\w+=.*\n/gm, '');
  expect(less).not.toBe(text);
  expect(exposure(unit, less)).toBeGreaterThan(measured.get(unit) ?? 10);
});
