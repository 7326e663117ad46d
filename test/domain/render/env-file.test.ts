import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { envFile } from '../../../src/domain/render/env-file';
import { HOSTILE, text } from './hostile';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that are refused
const allowed = (value: string) => !/[\u0001-\u0008\u000b-\u001f\u007f]/.test(value);
const value = text.filter(allowed);
const variables = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), value, { maxKeys: 6 });

/**
 * How systemd reads an EnvironmentFile, written down from its description in systemd.exec(5) and the states
 * of `parse_env_file_internal`. `old` is the reader before 240, which drops any backslash inside quotes.
 */
function readBySystemd(file: string, old: boolean): Record<string, string> {
  const result: Record<string, string> = {};
  let at = 0;
  while (at < file.length) {
    const equals = file.indexOf('=', at);
    const key = file.slice(at, equals);
    let read = '';
    at = equals + 1;
    while (at < file.length && file[at] !== '\n') {
      if (file[at] !== '"') {
        read += file[at++];
        continue;
      }
      for (at++; file[at] !== '"'; at++) {
        const next = file[at + 1] ?? '';
        if (file[at] !== '\\') read += file[at];
        else {
          if (next !== '\n') read += old || '"\\`$'.includes(next) ? next : `\\${next}`;
          at++;
        }
      }
      at++;
    }
    at++;
    result[key] = read;
  }
  return result;
}

test.each([true, false])('systemd reads back what was written (before version 240: %s)', (old) => {
  fc.assert(fc.property(variables, (set) => expect(readBySystemd(envFile(set), old)).toEqual({ ...set })));
});

test('a shell that sources the file reads the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const values = [...HOSTILE, ...fc.sample(value, { numRuns: 300, seed: 7 })].filter(allowed);
  const names = values.map((_, i) => `V${i}`);
  writeFileSync(
    join(folder, 'x.env'),
    envFile(Object.fromEntries(names.map((n, i) => [n, values[i] ?? '']))),
  );
  const script = `. ./x.env; printf '%s\\0' ${names.map((n) => `"$${n}"`).join(' ')}`;
  const read = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(read.split('\0').slice(0, -1)).toEqual(values);
});

test('variables are sorted by code unit and quoted only where they need it', () => {
  const file = envFile({ b: '1', MESOS_RESOURCES: '[{"name":"cpus"}]', A_: 'ports:[1-2]', A: '/var/lib' });
  expect(file).toBe('A=/var/lib\nA_="ports:[1-2]"\nMESOS_RESOURCES="[{\\"name\\":\\"cpus\\"}]"\nb=1\n');
});

test.each([
  ['1A', 'x', 'environment variable "1A": found "1A", wanted a name'],
  ['A B', 'x', 'environment variable "A B": found "A B", wanted a name'],
  ['A', 'a\0b', 'environment variable A: found "a\\u0000b", wanted text without a NUL'],
  ['A', 'a\rb', 'environment variable A: found "a\\rb", wanted no control characters'],
])('fails on %j=%j', (name, bad, message) => {
  expect(() => envFile({ [name]: bad })).toThrow(message);
});

test('fails on several variables at once', () => {
  expect(() => envFile({ '': 'x', B: '\u0001' })).toThrow(/environment variable "".*\n.*variable B: /);
});
