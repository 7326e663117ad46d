import { Duration } from '../core/duration';
import { attempt, type Problem, ProblemError, rejectIf, shown } from '../core/problem';
import { Size } from '../core/size';
import { canonicalJson } from '../render/json';
import type { FlagKind } from './agent-flag-facts';
import { mesosBytes } from './bytes';

/**
 * The text of a flag's value, in Mesos' own units.
 * @param at the prop, for messages
 * @throws ProblemError where the value is none that the agent takes
 */
export function flagText(at: string, is: FlagKind, value: unknown): string {
  const text = rendered(at, is, value);
  // An empty value counts as set: MESOS_STRICT= is true.
  if (text === '') throw refused(at, 'an empty text', 'a value', 'leave the flag out to have its default');
  if (text.includes('\n') || text.includes('\0')) throw refused(at, shown(value), 'a value of one line');
  if (/:\/\/[^/\s]*:[^/\s]*@/.test(text)) {
    throw refused(
      at,
      'a URL with a password',
      'a URL without',
      'a flag is no place for a secret, name a file',
    );
  }
  return text;
}

function rendered(at: string, is: FlagKind, value: unknown): string {
  if (typeof is !== 'string') return word(at, is, value);
  switch (is) {
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : wrong(at, value, 'true or false');
    case 'count':
      return number(at, value, [0, Number.MAX_SAFE_INTEGER]);
    case 'port':
      return number(at, value, [1, 65_535]);
    case 'fraction':
      return fraction(at, value);
    case 'duration':
      return quantity(at, () =>
        (value instanceof Duration ? value : Duration.parse(text(at, value))).toMesos(),
      );
    case 'size':
      return quantity(at, () => mesosBytes(value instanceof Size ? value : Size.parse(text(at, value))));
    case 'json':
      return json(at, value);
    case 'list':
      return list(at, value);
    case 'secret':
      return secretPath(at, value);
    case 'text':
      return text(at, value);
  }
}

function word(at: string, words: readonly string[], value: unknown): string {
  const known = words.find((one) => one === value);
  return known ?? wrong(at, value, `one of ${words.join(', ')}`);
}

function number(at: string, value: unknown, [least, most]: readonly [number, number]): string {
  const fits = typeof value === 'number' && Number.isInteger(value) && least <= value && value <= most;
  return fits ? String(value) : wrong(at, value, `a whole number from ${least} to ${most}`);
}

function fraction(at: string, value: unknown): string {
  const fits = typeof value === 'number' && value >= 0 && value <= 1;
  return fits ? String(value) : wrong(at, value, 'a number from 0 to 1');
}

function quantity(at: string, make: () => string): string {
  const made = attempt(make);
  if ('value' in made) return made.value;
  throw new ProblemError(made.problems.map((problem) => ({ ...problem, at })));
}

function json(at: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) return canonicalJson(value);
  const written = text(at, value);
  if (/^(file:\/\/)?\//.test(written)) return written;
  const read = parsed(written);
  return read === undefined ? wrong(at, value, 'an object, JSON, or file:///path') : canonicalJson(read);
}

function parsed(written: string): unknown {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function list(at: string, value: unknown): string {
  if (!Array.isArray(value)) return text(at, value);
  const bad = value.filter((item) => typeof item !== 'string' || item === '' || item.includes(','));
  rejectIf(bad.map((item): Problem => ({ at, found: shown(item), wanted: 'words without commas' })));
  return value.join(',');
}

function secretPath(at: string, value: unknown): string {
  if (typeof value === 'string' && /^(file:\/\/)?\/[^{}"']*$/.test(value)) return value;
  throw refused(
    at,
    'a value that is no path',
    'the absolute path of a file on the agent',
    'put the secret into that file at boot; user data and environments can be read by others',
  );
}

function text(at: string, value: unknown): string {
  return typeof value === 'string' ? value : wrong(at, value, 'a text');
}

function wrong(at: string, value: unknown, wanted: string): never {
  throw refused(at, shown(value), wanted);
}

function refused(at: string, found: string, wanted: string, fix?: string): ProblemError {
  return new ProblemError([{ at, found, wanted, ...(fix !== undefined && { fix }) }]);
}
