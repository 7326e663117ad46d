import type { Command } from 'commander';
import { rejectIf } from '../../domain/core/problem';
import { COMMAND_LINE_STACK } from '../../manifest';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { changeText } from '../declaring/change-text';
import { changesOf } from '../declaring/changes';
import { FILE_OPTION, readManifestFiles } from '../declaring/manifests';
import { stackProblems } from '../declaring/stack-option';
import { storesOf } from '../declaring/stores';
import { type CliIo, EXIT } from '../io';

interface DiffOptions extends ClusterOptions {
  readonly filename: readonly string[];
  readonly stack: string;
  readonly takeOver?: boolean;
}

const HELP = `
A unified diff of YAML for each manifest that apply would create or configure, with the defaults that it leaves out.

Exit codes:
  ${EXIT.done}  nothing would change
  ${EXIT.failed}  something is wrong: apply would refuse it, too
  ${EXIT.notYet}  something would change`;

/** `mesos-spark diff -f FILE…`. */
export function registerDiff(program: Command, io: CliIo): void {
  const diff = program
    .command('diff')
    .description('say what apply would change')
    .requiredOption(...FILE_OPTION)
    .option('--stack <name>', 'among which they are declared', COMMAND_LINE_STACK)
    .option('--take-over', 'names whose stack of Terraform is gone for good, its index with it');
  addClusterOptions(diff, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((options: DiffOptions) => diffFiles(options, io));
}

async function diffFiles(options: DiffOptions, io: CliIo): Promise<void> {
  const { stack, filename, takeOver = false } = options;
  rejectIf(stackProblems(stack));
  const stores = storesOf(clusterSettings(options, io.env, { required: ['manifests', 'state'] }), io);
  const written = await readManifestFiles(filename, io);
  const changes = (await changesOf(stores, { written, stack, takeOver })).filter(
    ({ change }) => change !== 'unchanged',
  );
  for (const one of changes) io.stdout.write(changeText(one, stack));
  io.exit?.(changes.length === 0 ? EXIT.done : EXIT.notYet);
}
