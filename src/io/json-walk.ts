import type { Breath } from './breath';
import {
  behindItem,
  blank,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  expect,
  type MemberNames,
  nameOf,
  OPEN_ARRAY,
  OPEN_OBJECT,
  peek,
  skipPiece,
  skipString,
  skipWithin,
  type Visited,
  valueBehind,
} from './json-bytes';

/*
 * The walks of json-bytes.ts over what may be a hundred megabytes: in between they let others go first.
 */

/** What is walked before the clock is looked at. */
const PIECE = 256 * 1024;

type Visits = Visited | Promise<Visited>;

/** Visits the named members of the object that begins at `at`; returns the place behind it. */
export async function walkMembers<K extends string>(
  bytes: Buffer,
  at: number,
  names: MemberNames<K>,
  breath: Breath,
  visit: (name: K, value: number) => Visits,
): Promise<number> {
  let place = expect(bytes, at, OPEN_OBJECT);
  if (peek(bytes, place) === CLOSE_OBJECT) return blank(bytes, place) + 1;
  for (;;) {
    const start = blank(bytes, place);
    const end = skipString(bytes, start);
    const value = valueBehind(bytes, end);
    const name = nameOf(bytes, start, end, names);
    const visited = name === undefined ? undefined : visit(name, value);
    place = behindItem(bytes, await ended(bytes, value, visited, breath), CLOSE_OBJECT);
    if (place < 0) return -place;
    if (breath.due) await breath.take();
  }
}

/** The same for the items of an array. */
export async function walkItems(
  bytes: Buffer,
  at: number,
  breath: Breath,
  visit: (value: number) => Visits,
): Promise<number> {
  let place = expect(bytes, at, OPEN_ARRAY);
  if (peek(bytes, place) === CLOSE_ARRAY) return blank(bytes, place) + 1;
  for (;;) {
    const value = blank(bytes, place);
    const visited = visit(value);
    // A promise for each of a million rows would cost more than the rows.
    const end = typeof visited === 'number' ? visited : await ended(bytes, value, visited, breath);
    place = behindItem(bytes, end, CLOSE_ARRAY);
    if (place < 0) return -place;
    if (breath.due) await breath.take();
  }
}

async function ended(bytes: Buffer, value: number, visited: Visits, breath: Breath): Promise<number> {
  return (await visited) ?? skipWithin(bytes, value, value + PIECE) ?? skipLong(bytes, value, breath);
}

async function skipLong(bytes: Buffer, at: number, breath: Breath): Promise<number> {
  const state = { at, depth: 0, inString: false };
  while (!skipPiece(bytes, state, state.at + PIECE)) if (breath.due) await breath.take();
  return state.at;
}
