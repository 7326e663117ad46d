// `npm run typecheck`: the whole repository, then the domain alone, where neither node nor the DOM exists.
import { pathToFileURL } from 'node:url';
import { bin, entry, show } from './parts/run.mjs';

/** Both run, so that one look shows all errors. */
export async function typecheck() {
  const tsc = bin('typescript', 'bin/tsc');
  const whole = await show(process.execPath, [tsc, '-p', '.']);
  const domain = await show(process.execPath, [tsc, '-p', 'src/domain', '--noEmit']);
  return whole || domain;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await entry(typecheck);
