import { z } from 'zod';
import { nearMiss } from '../src/domain/core/near-miss';
import { type Problem, shown } from '../src/domain/core/problem';
import { schemaProblems } from '../src/manifest/schema-problems';

/** zod's findings in our words; an unknown key is shown with the known one that it is probably meant to be. */
export function settingsProblems(schema: z.ZodType, error: z.ZodError, input: unknown): readonly Problem[] {
  return error.issues.flatMap((issue) => {
    const problems = schemaProblems(new z.ZodError([issue]), input);
    if (issue.code === 'invalid_type') {
      const found = valueAt(input, issue.path);
      return problems.map((problem) => wrongType(problem, issue.expected, found));
    }
    if (issue.code === 'invalid_key') return problems.map((problem) => wrongKey(problem, issue));
    if (issue.code !== 'unrecognized_keys') return problems;
    const known = keysAt(schema, input, issue.path);
    return problems.map((problem, i) => unknownKey(problem, issue.keys[i] ?? '', known));
  });
}

/** What YAML's people call what JavaScript calls otherwise. */
const YAML_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function wrongType(problem: Problem, expected: string, found: unknown): Problem {
  const wanted = YAML_WORDS[expected] ?? problem.wanted;
  const bare = expected === 'string' && (typeof found === 'number' || typeof found === 'boolean');
  return { ...problem, wanted, ...(bare ? { fix: 'put it in quotes' } : {}) };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

function wrongKey(problem: Problem, issue: z.core.$ZodIssueInvalidKey): Problem {
  const rule = issue.issues.map(({ message }) => message.replace(/^wanted /, '')).join(' and ');
  return { ...problem, found: `the name ${shown(issue.path.at(-1))}`, wanted: rule };
}

function unknownKey(problem: Problem, key: string, known: readonly string[]): Problem {
  const meant = nearMiss(key, known);
  const wanted = `one of ${known.join(', ')}`;
  return { ...problem, wanted, ...(meant === undefined ? {} : { fix: `did you mean ${meant}?` }) };
}

/** The keys that the mapping at `path` may have. */
function keysAt(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): readonly string[] {
  const plain = unwrap(schema);
  const [first, ...rest] = path;
  if (first === undefined) return keysOf(plain, input);
  const inner = typeof input === 'object' && input !== null ? Reflect.get(input, first) : undefined;
  const next = child(plain, input, first);
  return next === undefined ? [] : keysAt(next, inner, rest);
}

function keysOf(schema: z.ZodType, input: unknown): readonly string[] {
  const chosen = choose(schema, input);
  return chosen instanceof z.ZodObject ? Object.keys(chosen.shape) : [];
}

function child(schema: z.ZodType, input: unknown, key: PropertyKey): z.ZodType | undefined {
  const chosen = choose(schema, input);
  if (chosen instanceof z.ZodObject) return asType(Reflect.get(chosen.shape, key));
  if (chosen instanceof z.ZodRecord) return asType(chosen.valueType);
  if (chosen instanceof z.ZodArray) return asType(chosen.element);
  return undefined;
}

/** Of a choice by a tag, the branch whose tag the input has. */
function choose(schema: z.ZodType, input: unknown): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const tag = schema.def.discriminator;
  const found: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, tag) : undefined;
  const branch = schema.options.find(
    (option) => option instanceof z.ZodObject && asType(option.shape[tag])?.safeParse(found).success === true,
  );
  return asType(branch) ?? schema;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return unwrap(asType(schema.def.innerType) ?? schema);
  }
  return schema;
}

function asType(value: unknown): z.ZodType | undefined {
  return value instanceof z.ZodType ? unwrap(value) : undefined;
}
