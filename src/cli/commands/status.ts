import type { Command } from 'commander';
import { systemClock } from '../../io/clock';
import { defaultTiming } from '../../operator/engine/timing';
import { StoreError } from '../../operator/ports';
import { addClusterOptions, type ClusterOptions, clusterSettings, VARIABLES_HELP } from '../cluster-options';
import { type CliIo, EXIT } from '../io';
import { documentText } from '../output/documents';
import { addOutputOption, type Output } from '../output/output-option';
import { readInventory } from '../reading/inventory';
import { type Lead, LeadWatch, readLead, watchLead } from '../reading/lease-reading';
import { openStores } from '../reading/open-stores';
import { type Overview, overviewCode, overviewDocument, overviewText } from '../reading/status-screen';
import { untilStopped } from '../until-stopped';

interface StatusOptions extends ClusterOptions {
  readonly watch?: boolean;
  readonly wait: boolean;
  readonly output: Output;
}

const HELP = `
It waits up to 7 s for the leading operator to renew its lease: old news may mean that nobody looks.

Exit codes:
  ${EXIT.done}  all is as declared
  ${EXIT.failed}  something failed or was refused, or a store does not answer
  ${EXIT.notYet}  something waits, an index cannot be read, or nobody renews the lease
${VARIABLES_HELP}`;

/** From one look to the next: as long as from one renewal of the lease to the next. */
const PAUSE = defaultTiming.renewal;

/** `mesos-spark status`. */
export function registerStatus(program: Command, io: CliIo): void {
  const status = program
    .command('status')
    .description('one screen: who leads, how each service is, what waits or failed and because of what');
  addClusterOptions(status, ['manifests', 'state'])
    .option('-w, --watch', 'look again every 5 s until stopped; without a terminal each look is appended')
    .option('--no-wait', 'do not wait to see whether the leading operator lives');
  addOutputOption(status, ['table', 'json', 'yaml'])
    .addHelpText('after', HELP)
    .action((options: StatusOptions) => showStatus(options, io));
}

async function showStatus(options: StatusOptions, io: CliIo): Promise<void> {
  const clock = io.clock ?? systemClock;
  const settings = clusterSettings(options, io.env, { required: ['manifests', 'state'] });
  const stores = openStores(settings, io);
  const look = async (lead: Promise<Lead>): Promise<Overview> => {
    const [inventory, found] = await Promise.all([readInventory(stores), lead]);
    return { inventory, lead: found, now: clock.now() };
  };
  const tell = (overview: Overview) => {
    io.exit?.(overviewCode(overview));
    return textOf(overview, options.output);
  };
  if (!options.watch) {
    const lead = options.wait ? watchLead(stores.state, clock) : readLead(stores.state);
    io.stdout.write(tell(await look(lead)));
    return;
  }
  await untilStopped(io, async (stop) => {
    const leads = new LeadWatch();
    while (!stop.aborted) {
      const lead = readLead(stores.state).then((now) => leads.see(now));
      paint(io, await look(lead).then(tell, (error: unknown) => silent(error, io)), clock.now());
      await clock.sleep(PAUSE, stop);
    }
  });
}

/** A store that does not answer now may do so at the next look. */
function silent(error: unknown, io: CliIo): string {
  if (!(error instanceof StoreError)) throw error;
  io.exit?.(EXIT.failed);
  return `${error.message}\n`;
}

function textOf(overview: Overview, output: Output): string {
  if (output === 'json' || output === 'yaml') return documentText(overviewDocument(overview), output);
  return overviewText(overview);
}

/** The whole screen anew; where there is none, one look after the other. */
function paint(io: CliIo, text: string, now: Date): void {
  const clear = io.stdout.isTTY ? '\u001b[H\u001b[2J\u001b[3J' : '';
  io.stdout.write(`${clear}${now.toISOString()}\n${text}${io.stdout.isTTY ? '' : '\n'}`);
}
