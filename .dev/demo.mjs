// `npm run demo`: set-up and build, then the demonstration itself.
import { build } from './build.mjs';
import { runDemo } from './parts/demo-process.mjs';
import { entry } from './parts/run.mjs';
import { setUp } from './setup.mjs';

await entry(async () => {
  const env = await setUp();
  await build();
  return runDemo(process.argv.slice(2), env);
});
