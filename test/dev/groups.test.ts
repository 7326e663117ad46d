import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Groups of tests that run side by side: how they are counted, and what is shown of them. */

const PARTS = path.join(__dirname, '../../.dev/parts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'groups-'));
  mkdirSync(path.join(folder, 'temporary'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that says a word, waits, says another one and ends; `report` is what it leaves as jest would. */
function group(name: string, code: number, report?: object | 'none') {
  const file = path.join(folder, `${name}.cjs`);
  const write =
    typeof report === 'object'
      ? `require('fs').writeFileSync(process.argv[process.argv.indexOf('--outputFile') + 1], ${JSON.stringify(JSON.stringify(report))});`
      : '';
  writeFileSync(
    file,
    `console.error('${name} one'); ${write}
     setTimeout(() => { console.error('${name} two'); process.exitCode = ${code}; }, 300);`,
  );
  return { name, args: [file], jest: report !== undefined };
}

function inLanes(...lanes: readonly (readonly ReturnType<typeof group>[])[]) {
  const script = `
    import { inLanes } from ${JSON.stringify(path.join(PARTS, 'groups.mjs'))};
    console.log(JSON.stringify(await inLanes(...${JSON.stringify(lanes)})));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: path.join(folder, 'temporary') },
  });
  return { counts: JSON.parse(stdout), said: stderr.replace(/[\d.]+ s$/gm, 'N s') };
}

const report = (changes: object = {}) => ({
  ...{ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0 },
  testResults: [
    { name: '/x/test/a.test.ts', startTime: 0, endTime: 1000 },
    { name: '/x/test/b/c.test.ts', startTime: 0, endTime: 9000 },
  ],
  ...changes,
});

test('what fails beside others is counted, and each is shown in one piece', () => {
  const { counts, said } = inLanes(
    [group('check', 1), group('later', 0)],
    [group('units', 1, report({ numFailedTests: 2 }))],
  );
  expect(counts).toEqual({ passed: 6, failed: 3 });
  expect(said).toContain('\n== check\ncheck one\ncheck two\ncheck: FAILED, in N s\n');
  expect(said).toContain('\n== later\nlater one\nlater two\nlater: passed, in N s\n');
  expect(said).toContain(
    '\n== units\nunits one\nunits two\nunits: 5 passed, 2 failed; slowest: b/c.test.ts 9 s, a.test.ts 1 s, in N s\n',
  );
  // Side by side: both began before the first of them ended.
  expect(said.indexOf('-- units: begins')).toBeLessThan(said.indexOf('== check'));
  expect(said.indexOf('-- later: begins')).toBeGreaterThan(said.indexOf('== check'));
});

test.each([
  ['a file that does not run', 1, report({ numRuntimeErrorTestSuites: 1 }), { passed: 5, failed: 1 }],
  ['a test that was left out', 0, report({ numPendingTests: 2 }), { passed: 5, failed: 2 }],
  ['an error with no test to blame', 1, report(), { passed: 5, failed: 1 }],
  ['no report', 0, 'none', { passed: 0, failed: 1 }],
] as const)('%s counts', (_, code, left, expected) => {
  expect(inLanes([group('units', code, left)]).counts).toEqual(expected);
});
