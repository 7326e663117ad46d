import { type Document, isCollection, isMap, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { type Problem, shown } from '../../domain/core/problem';

/** One document of a file, as people find it again. */
export interface SourceDocument {
  /** The file as it was named, or `standard input`. */
  readonly file: string;
  readonly json: unknown;
  /** For messages: the file and line of what `path` (`spec.app.cpus`) names, or of what is nearest above it. */
  at(path: string): string;
}

export interface ReadDocuments {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
}

/** What `get` adds for the reader and nobody declares. */
const NOT_DECLARED = ['status', 'observed'];

/**
 * Every document of a text in YAML or JSON; empty ones are left out, and a `List` stands for its items. Anything that
 * two readers could understand otherwise, such as a key that is there twice, is a problem.
 */
export function readDocuments(file: string, text: string): ReadDocuments {
  const lines = new LineCounter();
  // JSON may be indented by tabs, which YAML allows between tokens only.
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const all = 'empty' in parsed ? [] : parsed;
  const read = all.map((document, i) => {
    const label = all.length > 1 ? `${file}, document ${i + 1}` : file;
    return readOne(document, { file, label, lines });
  });
  return {
    documents: read.flatMap(({ documents }) => documents),
    problems: read.flatMap(({ problems }) => problems),
  };
}

interface Place {
  readonly file: string;
  readonly label: string;
  readonly lines: LineCounter;
}

function readOne(document: Document.Parsed, place: Place): ReadDocuments {
  const { file, label, lines } = place;
  const bad = (offset: number, found: string): Problem => ({
    at: `${label}, line ${lines.linePos(offset).line}`,
    found,
    wanted: 'YAML or JSON that can be understood in one way only',
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { documents: [], problems: faults.map((one) => bad(one.pos[0], headOf(one.message))) };
  }
  if (document.contents === null) return { documents: [], problems: [] };
  let json: unknown;
  try {
    json = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { documents: [], problems: [bad(document.range[0], found)] };
  }
  if (json === null) return { documents: [], problems: [] };
  const at = (node: Node | null, path: string) => {
    const offset = offsetOf(node, path) ?? document.range[0];
    return `${label}, line ${lines.linePos(offset).line}${path === '' ? '' : `, ${path}`}`;
  };
  const root = document.contents as Node;
  if (!isList(json))
    return { documents: [{ file, json: declared(json), at: (path) => at(root, path) }], problems: [] };
  const items = isMap(root) ? root.get('items', true) : undefined;
  return {
    documents: json.items.map((item, i) => {
      const node = isSeq(items) ? (items.items[i] as Node) : root;
      return { file, json: declared(item), at: (path) => at(node, path) };
    }),
    problems: [],
  };
}

function isList(json: unknown): json is { readonly items: readonly unknown[] } {
  const { kind, items } = (json ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return kind === 'List' && Array.isArray(items);
}

function declared(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(Object.entries(json).filter(([key]) => !NOT_DECLARED.includes(key)));
}

/** Without the excerpt that the library adds. */
function headOf(message: string): string {
  return shown(message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '').replace(
    /^"|"$/g,
    '',
  );
}

/** Where a path leads, or how far it does: keys may hold dots. */
function offsetOf(node: Node | null, path: string): number | undefined {
  if (path === '' || !isCollection(node)) return node?.range?.[0];
  for (const end of endsOf(path)) {
    const word = path.slice(0, end);
    const rest = path.slice(end).replace(/^\./, '');
    const inner = childOf(node, word);
    if (inner) return offsetOf(inner.value, rest) ?? inner.offset;
  }
  return node.range?.[0];
}

/** The longest word first. */
function endsOf(path: string): readonly number[] {
  const ends = [...path.matchAll(/(?<=.)[.[]/g)].map(({ index }) => index);
  return [path.length, ...ends.reverse()];
}

function childOf(
  node: Node,
  word: string,
): { readonly value: Node | null; readonly offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const index = /^\[(\d+)\]$/.exec(word)?.[1];
    const item = index === undefined ? undefined : (node.items[Number(index)] as Node | undefined);
    return item && { value: item, offset: item.range?.[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(
    ({ key }) => String((key as { value?: unknown } | null)?.value ?? key) === word,
  );
  if (!pair) return undefined;
  const key = pair.key as Node;
  // The key's place, which is also there where the value is on the next line.
  return { value: isCollection(pair.value) ? (pair.value as Node) : null, offset: key.range?.[0] };
}
