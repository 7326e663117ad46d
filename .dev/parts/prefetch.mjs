// What tests bring themselves, fetched while others run: it waits for servers more than it works.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, say, show } from './run.mjs';

/** Side by side; what one needs first comes first. */
export const LANES = [
  [['shells.mjs'], ['linters.mjs'], ['boot-root.mjs'], ['chromium.mjs'], ['promtool.mjs']],
  [
    ['spark.mjs', '3.5.9'],
    ['spark.mjs', '2.4.8'],
    ['spark.mjs', '2.2.3'],
  ],
  [['zeppelin.mjs'], ['hdfs.mjs'], ['zookeeper.mjs']],
];

/**
 * Begins to make all of it, or does nothing where it stands. A part that fails is only told: the tests that need it
 * try again, and say what is missing.
 * @param folder where they may write what they say
 * @returns a promise of the end
 */
export function prefetch(folder, lanes = LANES) {
  return Promise.all(
    lanes.map(async (parts, lane) => {
      for (const [i, [file, ...args]] of parts.entries()) {
        await fetched(join(folder, `prefetch-${lane}-${i}`), [join(root, '.dev/parts', file), ...args]);
      }
    }),
  );
}

async function fetched(log, args) {
  const out = openSync(log, 'w');
  try {
    // Behind the tests.
    const nice = ['-n', '10', process.execPath, ...args];
    const code = await show('nice', nice, { stdio: ['ignore', out, out] });
    if (code !== 0) tell(args, `ended with ${code}`, readFileSync(log, 'utf8'));
  } catch (error) {
    tell(args, `did not run: ${error.message}`);
  } finally {
    closeSync(out);
  }
}

function tell([file, ...args], what, said = '') {
  say(`set-up: ${[basename(file), ...args].join(' ')} ${what}; the tests that need it try again\n${said}`);
}
