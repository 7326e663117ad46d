import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What is fetched while tests run. */

const PARTS = path.join(__dirname, '../../.dev/parts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prefetch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function told(expression: string) {
  const script = `
    import * as part from ${JSON.stringify(path.join(PARTS, 'prefetch.mjs'))};
    console.log(JSON.stringify(await ${expression}));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return { status, answer: stdout.trim(), said: stderr };
}

test('one that fails is told, and holds up neither the next nor the tests', () => {
  const lanes = [[['no-such.mjs', '1']], [['no-such.mjs', '2'], ['cache.mjs']]];
  const { status, said } = told(`part.prefetch(${JSON.stringify(folder)}, ${JSON.stringify(lanes)})`);
  expect(status).toBe(0);
  expect(said).toContain('set-up: no-such.mjs 1 ended with 1; the tests that need it try again');
  expect(said).toContain('set-up: no-such.mjs 2 ended with 1');
  expect(readdirSync(folder).sort()).toEqual(['prefetch-0-0', 'prefetch-1-0', 'prefetch-1-1']);
});

test('it is every part that tests bring themselves', () => {
  const lanes: readonly (readonly string[][])[] = JSON.parse(told('part.LANES').answer);
  const alone = readdirSync(PARTS).filter((name) =>
    /\bentry\(/.test(readFileSync(path.join(PARTS, name), 'utf8')),
  );
  const ours = alone.filter((name) => !['run.mjs', 'demo-process.mjs'].includes(name));
  expect([...new Set(lanes.flat().map(([file]) => file))].sort()).toEqual(ours.sort());
});
