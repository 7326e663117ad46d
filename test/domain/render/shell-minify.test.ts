import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { minifiedShell } from '../../../src/domain/render/shell-minify';

const folder = path.join(__dirname, '../../../constructs/boot');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
const source = (name: string) => readFileSync(path.join(folder, name), 'utf8');

const sh = (text: string, ...args: readonly string[]) =>
  spawnSync('sh', args, { input: text, encoding: 'utf8' });

test('drops comment lines, indentation, blank lines and the breaks of continued lines', () => {
  const text =
    '#!/bin/sh\n# what it is\nset -eu\n\nif a; then\n  # why\n  b "# no comment" \\\n    c # stays\nfi\n';
  expect(minifiedShell('a.sh', text, 'note')).toBe(
    '#!/bin/sh\n# note\nset -eu\nif a; then\nb "# no comment" c # stays\nfi\n',
  );
});

test('names no interpreter where the source names none', () => {
  expect(minifiedShell('lib.sh', '# shellcheck shell=sh\na\n', 'note')).toBe('# note\na\n');
});

test.each([
  ['comments and indentation', 'for a in 1 2; do\n  # why\n\n  echo "$a # $a"\ndone\n'],
  ['continued lines', 'printf "%s|" a \\\n  b\\\n  c d\\\ne\necho\n'],
  ['continued lines in quotes', 'echo "a\\\n  b \\\nc" \\\n  d\n'],
  ['quoted backslashes', "printf '%s\\n' 'a\\\\'\n  # b\necho \"c\\\\\"\n"],
  ['commands within quotes', 'echo "a $(echo "b \'c" | tr b d) e" \'#\' # f "\necho g\n'],
  [
    'programs of awk',
    'echo a b | awk -v x=1 \'\n  # why\n  { print $2, x }\n  END {\n\n    print "e"\n  }\'\n',
  ],
  ['cases', 'case a in\n  a) echo "(" ;;\n  *) echo ")" ;;\nesac\necho $((1 << 3))\n'],
])('does the same with %s', (_, text) => {
  const { status, stdout, stderr } = sh(text);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const small = sh(minifiedShell('a.sh', text, 'note'));
  expect({ ...small, pid: 0 }).toMatchObject({ status: 0, stderr: '', stdout });
});

test.each([
  ['a here-document', 'cat <<END\n  a\nEND\n', /a\.sh: found a here-document: "cat <<END", wanted commands/],
  ['lines in double quotes', 'echo "a\n  b"\n', /found a quoted string that goes on in the next line: "echo/],
  ['lines in single quotes', "echo 'a\n  b'\n", /found a quoted string that goes on in the next line: "echo/],
])('refuses %s, which it would change', (_, text, message) => {
  expect(() => minifiedShell('a.sh', text, 'note')).toThrow(message);
});

test.each(scripts)('makes a script of %s that a shell reads, and a second time the same', (name) => {
  const small = minifiedShell(name, source(name), 'note');
  const { status, stderr } = sh(small, '-n');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(minifiedShell(name, small, 'note')).toBe(small);
});
