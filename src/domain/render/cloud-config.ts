import { type Problem, rejectIf } from '../core/problem';
import { canonicalJson } from './json';
import { unwritable } from './unwritable';

/**
 * User data for cloud-init: `#cloud-config` and the value as JSON, which is YAML. In ASCII: PyYAML before
 * 5.1 (RHEL 8, CentOS 7) refuses characters beyond U+FFFF as they stand, and every version reads a pair of
 * \u escapes as two halves. Such characters are therefore written `\U0001F600`, which is YAML but no longer
 * JSON; a text without them stays JSON.
 * @throws ProblemError on what JSON or a file cannot hold, and on numbers that JSON writes with an
 *   exponent: YAML 1.1 reads `1e+21` as a string
 */
export function cloudConfig(value: unknown): string {
  rejectIf(problems('cloud-config', value));
  return `#cloud-config\n${ascii(canonicalJson(value, 1))}\n`;
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\u{10ffff}]/gu, (c) => {
    const code = (c.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

function problems(at: string, value: unknown): readonly Problem[] {
  if (typeof value === 'string') return unwritable(at, value);
  if (typeof value === 'number' && /e/.test(`${value}`)) {
    return [{ at, found: `${value}`, wanted: 'a number that is written without an exponent' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...unwritable(`${at}.${key}`, key),
    ...problems(`${at}.${key}`, member),
  ]);
}
