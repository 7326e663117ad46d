// Groups of tests and checks, some of them side by side. What a group says is shown in one piece when it has ended.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, seconds, show } from './run.mjs';

/** How many of its files a group names as its slowest. */
const SLOWEST = 3;

/**
 * A group is a command. `--json --outputFile` and a file are added for those of `jest`.
 * @typedef {{ name: string, args: string[], jest?: boolean, env?: Record<string, string> }} Group
 */

/**
 * Runs lanes side by side, and the groups of a lane one after the other.
 * @param {Group[][]} lanes
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function inLanes(...lanes) {
  const counts = await Promise.all(
    lanes.map(async (groups) => {
      const all = [];
      for (const group of groups) all.push(await inOnePiece(group));
      return sum(all);
    }),
  );
  return sum(counts);
}

export function sum(counts) {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
  };
}

async function inOnePiece(group) {
  const folder = mkdtempSync(join(tmpdir(), 'mesos-spark-group-'));
  try {
    return await run(group, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run({ name, args, jest = false, env = {} }, folder) {
  const start = performance.now();
  const report = join(folder, 'report.json');
  const said = join(folder, 'said');
  say(`-- ${name}: begins`);
  const out = openSync(said, 'w');
  // Jest's report goes to its file, and to standard output as well.
  const stdio = ['ignore', jest ? 'ignore' : out, out];
  const more = jest ? ['--json', '--outputFile', report] : [];
  const code = await show(process.execPath, [...args, ...more], { stdio, env: { ...process.env, ...env } });
  closeSync(out);
  const { outcome, ...count } = jest ? counted(report, code) : asOne(code);
  say(`\n== ${name}\n${readFileSync(said, 'utf8')}${name}: ${outcome}, in ${seconds(start)}`);
  return count;
}

/** A check counts as one test. */
function asOne(code) {
  return code === 0
    ? { passed: 1, failed: 0, outcome: 'passed' }
    : { passed: 0, failed: 1, outcome: 'FAILED' };
}

/**
 * A suite that could not run at all has no failed tests; it counts as one. So does a run without a report, and a test
 * that was left out: whoever lacks a tool for it has to say so.
 */
function counted(report, code) {
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, outcome: `FAILED without a report, with ${code}` };
  }
  const { numPassedTests: passed, numPendingTests: skipped, numRuntimeErrorTestSuites: broken } = result;
  const known = result.numFailedTests + broken + skipped;
  // Jest can end with an error although each test passed, for example below a coverage limit.
  const failed = code !== 0 && known === 0 ? 1 : known;
  const left = skipped > 0 ? ` (${skipped} of them were left out)` : '';
  return {
    passed,
    failed,
    outcome: `${passed} passed, ${failed} failed${left}; slowest: ${slowestOf(result)}`,
  };
}

function slowestOf({ testResults }) {
  return testResults
    .map(({ name, startTime, endTime }) => ({ name, time: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.time - a.time)
    .slice(0, SLOWEST)
    .map(({ name, time }) => `${name.replace(/^.*\/test\//, '')} ${time.toFixed(0)} s`)
    .join(', ');
}
