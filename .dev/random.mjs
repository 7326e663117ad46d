// `npm run random -- --runs 2000`, or `--seed N` to see one again: whole operators against a simulated world.
import { installNodeModules } from './parts/node-modules.mjs';
import { entry, show } from './parts/run.mjs';

await entry(async () => {
  await installNodeModules();
  return show(process.execPath, ['--require', 'tsx/cjs', 'test/random/main.ts', ...process.argv.slice(2)]);
});
