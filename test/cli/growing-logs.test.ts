import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { GrowingLogs } from '../../src/cli/growing-logs';

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'growing-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(logs: GrowingLogs) {
  const lines: string[] = [];
  const problems = await logs.read((line, file, number) =>
    lines.push(`${path.basename(file)}:${number} ${line}`),
  );
  return { lines, problems };
}

test('reads what is new: lines, files, and a log that began anew', async () => {
  writeFileSync(at('grows'), 'old\n');
  writeFileSync(at('rotated'), 'old and long\n');
  writeFileSync(at('same.gz'), gzipSync('old\n'));
  const logs = new GrowingLogs([folder]);
  appendFileSync(at('grows'), 'new\n');
  writeFileSync(at('rotated'), 'anew\n');
  writeFileSync(at('came'), 'first\n');
  expect(await read(logs)).toEqual({
    lines: ['came:1 first', 'grows:1 new', 'rotated:1 anew'],
    problems: [],
  });
});

test('says what it could not read, and reads the rest', async () => {
  writeFileSync(at('log'), '');
  const logs = new GrowingLogs([folder]);
  appendFileSync(at('log'), 'new\n');
  writeFileSync(at('cut.gz'), gzipSync('x'.repeat(1000)).subarray(0, 15));
  const { lines, problems } = await read(logs);
  expect(lines).toEqual(['log:1 new']);
  expect(problems).toMatchObject([{ at: JSON.stringify(at('cut.gz')), wanted: 'a log that can be read' }]);
});

test('a folder that is gone is said, not thrown', async () => {
  const logs = new GrowingLogs([folder]);
  rmSync(folder, { recursive: true });
  expect((await read(logs)).problems).toMatchObject([{ found: 'nothing there' }]);
});
