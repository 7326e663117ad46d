// `npm test`: set-up, type check, lint, build, then unit, loopback, contract and boot tests, explorations, end-to-end tests
// and machines that boot. Everything runs, so that one run shows all that is wrong; the last line is `N passed, N failed`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inLanes, sum } from './parts/groups.mjs';
import { prefetch } from './parts/prefetch.mjs';
import { bin, entry } from './parts/run.mjs';
import { setUp } from './setup.mjs';

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
    const jest = (name, projects, ...options) => ({
      name: `${name} tests`,
      args: [bin('jest', 'bin/jest.js'), ...options, '--selectProjects', ...projects],
      jest: true,
      env,
    });
    const fetching = prefetch(folder);
    const counts = [
      await inLanes(
        [{ name: 'build', args: ['.dev/build.mjs'] }],
        [
          { name: 'type check', args: ['.dev/typecheck.mjs'] },
          { name: 'lint', args: [bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings'] },
        ],
      ),
      // These work all the time, and some of them measure how long others are held up: with nothing beside them.
      await inLanes([jest('unit, loopback, contract and boot', ['unit', 'loopback', 'contract', 'boot'])]),
      // These wait more than they work, each for something else.
      await inLanes(
        // One at a time: Terraform against one emulator after another, packages that are built and installed.
        [
          jest(
            'end-to-end',
            ['e2e'],
            '--runInBand',
            ...['--testPathIgnorePatterns', '/node_modules/', ...WAITING],
          ),
        ],
        [jest('end-to-end Spark', ['e2e'], '--maxWorkers=2', '--testPathPatterns', ...WAITING)],
        [
          jest('machine', ['machine'], '--maxWorkers=2'),
          // The operator against a model and against the lab, from many seeds.
          jest('exploration', ['exploration'], '--maxWorkers=1'),
        ],
      ),
    ];
    await fetching;
    const { passed, failed } = sum(counts);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
