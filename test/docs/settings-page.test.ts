import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { manifestsOf, synthesizeStack } from '../../constructs/testing';
import { attempt, problemText } from '../../src/domain/core/problem';
import { parseSettings } from '../../stacks/settings';
import { settingsSchema } from '../../stacks/settings-schema';
import { ShuffleStack } from '../../stacks/shuffle-stack';
import { quoted, section, textOf } from './page';

const page = textOf('docs/settings.md');
const SECTIONS = Object.keys(settingsSchema.shape);

// biome-ignore lint/suspicious/noExplicitAny: parts of a file that is taken apart on purpose
type Tree = Record<string, any>;

const exampleOf = (name: string): Tree =>
  parse(/```yaml\n([\s\S]*?)```/.exec(section(page, name))?.[1] ?? 'none');

let bundle: string;
beforeAll(() => {
  bundle = path.join(mkdtempSync(path.join(tmpdir(), 'settings-page-')), 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log("operator");\n');
});
afterAll(() => rmSync(path.dirname(bundle), { recursive: true, force: true }));

/** A file of what must be there, and with it a section's example. */
function fileWith(...names: readonly string[]): Tree {
  const needed = ['aws', 'cluster', 'reservations', 'agents', 'shuffleServices', 'sparkDefaults'];
  const file: Tree = {};
  for (const name of new Set([...needed, ...names])) {
    const { cluster, ...example } = exampleOf(name);
    Object.assign(file, example);
    if (cluster) file['cluster'] = { ...file['cluster'], ...cluster };
  }
  return file;
}

function made(file: Tree) {
  const settings = structuredClone(file);
  settings['operator'] = { ...settings['operator'], bundle };
  for (const one of Object.values<Tree>(settings['sparkClients'] ?? {})) one['bundle'] = bundle;
  return synthesizeStack(new ShuffleStack(new App(), parseSettings(stringify(settings))));
}

function refused(file: Tree): readonly string[] {
  const result = attempt(() => made(file));
  return 'value' in result ? [] : result.problems.map(problemText);
}

test('names every section, in the order of the schema', () => {
  expect([...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name)).toEqual(SECTIONS);
});

test.each(SECTIONS)('the example of %s works', (name) => {
  const example = exampleOf(name);
  expect(Object.keys(example)).toContain(name);
  expect(refused(fileWith(name))).toEqual([]);
});

test('all of them work together', () => {
  expect(manifestsOf(made(fileWith(...SECTIONS))).map(({ kind }) => kind)).toEqual([
    'MarathonApp',
    'ScheduledSparkApplication',
    'ShuffleService',
    'SparkApplication',
    'SparkDefaults',
    'SparkDispatcher',
    'ZeppelinInterpreter',
  ]);
});

test('a problem is told as the page shows it', () => {
  const file = fileWith('sparkDispatchers', 'sparkApplications');
  file['sparkApplications'] = { pi: { ...file['sparkApplications'].report, dispatcher: 'sparc' } };
  expect([refused(file)]).toEqual([[/^ {4}(sparkApplications\..*)$/m.exec(page)?.[1]]]);
});

/** Sections of things that have names. */
const NAMED = Object.entries(settingsSchema.shape)
  .filter(([, schema]) => plain(schema) instanceof z.ZodRecord)
  .map(([name]) => name);

test.each(NAMED)('the example of %s is the least that may be said', (name) => {
  const file = fileWith(name);
  const [[one, entry] = ['', {}]] = Object.entries<Tree>(file[name]);
  const kept = Object.keys(entry).filter((key) => {
    const { [key]: _, ...rest } = entry;
    return refused({ ...file, [name]: { ...file[name], [one]: rest } }).length === 0;
  });
  expect(kept).toEqual([]);
});

test.each(SECTIONS)('every field of %s is named, and no other', (name) => {
  const lines = [...section(page, name).matchAll(/^Fields(?: of `(\w+)`)?: ([^.]*)\./gm)];
  const told = Object.fromEntries(lines.map(([, of = '', fields]) => [of, quoted(fields)]));
  expect(told).toEqual(fieldsOf(plain(settingsSchema.shape[name as keyof typeof settingsSchema.shape])));
});

/** By the tag of a choice; under `''` where there is none. */
function fieldsOf(schema: z.ZodType): Readonly<Record<string, readonly string[]>> {
  if (schema instanceof z.ZodRecord) return fieldsOf(plain(schema.valueType as z.ZodType));
  if (schema instanceof z.ZodObject) return { '': Object.keys(schema.shape) };
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return {};
  const options = schema.options as readonly z.ZodObject[];
  return Object.fromEntries(
    options.map(({ shape }) => {
      const tag = shape[schema.def.discriminator] as z.ZodLiteral;
      return [String(tag.value), Object.keys(shape)];
    }),
  );
}

function plain(schema: z.ZodType): z.ZodType {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return isWrapped ? plain(schema.def.innerType as z.ZodType) : schema;
}
