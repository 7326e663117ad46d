import { coalesce, type Interval } from './intervals';
import { isSubnormal, readDouble, readUint64 } from './number-text';
import { Refusal } from './refusal';
import { tokenize } from './tokens';

/** A value of a resource or an attribute. */
export type Value =
  | { readonly type: 'SCALAR'; readonly scalar: number }
  | { readonly type: 'RANGES'; readonly ranges: readonly Interval[] }
  | { readonly type: 'SET'; readonly set: readonly string[] }
  | { readonly type: 'TEXT'; readonly text: string };

const BRACKETS = ['{}', '[]', '()'];

/**
 * Reads a value in Mesos' text form: `12.5`, `[1-5, 9-9]`, `{a, b}`, and all else as text, every space left out
 * (src/common/values.cpp, apache/mesos c1b42f79d). Between its brackets the agent takes `[`, `]`, `-` and `,`
 * for mere separators, so that `[-5-10]` is a range.
 * @throws Refusal in the agent's words
 */
export function readValue(written: string): Value {
  const text = written.replaceAll(' ', '');
  if (text === '') throw new Refusal('Expecting non-empty string');
  if (!BRACKETS.every((pair) => bracketsMatch(text, pair))) throw new Refusal('Mismatched brackets');
  if (text.startsWith('[')) return { type: 'RANGES', ranges: readRanges(text) };
  if (text.includes('[')) throw new Refusal("Unexpected '[' found");
  if (text.startsWith('{')) return { type: 'SET', set: tokenize(text, '{},\n') };
  if (text.includes('{')) throw new Refusal("Unexpected '{' found");
  const scalar = readDouble(text);
  if (scalar !== undefined && isSubnormal(scalar)) throw new Refusal('Subnormal values not supported');
  return scalar === undefined || scalar < 0 ? { type: 'TEXT', text } : { type: 'SCALAR', scalar };
}

function readRanges(text: string): readonly Interval[] {
  const bounds = tokenize(text, '[]-,\n');
  if (bounds.length % 2 !== 0) throw new Refusal('Expecting one or more "ranges"');
  const ranges: Interval[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const begin = readUint64(bounds[i] ?? '');
    const end = readUint64(bounds[i + 1] ?? '');
    if (begin === undefined || end === undefined) {
      throw new Refusal(`Expecting non-negative integers in '${bounds[i]}'`);
    }
    ranges.push([begin, end]);
  }
  return coalesce(ranges);
}

function bracketsMatch(text: string, pair: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === pair[0]) open += 1;
    if (char === pair[1]) open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}
