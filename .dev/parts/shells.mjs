// Shells that people work in, for the tests of what completes their words.
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { entry } from './run.mjs';

/** Installs those that are missing. */
export async function shells() {
  await install({ bash: 'bash', fish: 'fish', zsh: 'zsh' }, 'to complete commands in them');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await entry(shells);
