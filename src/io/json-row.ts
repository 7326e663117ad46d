import { eachMember, type MemberNames, memberNames, skipValue } from './json-bytes';
import { type Fields, isFields, UnexpectedAnswer } from './shape';

const QUOTE = 0x22;
const NOT_THERE = -1;

/**
 * One object of a long list, by the names of the members that are wanted. The same row is read into again and
 * again: it keeps places in the text, and builds a value only when it is asked for one.
 */
export class JsonRow<K extends string> {
  private readonly names: MemberNames<K>;
  private readonly slots: Readonly<Record<string, number>>;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly known = new Map<string, unknown>();
  private index = -1;

  /** @param list what it is a row of, for messages */
  constructor(
    readonly bytes: Buffer,
    names: readonly K[],
    private readonly rows: string,
  ) {
    this.names = memberNames(...names);
    this.slots = Object.fromEntries(names.map((name, i) => [name, i]));
    this.starts = new Int32Array(names.length);
    this.ends = new Int32Array(names.length);
  }

  /** Takes the object that begins at `at`; returns the place behind it. */
  read(at: number): number {
    this.starts.fill(NOT_THERE);
    this.index++;
    return eachMember(this.bytes, at, this.names, this);
  }

  /** Called for each member that is wanted. */
  visit(name: K, at: number): number {
    const end = skipValue(this.bytes, at);
    const slot = this.slots[name] ?? 0;
    this.starts[slot] = at;
    this.ends[slot] = end;
    return end;
  }

  has(name: K): boolean {
    return this.starts[this.slots[name] ?? 0] !== NOT_THERE;
  }

  /** The value as it is written, or undefined where there is none. */
  text(name: K): string | undefined {
    const slot = this.slots[name] ?? 0;
    const start = this.starts[slot] ?? NOT_THERE;
    return start === NOT_THERE ? undefined : this.bytes.toString('utf8', start, this.ends[slot]);
  }

  value(name: K): unknown {
    const slot = this.slots[name] ?? 0;
    const start = this.starts[slot] ?? NOT_THERE;
    if (start === NOT_THERE) return undefined;
    if (this.bytes[start] !== QUOTE) return JSON.parse(this.bytes.toString('utf8', start, this.ends[slot]));
    // A plain text needs no parser; most are.
    const inside = this.bytes.toString('utf8', start + 1, (this.ends[slot] ?? 0) - 1);
    return inside.includes('\\') ? JSON.parse(`"${inside}"`) : inside;
  }

  /** The same, for values that many rows have in common: each text is parsed once and its value shared. */
  shared(name: K): unknown {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!this.known.has(text)) this.known.set(text, JSON.parse(text));
    return this.known.get(text);
  }

  /** Where the value begins, to walk on inside it; undefined where there is none. */
  place(name: K): number | undefined {
    const start = this.starts[this.slots[name] ?? 0] ?? NOT_THERE;
    return start === NOT_THERE ? undefined : start;
  }

  /** @throws UnexpectedAnswer, as all that follow, where it is of another type */
  string(name: K): string {
    const value = this.value(name);
    return typeof value === 'string' && value !== '' ? value : this.wrong(name, 'a text');
  }

  /** The same, for few texts that stand in many rows. */
  sharedString(name: K): string {
    const value = this.shared(name);
    return typeof value === 'string' && value !== '' ? value : this.wrong(name, 'a text');
  }

  flag(name: K): boolean {
    const text = this.text(name);
    return text === 'true' || (text === 'false' ? false : this.wrong(name, 'true or false'));
  }

  /** A whole number from 0. */
  count(name: K): number {
    const value = this.value(name);
    return Number.isSafeInteger(value) && Number(value) >= 0
      ? Number(value)
      : this.wrong(name, 'a whole number');
  }

  /** Shared between rows that have the same. */
  fields(name: K): Fields {
    const value = this.shared(name);
    return isFields(value) ? value : this.wrong(name, 'an object');
  }

  /** Shared between rows that have the same. */
  list<T>(name: K, isItem: (value: unknown) => value is T, wanted: string): readonly T[] {
    const value = this.shared(name);
    return Array.isArray(value) && value.every(isItem) ? value : this.wrong(name, wanted);
  }

  wrong(name: K | string, wanted: string, found: unknown = this.foundAt(name)): never {
    throw new UnexpectedAnswer(`${this.rows}[${this.index}].${name}`, found, wanted);
  }

  private foundAt(name: string): unknown {
    return name in this.slots ? this.value(name as K) : undefined;
  }
}
