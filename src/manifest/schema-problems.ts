import type { z } from 'zod';
import { type Problem, rejectIf, shown } from '../domain/core/problem';

/**
 * Reads `input` by a schema.
 * @throws ProblemError with everything that is wrong with it at once
 */
export function parseBySchema<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = schemaProblems(result.error, input);
  rejectIf(problems);
  throw result.error;
}

/** zod's findings in our words: one problem a place, with what was found there. */
export function schemaProblems(error: z.ZodError, input: unknown): readonly Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, input));
}

function issueProblems(issue: z.core.$ZodIssue, input: unknown): readonly Problem[] {
  const at = pathText(issue.path);
  const value = issue.path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    input,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: pathText([...issue.path, key]),
      found: 'a key that nothing reads',
      wanted: 'no such key',
    }));
  }
  return [{ at, found: foundText(issue.path, value), wanted: wantedText(issue) }];
}

/** Fields in which people keep passwords, although they should not. */
const MAY_BE_SECRET: readonly PropertyKey[] = [
  ...[
    'args',
    'arguments',
    'cmd',
    'env',
    'fetch',
    'javaOptions',
    'labels',
    'properties',
    'secret',
    'sparkConf',
    'dispatcherConf',
    'options',
    'uris',
  ],
];

/** Problems stand in logs and in the status. */
function foundText(path: readonly PropertyKey[], value: unknown): string {
  if (value === undefined) return 'nothing';
  if (path.some((key) => MAY_BE_SECRET.includes(key)))
    return 'something else (not shown: it may hold a secret)';
  // Before it is cut short.
  const hasUser = /:\/\/[^/\s"]*@/.test(JSON.stringify(value) ?? '');
  return hasUser ? 'a URL with a user in it (not shown)' : shown(value);
}

function wantedText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `${article(issue.expected)} ${issue.expected}`;
  if (issue.code === 'invalid_value') return issue.values.map((value) => shown(value)).join(' or ');
  return issue.message
    .replace(/^wanted /, '')
    .replace(/^Too (?:big|small): expected (\w+) to (?:be|have) /, 'a $1 ')
    .replace(/^Invalid string: must /, 'a string that must ');
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

/** `app.constraints[0]`, as one writes it in TypeScript. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? String(key) : `.${String(key)}`))
    .join('');
}
