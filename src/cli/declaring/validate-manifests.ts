import { type Command, Option } from 'commander';
import { nearMiss } from '../../domain/core/near-miss';
import { ProblemError } from '../../domain/core/problem';
import { sha256 } from '../../io/digest';
import { readManifests } from '../../operator/engine/manifests';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { type CliIo, EXIT } from '../io';
import { checkManifestFiles, FILE_OPTION, idOf } from './manifests';
import { referenceNotes } from './references-check';
import { storeOf } from './stores';

interface ValidateOptions extends ClusterOptions {
  readonly filename?: readonly string[];
  readonly output: 'text' | 'json';
}

const HELP = `
Every problem of every file is told at once, with file, document, line and path. Where stores are named, what the
manifests name is looked for there, too; what is nowhere yet is a note.

Exit codes:
  ${EXIT.done}  every manifest is valid
  ${EXIT.failed}  at least one is not, or cannot be read`;

/** `mesos-spark validate -f FILE…`, the verb's own work where no subcommand is named. */
export function registerValidateManifests(validate: Command, io: CliIo): void {
  const manifests = validate
    .command('manifests', { isDefault: true })
    .description('say all that is wrong with manifests; needs no cluster. The default: validate -f FILE')
    .argument('[word...]')
    .option(...FILE_OPTION)
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'));
  addClusterOptions(manifests, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((words: readonly string[], options: ValidateOptions) => {
      const [word] = words;
      if (word !== undefined) unknownCommand(validate, word);
      if (options.filename) return validateFiles(options.filename, options, io);
      return validate.error(`error: required option '${FILE_OPTION[0]}' not specified`, {
        exitCode: EXIT.usage,
      });
    });
}

/** As commander says it, which knows no default subcommand beside a mistyped one. */
export function unknownCommand(validate: Command, word: string): never {
  const near = nearMiss(
    word,
    validate.commands.map((one) => one.name()),
  );
  const more = near === undefined ? '' : `\n(Did you mean ${near}?)`;
  return validate.error(`error: unknown command '${word}'${more}`, { exitCode: EXIT.usage });
}

async function validateFiles(files: readonly string[], options: ValidateOptions, io: CliIo): Promise<void> {
  const { manifests, problems } = await checkManifestFiles(files, io);
  const places = clusterSettings(options, io.env, { required: [], optional: ['manifests', 'state'] });
  const sets = await Promise.all([
    ...(places.manifests ? [readManifests(storeOf(places.manifests, io), sha256)] : []),
    ...(places.state ? [readManifests(storeOf(places.state, io), sha256, 'declared')] : []),
  ]);
  const inStores = sets.flatMap(({ entries }) => entries.map(({ kind, name }) => `${kind}/${name}`));
  const notes = referenceNotes(manifests, sets.length === 0 ? undefined : new Set(inStores));
  if (options.output === 'json') {
    const valid = manifests.map(({ manifest, source }) => ({
      ...{ kind: manifest.kind, name: manifest.metadata.name, file: source.file },
    }));
    io.stdout.write(`${JSON.stringify({ valid, problems, notes }, undefined, 2)}\n`);
    if (problems.length > 0) io.exit?.(EXIT.failed);
    return;
  }
  for (const { manifest, source } of manifests) {
    io.stdout.write(`${idOf(manifest)} is valid (${source.at('')})\n`);
  }
  for (const line of notes) io.stderr.write(`note: ${line}\n`);
  if (problems.length > 0) throw new ProblemError(problems);
}
