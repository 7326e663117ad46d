import { PARTS } from '../operator/parts';
import { emptyWorld } from '../world/state';
import type { Fault } from './environment';
import { explore } from './explore';

async function main() {
  const [here = 2, more = 1, faults = 1, seconds = 60, slots = 1] = process.argv.slice(2).map(Number);
  const found = await explore({
    parts: PARTS,
    specs: [{}, { cmd: 'exec ./green' }],
    start: emptyWorld(here, more, slots),
    environment: {
      manifests: slots,
      faults: new Set(
        (
          process.argv[7] ??
          'join,lose,return,markGone,sayGone,newMachine,deactivate,hide,failOver,sick,fail,foreignPort,foreignDeployment'
        ).split(',') as Fault[],
      ),
    },
    faults,
    seconds,
  });
  console.log(JSON.stringify({ ...found, finding: undefined }), process.memoryUsage().rss / 1e6);
  if (found.finding) console.log(found.finding.because, '\n', found.finding.trace.join('\n '));
}
void main();
