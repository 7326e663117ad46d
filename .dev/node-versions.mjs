// `npm run test:node-versions`: the whole test command on Node 22 and 24, whatever runs this script, or with
// `--unit` the unit tests alone; name a version for one only (`npm run test:node-versions -- 24`). Each Node is
// taken from the PATH or nvm where it is there, else its npm package is kept in the cache.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './parts/cache.mjs';
import { installNodeModules } from './parts/node-modules.mjs';
import { ask, bin, entry, Refusal, root, say, seconds, show } from './parts/run.mjs';

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
    const node = onMachine(major) ?? (await fromPackage(major));
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

function onMachine(major) {
  return candidates(major).find((path) => existsSync(path) && majorOf(path) === major);
}

function candidates(major) {
  const nvm = join(process.env.NVM_DIR ?? join(homedir(), '.nvm'), 'versions/node');
  const versions = existsSync(nvm) ? readdirSync(nvm).filter((name) => name.startsWith(`v${major}.`)) : [];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [
    process.execPath,
    ...folders.flatMap((folder) => [join(folder, `node${major}`), join(folder, 'node')]),
    ...versions.map((name) => join(nvm, name, 'bin/node')),
  ];
}

/** The package `node` only chooses one of these by an install script, and none may run. */
async function fromPackage(major) {
  const folder = join(cacheFolder(), 'node', major);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(node)) return node;
  say(`set-up: Node ${major}, from the package ${name}`);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const install = [
      'install',
      '--prefix',
      draft,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ];
    const code = await show('npm', [...install, `${name}@${major}`], { stdio: ['ignore', 2, 2], cwd: draft });
    if (code !== 0) throw new Refusal(`npm could not install ${name}@${major}; see its messages above`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return node;
}

function versionOf(node) {
  return ask(node, ['--version']).stdout.trim();
}

function majorOf(node) {
  return /^v(\d+)\./.exec(versionOf(node))?.[1];
}
