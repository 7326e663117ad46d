import { type Problem, rejectIf, shown } from '../core/problem';

/**
 * A shell script without what only its readers need: comment lines, indentation, blank lines, and the breaks of
 * continued lines. Programs of awk in it lose the same. The first line stays where it names an interpreter;
 * `note` follows as the one comment.
 * @throws ProblemError on a here-document, and on any other quoted string over several lines: its lines are no
 *   commands
 */
export function minifiedShell(name: string, text: string, note: string): string {
  const commands = commandLines(text);
  rejectIf(lineProblems(name, commands));
  const head = text.startsWith('#!') ? [text.slice(0, text.indexOf('\n'))] : [];
  return `${[...head, `# ${note}`, ...commands].join('\n')}\n`;
}

function commandLines(text: string): readonly string[] {
  const found: string[] = [];
  let begun = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (begun === '' && (line === '' || line.startsWith('#'))) continue;
    const whole = continued(begun, raw);
    // Two backslashes are one that is quoted.
    if (/(?<!\\)(\\\\)*\\$/.test(whole)) begun = whole.slice(0, -1);
    else {
      found.push(whole);
      begun = '';
    }
  }
  return begun === '' ? found : [...found, begun];
}

function continued(begun: string, next: string): string {
  // Within double quotes every space counts.
  if (openAfter(begun, []).includes('"')) return begun + next;
  const gap = begun !== '' && (/\s$/.test(begun) || /^\s/.test(next)) ? ' ' : '';
  return `${begun.trimEnd()}${gap}${next.trim()}`;
}

/** What is open: `'`, `"`, or the command within a `"` that a `)` ends. */
type Open = "'" | '"' | '(';

function lineProblems(name: string, lines: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  let open: readonly Open[] = [];
  for (const line of lines) {
    const wasOpen = open.includes("'") || open.includes('"');
    open = openAfter(line, open);
    const quote = open.find((one) => one !== '(');
    const fault =
      !wasOpen && hasHereDocument(line)
        ? 'a here-document'
        : quote === '"' || (quote === "'" && !wasOpen && !/\bawk /.test(line))
          ? 'a quoted string that goes on in the next line'
          : undefined;
    if (fault === undefined) continue;
    problems.push({
      at: name,
      found: `${fault}: ${shown(line)}`,
      wanted: 'commands that are whole without their indentation',
      fix: 'print several lines with printf, one argument a line',
    });
  }
  return problems;
}

function hasHereDocument(line: string): boolean {
  return /<<(?!<)/.test(line.replace(/\$\(\(.*?\)\)|'[^']*'/g, ''));
}

function openAfter(line: string, before: readonly Open[]): readonly Open[] {
  const open = [...before];
  for (let i = 0; i < line.length; i++) {
    const sign = line[i];
    const inside = open.at(-1);
    if (inside === "'") {
      if (sign === "'") open.pop();
    } else if (sign === '\\') i++;
    else if (sign === '"') inside === '"' ? open.pop() : open.push('"');
    else if (sign === '$' && line[i + 1] === '(') open.push('(');
    else if (inside !== '"') {
      if (sign === "'") open.push("'");
      else if (sign === ')' && inside === '(') open.pop();
      else if (sign === '#' && /^$|[\s;(]/.test(line[i - 1] ?? '')) break;
    }
  }
  return open;
}
