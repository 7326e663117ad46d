import path from 'node:path';
import { cycles, readSources, type SourceFile } from './support/imports';

const root = path.join(__dirname, '..');

interface Row {
  /** The folder that the row speaks of; the longest one that matches a file decides. */
  readonly folder: string;
  /** Our own folders, besides itself. */
  readonly ours: readonly string[];
  /** Packages; `node:` stands for every module of Node, a trailing `/` for every path below. */
  readonly packages?: readonly string[];
  /** True where each folder directly below is a stranger to the others. */
  readonly noSiblings?: boolean;
}

const table: readonly Row[] = [
  // Settings of Spark as data, made by a script.
  { folder: 'src/domain', ours: [], packages: ['./conf-catalogue.json'] },
  { folder: 'src/manifest', ours: ['src/domain'], packages: ['zod'] },
  { folder: 'src/operator/engine', ours: ['src/domain', 'src/manifest', 'src/operator/ports'] },
  { folder: 'src/operator/ports', ours: ['src/domain', 'src/manifest'] },
  {
    folder: 'src/operator/interruptions',
    ours: ['src/domain', 'src/manifest', 'src/operator/engine', 'src/operator/ports'],
  },
  {
    folder: 'src/operator/kinds',
    ours: ['src/domain', 'src/manifest', 'src/operator/engine', 'src/operator/ports'],
    noSiblings: true,
  },
  {
    folder: 'src/io',
    ours: ['src/domain', 'src/manifest', 'src/operator/ports'],
    packages: ['node:', '@aws-sdk/', '@xmldom/xmldom', 'node-zookeeper-client', 'zod'],
  },
  {
    // Shows what the engine knows.
    folder: 'src/io/operator-server',
    ours: ['src/domain', 'src/operator/engine'],
    packages: ['node:', 'hono', 'hono/', '@hono/node-server'],
  },
  {
    folder: 'src/io/metrics',
    ours: ['src/operator/engine', 'src/operator/ports'],
    packages: ['prom-client'],
  },
  {
    // Publishes what the engine knows.
    folder: 'src/io/cloudwatch',
    ours: ['src/domain', 'src/operator/engine', 'src/operator/ports', 'src/io/metrics'],
    packages: ['@aws-sdk/client-cloudwatch'],
  },
  {
    folder: 'src/lab',
    ours: ['src/domain'],
    packages: ['node:', 'croner', 'hono', 'hono/', '@hono/node-server'],
  },
  {
    folder: 'src/cli',
    ours: ['src'],
    // package.json has the version, which a bundle must carry along.
    packages: ['node:', 'commander', 'diff', 'yaml', 'zod', '../../package.json'],
  },
  {
    folder: 'constructs',
    ours: ['src/domain', 'src/manifest'],
    // node: for the boot scripts and the operator's bundle, which are shipped as files, and for testing's unpacking.
    packages: [
      'cdktf',
      'constructs',
      '@cdktf/provider-aws/',
      'pako',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:zlib',
    ],
  },
  {
    folder: 'stacks',
    ours: ['constructs', 'src/domain', 'src/manifest'],
    packages: ['cdktf', 'constructs', '@cdktf/provider-aws/', 'yaml', 'zod', 'node:fs', 'node:path'],
  },
];

const sources = readSources(root, ['src', 'constructs', 'stacks']);

function rowOf(file: string): Row | undefined {
  return table
    .filter((row) => file.startsWith(`${row.folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

function foreignImports(all: readonly SourceFile[]): readonly string[] {
  return all.flatMap(({ file, imports }) => {
    const row = rowOf(file);
    if (!row) return [`${file} lies in no folder of the import table`];
    return imports.flatMap((one) => {
      const allowed =
        one.file === undefined ? packageAllowed(row, one.specifier) : ourFileAllowed(row, file, one.file);
      return allowed
        ? []
        : [`${file} imports ${one.file ?? one.specifier}; ${row.folder} may import only ${may(row)}`];
    });
  });
}

function may(row: Row): string {
  return ['itself', ...row.ours, ...(row.packages ?? [])].join(', ');
}

function packageAllowed(row: Row, specifier: string): boolean {
  return (row.packages ?? []).some((name) =>
    name.endsWith('/') || name.endsWith(':') ? specifier.startsWith(name) : specifier === name,
  );
}

function ourFileAllowed(row: Row, from: string, to: string): boolean {
  if (!to.startsWith(`${row.folder}/`)) return row.ours.some((folder) => to.startsWith(`${folder}/`));
  if (!row.noSiblings) return true;
  const [mine, theirs] = [from, to].map((file) => file.slice(row.folder.length + 1).split('/'));
  // Files that lie directly in the folder are its list and may see everybody.
  return mine?.length === 1 || theirs?.length === 1 || mine?.[0] === theirs?.[0];
}

test('every import is one that the table allows', () => {
  expect(foreignImports(sources)).toEqual([]);
});

test('no file imports itself, directly or through others', () => {
  expect(cycles(sources)).toEqual([]);
});

test('the domain and the engine read no clock and no chance of their own', () => {
  const offenders = sources
    .filter(({ file }) => /^src\/(domain|operator\/(engine|kinds|ports))\//.test(file))
    .filter(({ text }) => /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/.test(text));
  expect(offenders.map(({ file }) => file)).toEqual([]);
});

test('no file is longer than 250 lines', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 251).map(({ file }) => file);
  expect(long).toEqual([]);
});

test('provider resources come one by one, never from the index', () => {
  const found = sources.filter(({ imports }) => imports.some((i) => i.specifier === '@cdktf/provider-aws'));
  expect(found.map(({ file }) => file)).toEqual([]);
});

describe('the check sees', () => {
  const file = (name: string, ...imports: SourceFile['imports']) => ({ file: name, text: '', imports });

  test.each<[string, SourceFile]>([
    ['a package in the domain', file('src/domain/x.ts', { specifier: 'cdktf' })],
    ['a Node module in the domain', file('src/domain/x.ts', { specifier: 'node:fs' })],
    ['a bare Node module in the engine', file('src/operator/engine/x.ts', { specifier: 'fs' })],
    [
      'a kind in the engine',
      file('src/operator/engine/x.ts', { specifier: '../kinds', file: 'src/operator/kinds/index.ts' }),
    ],
    [
      'a sibling kind',
      file('src/operator/kinds/a/x.ts', { specifier: '../b/y', file: 'src/operator/kinds/b/y.ts' }),
    ],
    [
      'the operator in a construct',
      file('constructs/x.ts', { specifier: '../src/operator/y', file: 'src/operator/engine/y.ts' }),
    ],
    ['io in a kind', file('src/operator/kinds/a/x.ts', { specifier: '../../../io/y', file: 'src/io/y.ts' })],
    ['a file outside every folder', file('src/stray.ts')],
  ])('%s', (_, source) => {
    expect(foreignImports([source])).toHaveLength(1);
  });

  test('a cycle of types alone', () => {
    const a = file('src/domain/a.ts', { specifier: './b', file: 'src/domain/b.ts' });
    const b = file('src/domain/b.ts', { specifier: './a', file: 'src/domain/a.ts' });
    expect(cycles([a, b])).toEqual([['src/domain/a.ts', 'src/domain/b.ts']]);
  });

  test('every form of import', () => {
    const forms = readSources(__dirname, ['support/import-forms'])[0];
    expect(forms?.imports.map((i) => i.specifier)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
  });
});
