/*
 * A reader that walks through JSON text and builds only what is asked for. The list of agents of a large cluster
 * is tens of megabytes of which a tenth is needed: parsed whole, it would take several times its size.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;

/**
 * The largest value that is walked in one go, some milliseconds of work. What is larger and not read piece by piece
 * (json-walk.ts) is no answer of a master or of a Marathon.
 */
const LARGEST = 8 * 2 ** 20;

/** Where the value ends that was visited; undefined leaves it to be skipped. */
export type Visited = number | undefined;

/** Told where each wanted member's value begins. */
export interface Visitor<K extends string> {
  visit(name: K, value: number): Visited;
  /** Where a member ends that need not be looked at. @param index of the member in its object */
  known?(index: number, start: number): Visited;
  /** Called after each other member, from its name to its end. */
  passed?(index: number, start: number, end: number): void;
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
  for (let index = 0; ; index++) {
    const start = blank(bytes, place);
    let end = visitor.known?.(index, start);
    if (end === undefined) {
      end = oneMember(bytes, start, names, visitor);
      visitor.passed?.(index, start, end);
    }
    place = behindItem(bytes, end, CLOSE_OBJECT);
    if (place < 0) return -place;
  }
}

function oneMember<K extends string>(
  bytes: Buffer,
  start: number,
  names: MemberNames<K>,
  visitor: Visitor<K>,
): number {
  const end = skipString(bytes, start);
  const value = valueBehind(bytes, end);
  const name = nameOf(bytes, start, end, names);
  const visited = name === undefined ? undefined : visitor.visit(name, value);
  return visited ?? skipValue(bytes, value);
}

/** Where the value of a member begins whose name ends at `end`. */
export function valueBehind(bytes: Buffer, end: number): number {
  return blank(bytes, expect(bytes, end, COLON));
}

/** Which of the names stands there in quotes. */
export function nameOf<K extends string>(
  bytes: Buffer,
  start: number,
  end: number,
  names: MemberNames<K>,
): K | undefined {
  const candidates = names[end - start - 2];
  return candidates && nameAt(bytes, start + 1, candidates);
}

/** The place behind the comma that follows an item, or minus the place behind the list's end. */
export function behindItem(bytes: Buffer, end: number, close: number): number {
  const at = blank(bytes, end);
  if (bytes[at] === close) return -(at + 1);
  if (bytes[at] !== COMMA) throw unexpected(bytes, at);
  return at + 1;
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
    place = behindItem(bytes, visit(value) ?? skipValue(bytes, value), CLOSE_ARRAY);
    if (place < 0) return -place;
  }
}

/**
 * The place behind the value that begins at `at`. What is inside is not checked beyond its brackets and strings.
 * @throws SyntaxError where the text ends before the value does
 */
export function skipValue(bytes: Buffer, at: number): number {
  const end = skipWithin(bytes, at, at + LARGEST);
  if (end === undefined)
    throw new SyntaxError(`not expected in JSON: more than ${LARGEST} bytes in one value at byte ${at}`);
  return end;
}

/**
 * The same, for no further than `limit`.
 * @returns undefined where the value is longer
 */
export function skipWithin(bytes: Buffer, at: number, limit: number): number | undefined {
  const first = bytes[at];
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY && first !== QUOTE) return skipWord(bytes, at);
  const state = { at, depth: 0, inString: false };
  return skipPiece(bytes, state, limit) ? state.at : undefined;
}

/** How far a value has been walked over. */
export interface Skipped {
  at: number;
  depth: number;
  inString: boolean;
}

/**
 * Walks on over an object, a list or a text, to its end or to `limit`.
 * @returns whether it has ended
 * @throws SyntaxError where the text ends before
 */
export function skipPiece(bytes: Buffer, state: Skipped, limit: number): boolean {
  const length = Math.min(bytes.length, limit);
  let { at: i, depth, inString } = state;
  while (i < length) {
    if (inString) {
      // Half of all bytes are in strings.
      while (i < length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
      if (i >= length) break;
      i++;
      inString = false;
      if (depth > 0) continue;
      state.at = i;
      return true;
    }
    const byte = bytes[i++];
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth--;
      if (depth > 0) continue;
      state.at = i;
      return true;
    }
  }
  if (i >= bytes.length) throw unexpected(bytes, bytes.length);
  Object.assign(state, { at: i, depth, inString });
  return false;
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

export function skipString(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) throw unexpected(bytes, at);
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  throw unexpected(bytes, bytes.length);
}

/** The next place that is no white space. */
export function blank(bytes: Buffer, at: number): number {
  let i = at;
  while (i < bytes.length && (bytes[i] ?? 0) <= SPACE) i++;
  return i;
}

export function peek(bytes: Buffer, at: number): number | undefined {
  return bytes[blank(bytes, at)];
}

export function expect(bytes: Buffer, at: number, byte: number): number {
  const place = blank(bytes, at);
  if (bytes[place] !== byte) throw unexpected(bytes, place);
  return place + 1;
}

function unexpected(bytes: Buffer, at: number): SyntaxError {
  const what = at < bytes.length ? `${JSON.stringify(String.fromCharCode(bytes[at] ?? 0))} ` : 'the end ';
  return new SyntaxError(`not expected in JSON: ${what}at byte ${at} of ${bytes.length}`);
}
