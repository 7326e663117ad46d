import fc from 'fast-check';
import { systemdUnit, type UnitValue } from '../../../src/domain/render/systemd-unit';
import { HOSTILE, text } from './hostile';

const setting = (key: string, value: UnitValue) =>
  systemdUnit([{ name: 'Service', settings: [[key, value]] }]);
const written = (key: string, value: UnitValue) =>
  setting(key, value)
    .split('\n')[1]
    ?.slice(key.length + 1) ?? '';

/** How systemd splits a line into words (systemd.syntax(7)), then expands `%%` and, in arguments, `$$`. */
function readBySystemd(line: string, command: boolean): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/"((?:\\.|[^"\\])*)"|([^ "]+)/g)) {
    const word = quoted === undefined ? (plain ?? '') : unescaped(quoted);
    const specified = word.replaceAll('%%', '%');
    words.push(command && words.length > 0 ? specified.replaceAll('$$', () => '$') : specified);
  }
  return words;
}

function unescaped(quoted: string): string {
  return quoted.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, c: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : ({ n: '\n', t: '\t' }[c] ?? c),
  );
}

test('every word of a command line arrives as it was', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (words) => {
      const line = written('ExecStart', { exec: ['/bin/x', ...words] });
      expect(readBySystemd(line, true)).toEqual(['/bin/x', ...words]);
    }),
  );
});

test.each(HOSTILE)('%j arrives as a word of a list', (word) => {
  expect(readBySystemd(written('Environment', { words: [`A=${word}`, 'B=1'] }), false)).toEqual([
    `A=${word}`,
    'B=1',
  ]);
});

test('sections and settings keep their order, and a percent sign is no specifier', () => {
  const unit = systemdUnit([
    {
      name: 'Unit',
      settings: [
        ['Description', '100% of "it"'],
        ['After', 'b.service'],
        ['After', 'a.service'],
      ],
    },
    {
      name: 'Service',
      settings: [
        ['ExecStart', { exec: ['/usr/bin/env', 'node', 'a b', '$HOME', ';', '%h'] }],
        ['EnvironmentFile', { raw: '-/etc/x/%i.env' }],
      ],
    },
  ]);
  expect(unit).toBe(`[Unit]
Description=100%% of "it"
After=b.service
After=a.service

[Service]
ExecStart=/usr/bin/env node "a b" $$HOME ";" %%h
EnvironmentFile=-/etc/x/%i.env
`);
});

test.each<[string, UnitValue, string]>([
  [
    'Description',
    'a\nExecStart=/bin/sh',
    'Service.Description: found "a\\nExecStart=/bin/sh", wanted one line',
  ],
  ['Description', ' a', 'wanted no space around it'],
  ['Description', 'a\\', 'no backslash at its end'],
  ['Description', 'a\0', 'without a NUL'],
  ['EnvironmentFile', { raw: 'a\nb' }, 'wanted one line'],
  ['A=b', 'x', 'Service.A=b: found "A=b", wanted a setting'],
  ['ExecStart', { exec: [] }, 'Service.ExecStart: found undefined, wanted an absolute path'],
  ['ExecStart', { exec: ['node'] }, 'found "node", wanted an absolute path'],
  ['ExecStart', { exec: ['/$x'] }, 'without "$"'],
  ['ExecStart', { exec: ['/x', '\0'] }, 'without a NUL'],
])('fails on %s=%j', (key, value, message) => {
  expect(() => setting(key, value)).toThrow(message);
});

test('fails on a section name that would end the header', () => {
  expect(() => systemdUnit([{ name: 'A]\nB', settings: [] }])).toThrow(/unit section .*wanted letters/);
});
