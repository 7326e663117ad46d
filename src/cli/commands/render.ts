import { type Command, Option } from 'commander';
import { attempt, type Problem, rejectIf, shown } from '../../domain/core/problem';
import { canonicalJson } from '../../domain/render/json';
import { sha256 } from '../../io/digest';
import { type Manifest, parseManifest } from '../../manifest';
import type { Rendered } from '../../operator/engine/rendering';
import { readSources } from '../../operator/engine/sources';
import { renderOf } from '../../operator/kinds/renders';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../cluster-options';
import { FILE_OPTION, idOf, readManifestFiles } from '../declaring/manifests';
import { storeOf } from '../declaring/stores';
import { type CliIo, EXIT } from '../io';
import { documentsText, documentText } from '../output/documents';
import { manifestKind } from '../reading/kind-names';
import { aroundOf, readKnown } from '../rendering/around';

interface RenderOptions extends ClusterOptions {
  readonly filename?: readonly string[];
  readonly marathonVersion: string;
  readonly output: 'text' | 'json' | 'yaml';
}

const HELP = `
What the operator would send or write for a manifest that it sees for the first time: the app, the job, the
submission, the files. No cluster is asked. What a manifest names is taken from the other files, and from the stores
where they are named; what is taken for granted is noted on stderr. KIND NAME is one of those that the stores declare.

Exit codes:
  ${EXIT.done}  rendered
  ${EXIT.failed}  a manifest is wrong, or nothing can be made of it`;

/** `mesos-spark render KIND NAME | -f FILE…`. */
export function registerRender(program: Command, io: CliIo): void {
  const render = program
    .command('render')
    .description('print what the operator would make of a manifest')
    .argument('[kind]', 'of one that the stores declare', manifestKind)
    .argument('[name]', 'its name')
    .option(...FILE_OPTION)
    .option('--marathon-version <version>', 'of the Marathon that it would be sent to', '1.11.24')
    .addOption(
      new Option('-o, --output <form>', 'as it is, or each with what it is')
        .choices(['text', 'json', 'yaml'])
        .default('text'),
    );
  addClusterOptions(render, ['manifests', 'state'])
    .addHelpText('after', HELP)
    .action((kind: string | undefined, name: string | undefined, options: RenderOptions) =>
      renderAll(kind, name, { options, io }),
    );
}

interface Run {
  readonly options: RenderOptions;
  readonly io: CliIo;
}

async function renderAll(
  kind: string | undefined,
  name: string | undefined,
  { options, io }: Run,
): Promise<void> {
  const { filename } = options;
  const byName = kind !== undefined && name !== undefined && filename === undefined;
  rejectIf([...whatProblems(byName, kind, filename), ...versionProblems(options.marathonVersion)]);
  const places = clusterSettings(options, io.env, {
    required: byName ? ['manifests', 'state'] : [],
    optional: ['manifests', 'state'],
  });
  const { manifests, state } = places;
  const declared =
    manifests && state ? await declaredIn(storeOf(manifests, io), storeOf(state, io)) : new Map();
  const written = byName ? [] : (await readManifestFiles(filename ?? [], io)).map((one) => one.manifest);
  const wanted = byName ? [oneOf(declared, `${kind}/${name}`)] : written;
  const inFiles = new Map(written.map((one): [string, Manifest] => [idOf(one), one]));
  const known = await readKnown({ written: inFiles, declared }, state && storeOf(state, io));
  const around = aroundOf(known, options.marathonVersion, (line) => io.stderr.write(`note: ${line}\n`));
  const problems: Problem[] = [];
  const made = wanted.flatMap((manifest) => {
    const found = attempt(() => renderOf(manifest.kind)?.(manifest as never, around) ?? []);
    if ('problems' in found)
      problems.push(...found.problems.map((one) => ({ ...one, at: `${idOf(manifest)}: ${one.at}` })));
    return 'value' in found ? found.value.map((one) => ({ ...one, manifest: idOf(manifest) })) : [];
  });
  rejectIf(problems);
  io.stdout.write(textOf(made, options.output));
}

function whatProblems(
  byName: boolean,
  kind: string | undefined,
  files: readonly string[] | undefined,
): readonly Problem[] {
  if (byName || (files !== undefined && kind === undefined)) return [];
  const found =
    files !== undefined
      ? `${kind} beside -f`
      : kind === undefined
        ? 'nothing to render'
        : `${kind} without a name`;
  return [{ at: 'render', found, wanted: 'KIND and NAME, or -f FILE' }];
}

function versionProblems(version: string): readonly Problem[] {
  if (/^\d+\.\d+(\.\d+)?$/.test(version)) return [];
  return [{ at: '--marathon-version', found: shown(version), wanted: 'a version such as 1.11.24' }];
}

type Stores = Parameters<typeof readSources>[0];

/** Those that can be read; what is wrong with others concerns nobody here. */
async function declaredIn(
  manifests: Stores['manifests'],
  state: Stores['state'],
): Promise<ReadonlyMap<string, Manifest>> {
  const { entries } = await readSources({ manifests, state, sha256 });
  return new Map(
    entries.flatMap(({ kind, name, content }) => {
      const read = content.is === 'read' ? attempt(() => parseManifest(content.json)) : undefined;
      return read && 'value' in read ? [[`${kind}/${name}`, read.value] as const] : [];
    }),
  );
}

function oneOf(declared: ReadonlyMap<string, Manifest>, id: string): Manifest {
  const found = declared.get(id);
  if (!found)
    rejectIf([{ at: id, found: 'no such manifest that can be read', wanted: 'one that the stores declare' }]);
  return found as Manifest;
}

type Made = Rendered & { readonly manifest: string };

/** For people each as it is, with a line that says what it is where there are several. */
function textOf(made: readonly Made[], output: RenderOptions['output']): string {
  if (output !== 'text') {
    const [only, ...more] = made;
    return only && more.length === 0 ? documentText(only, output) : documentsText(made, output);
  }
  if (made.length === 0) return '';
  return made
    .map(({ content, manifest, what, where }) => {
      const text = typeof content === 'string' ? content : `${canonicalJson(content, 2)}\n`;
      return made.length === 1 ? text : `# ${manifest}: ${what}, ${where}\n${text}`;
    })
    .join('\n');
}
