import { type Problem, rejectIf, shown } from '../core/problem';
import { unreachable } from '../core/unreachable';
import { unwritable } from './unwritable';

/**
 * What stands right of a `=`:
 * - a plain string is taken literally (`%` becomes `%%`, or systemd would read a specifier);
 * - `exec` is a command line for `ExecStart=` and its like: every word arrives as written;
 * - `words` is a quoted list, for example `Environment=`;
 * - `raw` is written as it stands, for specifiers (`%i`) and prefixes.
 */
export type UnitValue =
  | string
  | { readonly exec: readonly string[] }
  | { readonly words: readonly string[] }
  | { readonly raw: string };

/** Settings may repeat (`ExecStartPre`, `After`), so they are a list; the order is kept. */
export interface UnitSection {
  readonly name: string;
  readonly settings: readonly (readonly [key: string, value: UnitValue])[];
}

/**
 * A systemd unit file. Quoting and escapes by systemd.syntax(7) and "COMMAND LINES" of systemd.service(5).
 * @throws ProblemError on a name that is none, NUL, half a surrogate pair, a newline outside `exec` and
 *   `words` (it would start the next setting), space around a value or a backslash at its end (systemd
 *   strips the one and joins lines at the other)
 */
export function systemdUnit(sections: readonly UnitSection[]): string {
  rejectIf(sections.flatMap(sectionProblems));
  return sections
    .map(({ name, settings }) =>
      [`[${name}]`, ...settings.map(([key, value]) => `${key}=${valueText(value)}`), ''].join('\n'),
    )
    .join('\n');
}

function valueText(value: UnitValue): string {
  if (typeof value === 'string') return value.replaceAll('%', '%%');
  if ('exec' in value) return value.exec.map((word, i) => unitWord(i === 0 ? word : dollars(word))).join(' ');
  if ('words' in value) return value.words.map(unitWord).join(' ');
  if ('raw' in value) return value.raw;
  return unreachable(value);
}

/** `$$` is a dollar sign. Not in the first word: there systemd expands no variables. */
function dollars(word: string): string {
  return word.replaceAll('$', () => '$$');
}

function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%');
  if (/^[A-Za-z0-9_./:,@%+=$-]+$/.test(escaped)) return escaped;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
  return `"${escaped.replace(/["\\\u0001-\u001f\u007f]/g, escapedCharacter)}"`;
}

function escapedCharacter(c: string): string {
  if (c === '"' || c === '\\') return `\\${c}`;
  if (c === '\n') return '\\n';
  if (c === '\t') return '\\t';
  return `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function sectionProblems({ name, settings }: UnitSection): readonly Problem[] {
  const at = `unit section ${shown(name)}`;
  const named = /^[A-Za-z][A-Za-z0-9-]*$/.test(name);
  return [
    ...(named ? [] : [{ at, found: shown(name), wanted: 'letters, digits and "-"' }]),
    ...settings.flatMap(([key, value]) => settingProblems(`${name}.${key}`, key, value)),
  ];
}

function settingProblems(at: string, key: string, value: UnitValue): readonly Problem[] {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) {
    return [{ at, found: shown(key), wanted: 'a setting of letters, digits and "-"' }];
  }
  if (typeof value === 'string') return lineProblems(at, value);
  if ('raw' in value) return lineProblems(at, value.raw);
  const words = 'exec' in value ? value.exec : value.words;
  const broken = words.flatMap((word) => unwritable(at, word));
  return 'exec' in value ? [...broken, ...programProblems(at, value.exec[0])] : broken;
}

function lineProblems(at: string, text: string): readonly Problem[] {
  if (/[\n\r]/.test(text)) {
    return [{ at, found: shown(text), wanted: 'one line', fix: 'a newline would start the next setting' }];
  }
  if (text !== text.trim() || text.endsWith('\\')) {
    return [{ at, found: shown(text), wanted: 'no space around it and no backslash at its end' }];
  }
  return unwritable(at, text);
}

function programProblems(at: string, program: string | undefined): readonly Problem[] {
  if (program !== undefined && /^\/[^$]*$/.test(program)) return [];
  return [{ at, found: shown(program), wanted: 'an absolute path without "$" as the first word' }];
}
