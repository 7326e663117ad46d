import type { Command } from 'commander';
import { nearMiss } from '../../domain/core/near-miss';
import { type Problem, rejectIf } from '../../domain/core/problem';
import { sha256 } from '../../io/digest';
import { COMMAND_LINE_STACK } from '../../manifest';
import { type Named, undeclare } from '../../operator/engine/declared';
import { indexKey } from '../../operator/engine/manifests';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { confirmed } from '../confirm';
import { deletionText } from '../declaring/deletion-text';
import { FILE_OPTION, readManifestFiles } from '../declaring/manifests';
import { stackProblems } from '../declaring/stack-option';
import { entryOf, type InStores, readStores, storesOf } from '../declaring/stores';
import { type CliIo, EXIT } from '../io';
import { manifestKind } from '../reading/kind-names';

interface DeleteOptions extends ClusterOptions {
  readonly filename?: readonly string[];
  readonly stack: string;
  readonly yes?: boolean;
}

const HELP = `
Only what is declared under declared/ in the state store; what Terraform declares is taken out where its stack is
made. What becomes of what runs, its deletionPolicy says, and this tells before it asks.
Of files only kinds and names are read.

Exit codes:
  ${EXIT.done}  deleted
  ${EXIT.failed}  nothing was deleted: a name is not there, or is Terraform's, or the answer was no`;

/** `mesos-spark delete KIND NAME | -f FILE…`. */
export function registerDelete(program: Command, io: CliIo): void {
  const command = program
    .command('delete')
    .description('take back what apply has declared')
    .argument('[kind]', 'of one manifest', manifestKind)
    .argument('[name]', 'its name')
    .option(...FILE_OPTION)
    .option('--stack <name>', 'among which it is declared', COMMAND_LINE_STACK)
    .option('--yes', 'without asking');
  addClusterOptions(command, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action(async (kind: string | undefined, name: string | undefined, options: DeleteOptions) => {
      rejectIf([...stackProblems(options.stack), ...whatProblems(kind, name, options.filename)]);
      await deleteNames(() => namesOf(kind, name, { options, io }), options, io);
    });
}

function whatProblems(
  kind: string | undefined,
  name: string | undefined,
  files: readonly string[] | undefined,
): readonly Problem[] {
  const wanted = 'KIND and NAME, or -f FILE';
  if (files === undefined && (kind === undefined || name === undefined)) {
    return [
      { at: 'delete', found: kind === undefined ? 'nothing to delete' : 'a kind without a name', wanted },
    ];
  }
  if (files !== undefined && kind !== undefined) return [{ at: '-f', found: `${kind} beside it`, wanted }];
  return [];
}

async function namesOf(
  kind: string | undefined,
  name: string | undefined,
  { options, io }: { readonly options: DeleteOptions; readonly io: CliIo },
): Promise<readonly Named[]> {
  if (kind !== undefined && name !== undefined) return [{ kind, name }];
  const written = await readManifestFiles(options.filename ?? [], io);
  return written.map(({ manifest }) => ({ kind: manifest.kind, name: manifest.metadata.name }));
}

async function deleteNames(
  names: () => Promise<readonly Named[]>,
  options: DeleteOptions,
  io: CliIo,
): Promise<void> {
  const stores = storesOf(clusterSettings(options, io.env, { required: ['manifests', 'state'] }), io);
  const wanted = await names();
  const inStores = await readStores(stores);
  const { stack } = options;
  rejectIf(wanted.flatMap((one) => absentProblem(one, stack, inStores) ?? []));
  for (const { kind, name } of wanted) {
    const entry = entryOf(inStores.declared, `${kind}/${name}`);
    const json = entry?.content.is === 'read' ? entry.content.json : undefined;
    io.stderr.write(`${kind}/${name}: ${deletionText(json)}\n`);
  }
  const what = wanted.map(({ kind, name }) => `${kind}/${name}`).join(', ');
  if (!(await confirmed(io, `Delete ${what}`, options.yes))) return io.exit?.(EXIT.failed);
  const done = await undeclare({ store: stores.state, sha256, stack }, wanted);
  for (const { kind, name, change } of done) io.stdout.write(`${kind}/${name} ${change}\n`);
}

/** Why it is not there to be deleted. */
function absentProblem({ kind, name }: Named, stack: string, inStores: InStores): Problem | undefined {
  const { terraform, declared } = inStores;
  const id = `${kind}/${name}`;
  const [ours, theirs] = [entryOf(declared, id), entryOf(terraform, id)];
  if (ours?.stack === stack) return undefined;
  const at = id;
  if (ours) {
    const found = `it among those of ${ours.stack} (${indexKey(ours)})`;
    return { at, found, wanted: `one of ${stack}`, fix: `say --stack ${ours.stack}` };
  }
  const wanted = `one that is declared by ${stack}`;
  if (theirs) {
    const found = `it in Terraform's stack ${theirs.stack} (${indexKey(theirs)})`;
    return { at, found, wanted, fix: 'take it out where that stack is made, and deploy' };
  }
  const known = declared.entries.filter((one) => one.stack === stack);
  const near = nearMiss(
    id,
    known.map((one) => `${one.kind}/${one.name}`),
  );
  return {
    at,
    found: 'no such manifest',
    wanted,
    ...(near === undefined ? {} : { fix: `did you mean ${near}?` }),
  };
}
