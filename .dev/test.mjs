// `npm test`: set-up, type check, lint, build, then unit, loopback, contract and boot tests, explorations, end-to-end tests, then machines that boot.
// Everything runs, so that one run shows all that is wrong; the last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { bin, entry, say, seconds, show } from './parts/run.mjs';
import { setUp } from './setup.mjs';
import { typecheck } from './typecheck.mjs';

/** End-to-end tests that wait as much as they work: for Spark, or what Spark works with, a browser, queues of AWS. */
const WAITING = [
  'e2e/.*(spark|shuffle|zeppelin|hdfs|dispatcher)[^/]*\\.test',
  'e2e/(blue-in-use|verify|seed-settings|service-launcher|submit-preflight|zookeeper)\\.test',
  'e2e/(alert-rules|cloudwatch|edge-node|interruptions|interruption-ports|status-page)\\.test',
];

const folder = mkdtempSync(join(tmpdir(), 'mesos-spark-test-'));

await entry(async () => {
  try {
    const env = await setUp();
    const counts = [
      await check('type check', typecheck),
      await check('lint', () =>
        show(process.execPath, [bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings']),
      ),
      await check('build', build),
      await jest(['unit', 'loopback', 'contract', 'boot'], env),
      // The operator against a model and against the lab, from many seeds.
      await jest(['exploration'], env),
      await jest(['e2e'], env, ['--maxWorkers=2', '--testPathPatterns', ...WAITING]),
      // One at a time: Terraform against one emulator after another, packages that are built and installed.
      await jest(['e2e'], env, ['--runInBand', '--testPathIgnorePatterns', '/node_modules/', ...WAITING]),
      // Each boot waits more than it works.
      await jest(['machine'], env, ['--maxWorkers=3']),
    ];
    const passed = counts.reduce((sum, count) => sum + count.passed, 0);
    const failed = counts.reduce((sum, count) => sum + count.failed, 0);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A check counts as one test. */
async function check(name, run) {
  const start = performance.now();
  say(`\n== ${name}`);
  let failure;
  try {
    failure = (await run()) ? 'it ended with an error' : undefined;
  } catch (error) {
    failure = error.message;
  }
  say(failure === undefined ? `${name}: passed in ${seconds(start)}` : `${name}: FAILED: ${failure}`);
  return { passed: failure === undefined ? 1 : 0, failed: failure === undefined ? 0 : 1 };
}

/** A suite that could not run at all has no failed tests; it counts as one. So does a run without a report. */
async function jest(projects, env, options = []) {
  const name = projects.join(', ');
  const start = performance.now();
  say(`\n== ${name} tests`);
  const report = join(folder, `${projects[0]}.json`);
  const args = ['--json', '--outputFile', report, ...options, '--selectProjects', ...projects];
  const code = await show(process.execPath, [bin('jest', 'bin/jest.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  let count;
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    count = {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  } catch {
    count = { passed: 0, failed: 1 };
  }
  // Jest can end with an error although each test passed, for example below a coverage limit.
  if (code !== 0 && count.failed === 0) count.failed = 1;
  say(`${name} tests: ${count.passed} passed, ${count.failed} failed in ${seconds(start)}`);
  return count;
}
