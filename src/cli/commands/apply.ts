import type { Command } from 'commander';
import { Duration } from '../../domain/core/duration';
import { attempt, type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { systemClock } from '../../io/clock';
import { sha256 } from '../../io/digest';
import { COMMAND_LINE_STACK } from '../../manifest';
import { declare } from '../../operator/engine/declared';
import { documentText } from '../../operator/engine/remembered';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { type Change, changesOf } from '../declaring/changes';
import { FILE_OPTION, idOf, readManifestFiles } from '../declaring/manifests';
import { stackProblems } from '../declaring/stack-option';
import { storesOf } from '../declaring/stores';
import { waitReady } from '../declaring/wait-ready';
import { type CliIo, EXIT } from '../io';

export interface ApplyOptions extends ClusterOptions {
  readonly filename: readonly string[];
  readonly stack: string;
  readonly takeOver?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout: string;
}

const HELP = `
What is declared lies under declared/ in the state store, beside what Terraform declares, and the operator keeps the
cluster equal to it from its next pass on. All or nothing: where anything is wrong, nothing is declared.
A name that Terraform declares is refused.

Exit codes:
  ${EXIT.done}  declared; with --wait: all of it is ready
  ${EXIT.failed}  something is wrong, and nothing was declared; with --wait: the operator refuses it
  ${EXIT.notYet}  with --wait: declared, and not ready in time`;

/** `mesos-spark apply -f FILE…`. */
export function registerApply(program: Command, io: CliIo): void {
  const apply = program
    .command('apply')
    .description('declare manifests beside those of Terraform')
    .requiredOption(...FILE_OPTION)
    .option('--stack <name>', 'among which they are declared', COMMAND_LINE_STACK)
    .option('--take-over', 'names whose stack of Terraform is gone for good, its index with it')
    .option('--dry-run', 'say what would be declared, and declare nothing')
    .option('--wait', 'until all of it is ready')
    .option('--timeout <duration>', 'with --wait: no longer than this', '10m');
  addClusterOptions(apply, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((options: ApplyOptions) => applyFiles(options, io));
}

async function applyFiles(options: ApplyOptions, io: CliIo): Promise<void> {
  const timeout = checked(options);
  const places = clusterSettings(options, io.env, { required: ['manifests', 'state'] });
  const written = await readManifestFiles(options.filename, io);
  const stores = storesOf(places, io);
  const { stack } = options;
  const changes = await changesOf(stores, { written, stack, takeOver: options.takeOver === true });
  const manifests = changes.map(({ manifest }) => manifest);
  if (options.dryRun) return tell(io, changes, ' (dry run)');
  const done = await declare({ store: stores.state, sha256, stack }, manifests);
  for (const { kind, name, change } of done) io.stdout.write(`${kind}/${name} ${change}\n`);
  if (!options.wait) return;
  const awaited = manifests.map((one) => ({
    ...{ kind: one.kind, name: one.metadata.name },
    generation: sha256(documentText(one)).slice(0, 12),
  }));
  const { stop } = io;
  const waited = await waitReady(awaited, {
    ...{ state: stores.state, clock: io.clock ?? systemClock, timeout },
    tell: (line) => io.stderr.write(`${line}\n`),
    ...(stop ? { stop } : {}),
  });
  if (waited === 'not yet') io.stderr.write(`not ready after ${options.timeout}\n`);
  io.exit?.(waited === 'ready' ? EXIT.done : waited === 'refused' ? EXIT.failed : EXIT.notYet);
}

function tell(io: CliIo, changes: readonly Change[], more: string): void {
  for (const { manifest, change } of changes) io.stdout.write(`${idOf(manifest)} ${change}${more}\n`);
}

/** @throws ProblemError with what is wrong with options that belong to no cluster */
function checked({ stack, timeout, wait, dryRun }: ApplyOptions): Duration {
  const problems: Problem[] = [...stackProblems(stack)];
  const read = attempt(() => Duration.parse(timeout));
  if ('problems' in read) problems.push(...read.problems.map((one) => ({ ...one, at: '--timeout' })));
  if (wait && dryRun) {
    problems.push({ at: '--wait', found: '--dry-run beside it', wanted: 'one of the two' });
  }
  rejectIf(problems);
  if ('value' in read) return read.value;
  throw new ProblemError(read.problems);
}
