import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { type Problem, ProblemError, shown } from '../domain/core/problem';

export interface TextFile {
  /** As it was named, or the path below the folder that was. */
  readonly file: string;
  readonly text: string;
}

/** No manifest is as long; a wrong path may lead to anything. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Files by their paths, and of folders whatever of YAML and JSON is below them; hidden files and links are left out
 * there. Each once, in the order in which they are named, those of a folder by name.
 * @returns what can be read, and a problem for every path that cannot
 */
export function readTextFiles(paths: readonly string[]): {
  readonly files: readonly TextFile[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const found = new Map<string, TextFile>();
  for (const one of paths) {
    try {
      const stats = statSync(one);
      const files = stats.isDirectory() ? filesBelow(one) : [one];
      if (files.length === 0) problems.push(problem(one, 'a folder without any .yaml, .yml or .json'));
      for (const file of files) {
        const id = path.resolve(file);
        if (!found.has(id))
          found.set(id, { file, text: textOf(file, file === one ? stats : statSync(file)) });
      }
    } catch (error) {
      problems.push(...(error instanceof ProblemError ? error.problems : [problem(one, wordOf(error))]));
    }
  }
  return { files: [...found.values()], problems };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(below);
      return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [below] : [];
    });
}

function textOf(file: string, stats: Stats): string {
  if (stats.size > MOST_BYTES) throw new ProblemError([problem(file, `${stats.size} bytes`)]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new ProblemError([problem(file, wordOf(error))]);
  }
}

const problem = (file: string, found: string): Problem => ({
  at: shown(file),
  found,
  wanted: 'manifests in YAML or JSON: a file, a folder, or - for standard input',
});

function wordOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (code === 'ENOENT') return 'nothing there';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'no UTF-8';
  return typeof code === 'string' ? code : String(error);
}
