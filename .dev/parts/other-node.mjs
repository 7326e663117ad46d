// Other versions of Node than the one that runs us, from this machine or from npm's packages.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { ask, Refusal, say, show } from './run.mjs';

/** A program of that major version: of the PATH or nvm where it is there, else of a package in the cache. */
export async function otherNode(major) {
  const here = candidates(major).find((path) => existsSync(path) && versionOf(path).startsWith(`v${major}.`));
  return here ?? (await fromPackage(major));
}

export function versionOf(node) {
  return ask(node, ['--version']).stdout.trim();
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
  const folder = join(cacheFolder(), 'node', `${major}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(node)) return node;
  say(`set-up: Node ${major}, from the package ${name}`);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const install = ['install', '--prefix', draft, ...flags, `${name}@${major}`];
    const code = await show('npm', install, { stdio: ['ignore', 2, 2], cwd: draft });
    if (code !== 0) throw new Refusal(`npm could not install ${name}@${major}; see its messages above`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return node;
}
