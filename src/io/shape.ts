import type { z } from 'zod';
import { foreignText } from '../domain/core/foreign-text';
import { shown } from '../domain/core/problem';

/** An answer that is not shaped as it must be. What rests on it is not decided. */
export class UnexpectedAnswer extends Error {
  constructor(where: string, found: unknown, wanted: string) {
    super(`${where}: found ${found === undefined ? 'nothing' : shown(found)}, wanted ${wanted}`);
    this.name = 'UnexpectedAnswer';
  }
}

/** Reads a small answer by its schema. @throws UnexpectedAnswer at the first field that is wrong */
export function shaped<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const read = schema.safeParse(value, { reportInput: true });
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  throw new UnexpectedAnswer(`${where}${path.join('')}`, issue?.input, wantedBy(issue));
}

function wantedBy(issue: z.core.$ZodIssue | undefined): string {
  return issue?.code === 'invalid_type'
    ? `a value of type ${issue.expected}`
    : (issue?.message ?? 'another value');
}

/** @throws UnexpectedAnswer where it is no JSON */
export function parseJson(body: Buffer, where: string): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new UnexpectedAnswer(where, beginning(body), 'JSON');
  }
}

/** What begins like JSON is an answer that was cut short, and may hold an app with its environment. */
function beginning(body: Buffer): string {
  const text = foreignText(body.toString('utf8', 0, 400), 80);
  return /^[{["]/.test(text) ? `${body.length} bytes that begin like JSON` : text;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
