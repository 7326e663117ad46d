// `npm run bench [-- PART…]`: node modules and build, then every figure of bench/, or of some of its parts.
import { build } from './build.mjs';
import { installNodeModules } from './parts/node-modules.mjs';
import { entry, show } from './parts/run.mjs';

await entry(async () => {
  await installNodeModules();
  await build();
  return show(process.execPath, ['--require', 'tsx/cjs', 'bench/main.ts', ...process.argv.slice(2)]);
});
