import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { logFiles, readLogFile } from '../../src/io/log-files';

let folder: string;
const at = (...parts: readonly string[]) => path.join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'log-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

async function linesOf(file: string, from?: number): Promise<readonly string[] | false> {
  const lines: string[] = [];
  return (await readLogFile(file, (line) => lines.push(line), from)) && lines;
}

test('finds what lies below a folder once, sorted, without hidden files and links', () => {
  const stderr = write('work/app-1/0/stderr', 'x');
  const log = write('driver.log', 'xy');
  write('.hidden', 'x');
  write('work/.hidden/stderr', 'x');
  symlinkSync(folder, at('loop'));
  expect(logFiles([folder, log, at('work')])).toEqual([
    { path: log, size: 2 },
    { path: stderr, size: 1 },
  ]);
});

test('names every path that is not there', () => {
  expect(() => logFiles([at('one'), folder, at('two')])).toThrow(
    `${JSON.stringify(at('one'))}: found nothing there, wanted a file or a folder with logs, or - for standard input\n` +
      `${JSON.stringify(at('two'))}: found nothing there`,
  );
});

test.each<[string, string | Uint8Array, readonly string[] | false]>([
  ['text', 'a\nb\n', ['a', 'b']],
  ['an empty file', '', []],
  ['gzip under any name', gzipSync('a\nb'), ['a', 'b']],
  ['several archives in one', Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]), ['a', 'b']],
  ['a library', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), false],
])('reads %s', async (_, content, lines) => {
  expect(await linesOf(write('file', content))).toEqual(lines);
});

test('leaves out what was there before', async () => {
  expect(await linesOf(write('file', 'old\nnew\n'), 4)).toEqual(['new']);
});

test('an archive that is cut short is an error, not a short log', async () => {
  const whole = gzipSync('some text that is long enough to be cut\n'.repeat(100));
  const file = write('cut.gz', whole.subarray(0, whole.length - 20));
  await expect(linesOf(file)).rejects.toThrow(/cut\.gz": found \w+, wanted a log that can be read/);
});
