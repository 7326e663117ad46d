// `npm run explore [SCENARIO [FAULTS [SECONDS]]]`: every state that the operator's own code can get into over a model of
// Mesos and Marathon, as deep as five minutes allow. `npm run explore mutants` shows how a mutant of each rule is caught.
import { installNodeModules } from './parts/node-modules.mjs';
import { entry, show } from './parts/run.mjs';

/** Megabytes: a few million states are kept. */
const MEMORY = 6144;

await entry(async () => {
  await installNodeModules();
  const args = process.argv.slice(2);
  return show(process.execPath, [
    `--max-old-space-size=${MEMORY}`,
    '--require',
    'tsx/cjs',
    'test/model/explore/main.ts',
    ...args,
  ]);
});
