// Who reads shell scripts: a linter, and the shells of the distributions.
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { entry } from './run.mjs';

const TOOLS = { shellcheck: 'shellcheck', bash: 'bash', dash: 'dash', busybox: 'busybox' };

/** Installs those that are missing. */
export async function linters() {
  await install(TOOLS, 'to read shell scripts');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await entry(linters);
