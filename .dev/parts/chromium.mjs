// A real browser, for the tests of the operator's page: Chromium of the system's packages.
import { pathToFileURL } from 'node:url';
import { install } from './apt.mjs';
import { ask, entry } from './run.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';

/** Its program; installed where there is none, with a font that has the signs of the page. */
export async function chromium() {
  const found = () => COMMANDS.map(pathOf).find((path) => path !== undefined);
  if (found() === undefined)
    await install({ chromium: 'chromium', [FONT]: 'fonts-dejavu-core' }, 'to look at the status page');
  return found();
}

function pathOf(command) {
  const { ok, stdout } = ask('sh', ['-c', 'command -v "$1"', 'sh', command]);
  return ok ? stdout.trim() : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await chromium()}\n`);
  });
}
