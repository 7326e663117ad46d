import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';

const root = path.join(__dirname, '../..');

const libraries: Readonly<Record<string, string>> = {
  'cdktf-mesos-spark': 'constructs/index.ts',
  'cdktf-mesos-spark/testing': 'constructs/testing/index.ts',
};

/** Each example of a page names its file in its first line. */
export function examplesOf(page: string): ReadonlyMap<string, string> {
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return new Map(blocks.map((code) => [/^\/\/ (\S+)\.ts\n/.exec(code)?.[1] ?? 'without a name', code]));
}

export interface ExampleGlobals {
  readonly test: unknown;
  readonly expect: unknown;
}

/** Runs an example and the examples that it imports; each gives its exports. */
export function runExample(
  examples: ReadonlyMap<string, string>,
  name: string,
  globals?: ExampleGlobals,
): Record<string, unknown> {
  const { code } = transformSync(examples.get(name) ?? `throw new Error('no example ${name}')`, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const find = (wanted: string) => {
    if (wanted.startsWith('./')) return runExample(examples, wanted.slice(2));
    return require(wanted in libraries ? path.join(root, libraries[wanted] ?? '') : wanted);
  };
  const exports = {};
  new Function('require', 'exports', 'test', 'expect', code)(
    find,
    exports,
    globals?.test,
    globals?.expect ?? expect,
  );
  return exports;
}

/** What the compiler says of the examples as they stand; nothing if they are right. */
export function compilerOutput(examples: ReadonlyMap<string, string>, cache: string): string {
  const folder = path.join(root, 'node_modules/.cache', cache);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, code] of examples) writeFileSync(path.join(folder, `${name}.ts`), code);
  const paths = Object.fromEntries(
    Object.entries(libraries).map(([name, file]) => [name, [path.join(root, file)]]),
  );
  const config = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { paths },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
