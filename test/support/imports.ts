import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

/** One import of a file, of whatever form: static, type only, re-export, `import()`, `require()`, `import('x').T`. */
export interface Import {
  /** As written, for example `../core/problem` or `node:fs`. */
  readonly specifier: string;
  /** The file it means, relative to the root, where it is one of ours. */
  readonly file?: string;
}

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Reads every TypeScript file below the folders and what each imports, by the syntax tree. */
export function readSources(root: string, folders: readonly string[]): readonly SourceFile[] {
  const files = folders.flatMap((folder) => walk(path.join(root, folder)));
  const known = new Set(files);
  return files.map((absolute) => {
    const text = readFileSync(absolute, 'utf8');
    const imports = specifiers(text).map((specifier): Import => {
      const target = specifier.startsWith('.')
        ? resolve(path.join(path.dirname(absolute), specifier), known)
        : undefined;
      return target === undefined ? { specifier } : { specifier, file: slashes(path.relative(root, target)) };
    });
    return { file: slashes(path.relative(root, absolute)), text, imports };
  });
}

/** Groups of files that import each other, directly or not, each sorted. Empty where the graph has no cycle. */
export function cycles(sources: readonly SourceFile[]): readonly (readonly string[])[] {
  const graph = new Map(sources.map((s) => [s.file, s.imports.flatMap((i) => i.file ?? [])]));
  const reach = new Map<string, Set<string>>();
  for (const file of graph.keys()) reach.set(file, reachable(graph, file));
  const groups = new Map<string, string[]>();
  for (const file of graph.keys()) {
    if (!reach.get(file)?.has(file)) continue;
    const group = [...graph.keys()].filter((o) => reach.get(file)?.has(o) && reach.get(o)?.has(file)).sort();
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachable(graph: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return seen;
}

function specifiers(text: string): readonly string[] {
  const found: string[] = [];
  visit(parseSync(text, { syntax: 'typescript', decorators: true }), (node) => {
    const type = node['type'];
    if (
      type === 'ImportDeclaration' ||
      type === 'ExportNamedDeclaration' ||
      type === 'ExportAllDeclaration'
    ) {
      push(found, node['source']);
    } else if (type === 'TsImportType') {
      push(found, node['argument']);
    } else if (type === 'TsExternalModuleReference') {
      push(found, node['expression']);
    } else if (type === 'CallExpression') {
      const callee = node['callee'] as Tree;
      if (callee['type'] === 'Import' || callee['value'] === 'require') {
        push(found, (node['arguments'] as readonly Tree[])[0]?.['expression']);
      }
    }
  });
  return found;
}

type Tree = Readonly<Record<string, unknown>>;

function push(found: string[], literal: unknown): void {
  const value = (literal as Tree | null | undefined)?.['value'];
  if (typeof value === 'string') found.push(value);
}

function visit(node: unknown, see: (node: Tree) => void): void {
  if (Array.isArray(node)) for (const child of node) visit(child, see);
  else if (typeof node === 'object' && node !== null) {
    if (typeof (node as Tree)['type'] === 'string') see(node as Tree);
    for (const child of Object.values(node)) visit(child, see);
  }
}

function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(full);
      return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [full] : [];
    });
}

function resolve(base: string, known: ReadonlySet<string>): string | undefined {
  return [base, `${base}.ts`, path.join(base, 'index.ts')].find((candidate) => known.has(candidate));
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
