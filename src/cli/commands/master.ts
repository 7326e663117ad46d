import type { Command } from 'commander';
import { rejectIf } from '../../domain/core/problem';
import { systemClock } from '../../io/clock';
import { marathonClient, mesosClient } from '../cluster-clients';
import { addClusterOptions, type ClusterOptions, clusterSettings, VARIABLES_HELP } from '../cluster-options';
import { type CliIo, EXIT } from '../io';
import type { Column } from '../output/columns';
import { addOutputOption, type Output, outputText } from '../output/output-option';
import { type Leader, marathonLeads, mesosLeads, operatorLeads } from '../reading/leaders';
import { openState } from '../reading/open-stores';

interface MasterOptions extends ClusterOptions {
  readonly output: Output;
}

const HELP = `
Asked is whom an option or a variable names; for zk:// addresses ZooKeeper says who leads.
Ends with 1 where one of them does not answer, Marathon has no leader, or nobody renews the lease.
${VARIABLES_HELP}`;

/** `mesos-spark master`. */
export function registerMaster(program: Command, io: CliIo): void {
  const master = program
    .command('master')
    .description('say which Mesos master leads, which Marathon, and which operator holds the lease');
  addClusterOptions(master, ['mesos', 'marathon', 'state', 'credentials', 'marathon-credentials', 'ca-file']);
  addOutputOption(master, ['table', 'json', 'yaml'])
    .addHelpText('after', HELP)
    .action((options: MasterOptions) => tellLeaders(options, io));
}

const COLUMNS: readonly Column<Leader>[] = [
  { head: 'WHAT', cell: ({ what }) => what },
  { head: 'LEADER', cell: ({ leader }) => leader },
  { head: 'VERSION', cell: ({ version }) => version },
  { head: 'SAYS', cell: ({ says }) => says },
];

async function tellLeaders(options: MasterOptions, io: CliIo): Promise<void> {
  const optional = ['mesos', 'marathon', 'state'] as const;
  const settings = clusterSettings(options, io.env, { required: [], optional });
  const { mesos, marathon, state } = settings;
  if (!mesos && !marathon && !state) {
    const wanted = 'at least one of --mesos, --marathon and --state';
    rejectIf([{ at: 'options', found: 'nobody to ask', wanted }]);
  }
  const rows = await Promise.all([
    ...(mesos ? [closing(mesosClient({ ...settings, mesos }), (client) => mesosLeads(client))] : []),
    ...(marathon
      ? [closing(marathonClient({ ...settings, marathon }), (client) => marathonLeads(client, marathon))]
      : []),
    ...(state ? [operatorLeads(openState(state, io), io.clock ?? systemClock)] : []),
  ]);
  const document = ({ wrong: _, ...one }: Leader) => one;
  io.stdout.write(outputText({ rows, columns: COLUMNS, document, none: '' }, options.output));
  io.exit?.(rows.some(({ wrong }) => wrong) ? EXIT.failed : EXIT.done);
}

async function closing<C extends { close(): void }, T>(
  client: C,
  work: (client: C) => Promise<T>,
): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
