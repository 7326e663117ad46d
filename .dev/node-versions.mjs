// `npm run test:node-versions`: the whole test command on Node 22 and 24, whatever runs this script, or with
// `--unit` the unit tests alone; name a version for one only (`npm run test:node-versions -- 24`). Each Node is
// taken from the PATH or nvm where it is there, else its npm package is kept in the cache.
import { delimiter, dirname, join } from 'node:path';
import { installNodeModules } from './parts/node-modules.mjs';
import { otherNode, versionOf } from './parts/other-node.mjs';
import { bin, entry, Refusal, root, say, seconds, show } from './parts/run.mjs';

const MAJORS = ['22', '24'];

await entry(async () => {
  await installNodeModules();
  const failed = [];
  const words = process.argv.slice(2);
  const named = words.filter((word) => word !== '--unit');
  const command = words.includes('--unit')
    ? [bin('jest', 'bin/jest.js'), '--selectProjects', 'unit']
    : [join(root, '.dev/test.mjs')];
  for (const major of named.length > 0 ? named : MAJORS) {
    const start = performance.now();
    const node = await otherNode(major);
    say(`\n== Node ${versionOf(node)}`);
    const path = [dirname(node), process.env.PATH].join(delimiter);
    const code = await show(node, command, {
      env: { ...process.env, PATH: path },
    });
    say(`Node ${major}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(start)}`);
    if (code !== 0) failed.push(major);
  }
  if (failed.length > 0) throw new Refusal(`tests failed on Node ${failed.join(' and ')}`);
});
