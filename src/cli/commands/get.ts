import type { Command } from 'commander';
import { addClusterOptions, VARIABLES_HELP } from '../cluster-options';
import type { CliIo } from '../io';
import { addOutputOption } from '../output/output-option';
import { wrap } from '../output/wrap';
import { type GetOptions, getFromCluster, getFromStores } from '../reading/get';
import { type Asked, askedKind, KINDS_TEXT } from '../reading/kind-names';

const HELP = `
${wrap(`Kinds, in any case, also in the plural: all, ${KINDS_TEXT}. Of these the two stores tell: operator, Mesos and
Marathon may be down. Of agents, frameworks and tasks the Mesos master tells.`)}
${VARIABLES_HELP}`;

/** `mesos-spark get KIND [NAME]`. */
export function registerGet(program: Command, io: CliIo): void {
  const get = program
    .command('get')
    .description('list what is declared and how it is, or agents, frameworks and tasks')
    .argument('<kind>', 'a kind, all, agents, frameworks or tasks', askedKind)
    .argument('[name]', 'of one; of agents the hostname or id');
  addClusterOptions(get, ['manifests', 'state', 'mesos', 'credentials', 'ca-file'])
    .option('--framework <name>', 'agents and tasks of this framework, by name or id')
    .option('--agent <host>', 'frameworks and tasks on this agent, by hostname or id')
    .option('--role <role>', 'agents that reserve for it, frameworks and tasks in it')
    .option('--ended', 'tasks that have ended, too');
  addOutputOption(get)
    .addHelpText('after', HELP)
    .action((asked: Asked, name: string | undefined, options: GetOptions) => {
      if (asked.is === 'cluster') return getFromCluster({ list: asked.list, name, options, io });
      return getFromStores({ kind: asked.is === 'kind' ? asked.kind : undefined, name, options, io });
    });
}
