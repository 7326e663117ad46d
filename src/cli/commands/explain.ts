import type { Command } from 'commander';
import type { CliIo } from '../io';
import { documentText } from '../output/documents';
import { addOutputOption, type Output } from '../output/output-option';
import { wrap } from '../output/wrap';
import { type Explained, explained, explainText } from '../reading/explain';
import { KINDS_TEXT } from '../reading/kind-names';

interface ExplainOptions {
  readonly recursive?: boolean;
  readonly output: Output;
}

const HELP = `
${wrap(`Kinds: ${KINDS_TEXT}; and Status and ManifestIndex, which the operator and Terraform write. It needs no cluster.`)}
For example: mesos-spark explain ShuffleService.spec.upgrade.whenInUse`;

/** `mesos-spark explain KIND[.path]`. */
export function registerExplain(program: Command, io: CliIo): void {
  const explain = program
    .command('explain')
    .description('say what a field of a manifest means, its type and its default')
    .argument('<field>', 'KIND, or KIND.path.to.field', explained)
    .option('-r, --recursive', 'all fields below, by name and type alone');
  addOutputOption(explain, ['table', 'json', 'yaml'])
    .addHelpText('after', HELP)
    .action((found: Explained, { recursive, output }: ExplainOptions) => {
      const text =
        output === 'json' || output === 'yaml'
          ? documentText(found.node, output)
          : explainText(found, recursive ?? false);
      io.stdout.write(text);
    });
}
