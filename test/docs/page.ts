import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '../..');

export const textOf = (name: string) => readFileSync(path.join(root, name), 'utf8');

export const pages = {
  operator: textOf('docs/operator.md'),
  agentDrain: textOf('docs/kinds/agent-drain.md'),
  shuffleService: textOf('docs/kinds/shuffle-service.md'),
  sparkDefaults: textOf('docs/kinds/spark-defaults.md'),
  marathonApp: textOf('docs/kinds/marathon-app.md'),
  sparkDispatcher: textOf('docs/kinds/spark-dispatcher.md'),
  sparkApplication: textOf('docs/kinds/spark-application.md'),
  scheduledSparkApplication: textOf('docs/kinds/scheduled-spark-application.md'),
  zeppelinInterpreter: textOf('docs/kinds/zeppelin-interpreter.md'),
} as const;

/** Each source file of a folder, by its name. */
export function sourcesIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'));
  return new Map(names.map((name) => [name, textOf(`${folder}/${name}`)]));
}

/** From a heading to the next of its level. */
export function section(page: string, heading: string): string {
  const from = page.indexOf(`\n## ${heading}\n`);
  if (from < 0) throw new Error(`no section ${heading}`);
  const to = page.indexOf('\n## ', from + 1);
  return page.slice(from, to < 0 ? undefined : to);
}

/** The rows of the tables in a text, by their cells, without heads. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  const cells = lines.map((line) => line.slice(2, -2).split(/ ?\| /));
  return cells.filter(([first]) => first?.startsWith('`'));
}

/** What stands in backquotes. */
export const quoted = (cell: string | undefined) =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '');
