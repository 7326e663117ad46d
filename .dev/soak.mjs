// `npm run soak [-- --minutes 30 --seed 1]`: node modules and build, then an operator under churn: does anything grow?
import { build } from './build.mjs';
import { installNodeModules } from './parts/node-modules.mjs';
import { entry, show } from './parts/run.mjs';

await entry(async () => {
  await installNodeModules();
  await build();
  return show(process.execPath, ['--require', 'tsx/cjs', 'bench/soak.ts', ...process.argv.slice(2)]);
});
