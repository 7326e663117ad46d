import { type Problem, rejectIf, shown } from '../core/problem';

/**
 * The variables of a file for systemd's `EnvironmentFile=`: `NAME=value` a line, values bare, in single or in double
 * quotes; `#` and `;` begin comments. Of a name that stands there twice the last one counts. In double quotes a
 * backslash takes the next character, in single quotes it is itself (systemd 240 and later, and every shell).
 * @throws ProblemError on lines that are neither
 */
export function readEnvironment(text: string): Readonly<Record<string, string>> {
  const problems: Problem[] = [];
  const found = new Map<string, string>();
  for (const [i, raw] of joined(text).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const [, name, value] = /^(?:export\s+)?([A-Za-z_]\w*)=([\s\S]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      problems.push({ at: `line ${i + 1}`, found: shown(line), wanted: 'NAME=value, or a comment' });
    } else found.set(name, unquoted(value));
  }
  rejectIf(problems);
  return Object.fromEntries(found);
}

/** A line that ends in a backslash goes on. */
function joined(text: string): readonly string[] {
  return text.replace(/\\\r?\n/g, '').split(/\r?\n/);
}

function unquoted(value: string): string {
  const parts = value.trim().matchAll(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^'"\\]+)/g);
  return [...parts]
    .map(([, single, double, escaped, bare]) =>
      double === undefined ? (single ?? escaped ?? bare ?? '') : double.replace(/\\([\s\S])/g, '$1'),
    )
    .join('');
}
