import type { Command } from 'commander';
import { rejectIf } from '../../domain/core/problem';
import { sha256 } from '../../io/digest';
import { COMMAND_LINE_STACK } from '../../manifest';
import { undeclare } from '../../operator/engine/declared';
import { readStatus } from '../../operator/engine/status-document';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { entryOf, readStores, storesOf } from '../declaring/stores';
import { drainName } from '../draining/drain-name';
import { nobodyActs } from '../draining/who-acts';
import { type CliIo, EXIT } from '../io';

const HELP = `
Takes the AgentDrain back that "drain" has declared. Before its end the agent is offered and covered again; after it
nothing is undone: activate the agent by Mesos' own means (REACTIVATE_AGENT), or end its machine.

Exit codes:
  ${EXIT.done}  taken back
  ${EXIT.failed}  there is no such drain, or it is not of the command line`;

/** `mesos-spark uncordon AGENT`. */
export function registerUncordon(program: Command, io: CliIo): void {
  const command = program
    .command('uncordon')
    .description('take a drain back: the agent is offered and covered again')
    .argument('<agent>', 'as it was named to drain');
  addClusterOptions(command, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((agent: string, options: ClusterOptions) => uncordon(agent, options, io));
}

async function uncordon(agent: string, options: ClusterOptions, io: CliIo): Promise<void> {
  const stores = storesOf(clusterSettings(options, io.env, { required: ['manifests', 'state'] }), io);
  const name = drainName(agent);
  const id = `AgentDrain/${name}`;
  const { terraform, declared } = await readStores(stores);
  const [ours, theirs] = [entryOf(declared, id), entryOf(terraform, id)];
  if (ours?.stack !== COMMAND_LINE_STACK) {
    const other = ours ?? theirs;
    const found = other ? `${id} of the stack ${other.stack}` : `no ${id}`;
    const fix = other ? 'take it out where that stack is made' : 'see "get drain" for those that there are';
    rejectIf([{ at: 'AGENT', found, wanted: 'a drain that the command line has declared', fix }]);
  }
  const { document } = await readStatus(stores.state, 'AgentDrain', name);
  const isOver = document?.status.drain?.phase === 'Drained';
  await undeclare({ store: stores.state, sha256, stack: COMMAND_LINE_STACK }, [{ kind: 'AgentDrain', name }]);
  io.stdout.write(`${id} deleted\n`);
  if (isOver) {
    io.stderr.write(
      `the drain has ended: ${agent} stays as it is until somebody activates it (REACTIVATE_AGENT)\n`,
    );
  }
  const nobody = await nobodyActs(stores.state);
  if (nobody !== undefined) io.stderr.write(`${nobody}\n`);
}
