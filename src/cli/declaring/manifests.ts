import { attempt, type Problem, rejectIf } from '../../domain/core/problem';
import { readTextFiles } from '../../io/manifest-files';
import { type Manifest, parseManifest } from '../../manifest';
import type { CliIo } from '../io';
import { readDocuments, type SourceDocument } from './document';

/** A manifest that a person wrote, with its defaults and where it stands. */
export interface WrittenManifest {
  readonly manifest: Manifest;
  readonly source: SourceDocument;
}

export const STANDARD_INPUT = 'standard input';

/** How help says it of `-f`. */
export const FILE_OPTION = [
  '-f, --filename <path...>',
  'manifests in YAML or JSON: files, folders with all that is below them, or - for standard input',
] as const;

/**
 * The manifests in files and folders, `-` for standard input; `KIND/NAME` once each.
 * @throws ProblemError with all that is wrong with any of them
 */
export async function readManifestFiles(
  paths: readonly string[],
  io: CliIo,
): Promise<readonly WrittenManifest[]> {
  const { manifests, problems } = await checkManifestFiles(paths, io);
  rejectIf(problems);
  return manifests;
}

/** As {@link readManifestFiles}, with what is right beside what is wrong. */
export async function checkManifestFiles(
  paths: readonly string[],
  io: CliIo,
): Promise<{ readonly manifests: readonly WrittenManifest[]; readonly problems: readonly Problem[] }> {
  const read = readTextFiles(paths.filter((one) => one !== '-'));
  const problems: Problem[] = [...read.problems];
  const texts = [...read.files];
  if (paths.includes('-')) texts.push({ file: STANDARD_INPUT, text: await textOf(io.stdin) });
  const manifests: WrittenManifest[] = [];
  for (const { file, text } of texts) {
    const { documents, problems: more } = readDocuments(file, text);
    problems.push(...more);
    if (documents.length === 0 && more.length === 0) {
      problems.push({ at: file, found: 'no document', wanted: 'one manifest or several' });
    }
    for (const source of documents) {
      const parsed = attempt(() => parseManifest(source.json));
      if ('value' in parsed) manifests.push({ manifest: parsed.value, source });
      else problems.push(...parsed.problems.map((one) => ({ ...one, at: source.at(one.at) })));
    }
  }
  return { manifests, problems: [...problems, ...twice(manifests)] };
}

export const idOf = ({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`;

function twice(manifests: readonly WrittenManifest[]): readonly Problem[] {
  const first = new Map<string, WrittenManifest>();
  return manifests.flatMap((one) => {
    const id = idOf(one.manifest);
    const before = first.get(id);
    if (!before) {
      first.set(id, one);
      return [];
    }
    const found = `${id}, which stands in ${before.source.at('')} already`;
    return [{ at: one.source.at('metadata.name'), found, wanted: 'each name once' }];
  });
}

async function textOf(stdin: CliIo['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
