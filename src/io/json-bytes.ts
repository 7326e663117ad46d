/*
 * A reader that walks through JSON text and builds only what is asked for. The list of agents of a large cluster
 * is tens of megabytes of which a tenth is needed: parsed whole, it would take several times its size.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;

/** Where the value ends that was visited; undefined leaves it to be skipped. */
type Visited = number | undefined;

/** Told where each wanted member's value begins. */
export interface Visitor<K extends string> {
  visit(name: K, value: number): Visited;
}

/** The names of the members that are wanted, by length: the others are passed over without being decoded. */
export type MemberNames<K extends string> = readonly (readonly K[])[];

/** @param names in plain ASCII; an escaped spelling of one is not recognized */
export function memberNames<const K extends string>(...names: readonly K[]): MemberNames<K> {
  const byLength: K[][] = [];
  for (const name of names) byLength[name.length] = [...(byLength[name.length] ?? []), name];
  return byLength;
}

/**
 * Visits the named members of the object that begins at `at`.
 * @returns the place behind the object
 * @throws SyntaxError where there is no whole object
 */
export function eachMember<K extends string>(
  bytes: Buffer,
  at: number,
  names: MemberNames<K>,
  visitor: Visitor<K>,
): number {
  let place = expect(bytes, at, OPEN_OBJECT);
  if (peek(bytes, place) === CLOSE_OBJECT) return blank(bytes, place) + 1;
  for (;;) {
    const start = blank(bytes, place);
    const end = skipString(bytes, start);
    const value = blank(bytes, expect(bytes, end, COLON));
    const candidates = names[end - start - 2];
    const name = candidates && nameAt(bytes, start + 1, candidates);
    place = (name === undefined ? undefined : visitor.visit(name, value)) ?? skipValue(bytes, value);
    const next = peek(bytes, place);
    place = blank(bytes, place) + 1;
    if (next === CLOSE_OBJECT) return place;
    if (next !== COMMA) throw unexpected(bytes, place - 1);
  }
}

function nameAt<K extends string>(bytes: Buffer, at: number, candidates: readonly K[]): K | undefined {
  for (const name of candidates) {
    let i = 0;
    while (i < name.length && bytes[at + i] === name.charCodeAt(i)) i++;
    if (i === name.length) return name;
  }
  return undefined;
}

/** The same for the items of an array. */
export function eachItem(bytes: Buffer, at: number, visit: (value: number) => Visited): number {
  let place = expect(bytes, at, OPEN_ARRAY);
  if (peek(bytes, place) === CLOSE_ARRAY) return blank(bytes, place) + 1;
  for (;;) {
    const value = blank(bytes, place);
    place = visit(value) ?? skipValue(bytes, value);
    const next = peek(bytes, place);
    place = blank(bytes, place) + 1;
    if (next === CLOSE_ARRAY) return place;
    if (next !== COMMA) throw unexpected(bytes, place - 1);
  }
}

/**
 * The place behind the value that begins at `at`. What is inside is not checked beyond its brackets and strings.
 * @throws SyntaxError where the text ends before the value does
 */
export function skipValue(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return skipString(bytes, at);
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipWord(bytes, at);
  const { length } = bytes;
  let depth = 0;
  for (let i = at; i < length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      // As skipString, in place: half of all bytes are in strings.
      for (i++; i < length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  throw unexpected(bytes, bytes.length);
}

/** A number, true, false or null. */
function skipWord(bytes: Buffer, at: number): number {
  let i = at;
  for (; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte <= SPACE || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) break;
  }
  if (i === at) throw unexpected(bytes, at);
  return i;
}

function skipString(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) throw unexpected(bytes, at);
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  throw unexpected(bytes, bytes.length);
}

/** The next place that is no white space. */
function blank(bytes: Buffer, at: number): number {
  let i = at;
  while (i < bytes.length && (bytes[i] ?? 0) <= SPACE) i++;
  return i;
}

function peek(bytes: Buffer, at: number): number | undefined {
  return bytes[blank(bytes, at)];
}

function expect(bytes: Buffer, at: number, byte: number): number {
  const place = blank(bytes, at);
  if (bytes[place] !== byte) throw unexpected(bytes, place);
  return place + 1;
}

function unexpected(bytes: Buffer, at: number): SyntaxError {
  const what = at < bytes.length ? `${JSON.stringify(String.fromCharCode(bytes[at] ?? 0))} ` : 'the end ';
  return new SyntaxError(`not expected in JSON: ${what}at byte ${at} of ${bytes.length}`);
}
