import { type Problem, rejectIf, shown } from '../core/problem';
import { sortedEntries } from './unwritable';

/**
 * JSON with sorted keys: equal values are equal bytes. Members that are `undefined` are left out, as
 * `JSON.stringify` does.
 * @param indent spaces a level; 0 writes one line
 * @default indent 0
 * @throws ProblemError on what JSON cannot hold: functions, symbols, bigints, NaN, infinities and
 *   `undefined` inside a list, where it would silently become `null`
 */
export function canonicalJson(value: unknown, indent = 0): string {
  rejectIf(problems('', value));
  return JSON.stringify(sorted(value), undefined, indent);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // Without a prototype, or a key called __proto__ would vanish.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, member] of sortedEntries(value as Record<string, unknown>)) copy[key] = sorted(member);
  return copy;
}

function problems(at: string, value: unknown): readonly Problem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) =>
      item === undefined ? bad(`${at}[${i}]`, item) : problems(`${at}[${i}]`, item),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) =>
      problems(at === '' ? key : `${at}.${key}`, member),
    );
  }
  if (typeof value === 'number') return Number.isFinite(value) ? [] : bad(at, value);
  return ['string', 'boolean', 'undefined'].includes(typeof value) || value === null ? [] : bad(at, value);
}

function bad(at: string, value: unknown): readonly Problem[] {
  const found =
    typeof value === 'number' ? `${value}` : value === undefined ? 'undefined' : `a ${typeof value}`;
  return [{ at: at === '' ? 'value' : at, found: shown(found), wanted: 'something that JSON can hold' }];
}
