import { eachMember, type MemberNames, memberNames, skipValue } from './json-bytes';
import { Repeats } from './json-repeats';
import { type Fields, isFields, UnexpectedAnswer } from './shape';

const QUOTE = 0x22;
const NOT_THERE = -1;

/** Where there are more, rows have little in common. */
const MOST_SHARED = 1000;

/**
 * One object of a long list, by the names of the members that are wanted. The same row is read into again and
 * again: it keeps places in the text, and builds a value only when it is asked for one.
 */
export class JsonRow<K extends string> {
  private readonly names: MemberNames<K>;
  private readonly slots: Readonly<Record<string, number>>;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly parsed = new Map<string, unknown>();
  private readonly repeats: Repeats;
  /** Of each member that repeats keep: its place in the row. */
  private readonly kept: Int32Array;
  /** Of each place in the row: which member, and how far behind its name the value begins. */
  private readonly slotAt: number[] = [];
  private readonly valueAt: number[] = [];
  private visited = NOT_THERE;
  /** Of each member, the shared values that were found to be right. */
  private readonly sound: readonly WeakSet<object>[];
  private index = -1;

  /** @param list what it is a row of, for messages */
  constructor(
    readonly bytes: Buffer,
    names: readonly K[],
    private readonly rows: string,
  ) {
    this.names = memberNames(...names);
    this.slots = Object.fromEntries(names.map((name, i) => [name, i]));
    this.sound = names.map(() => new WeakSet());
    this.starts = new Int32Array(names.length);
    this.ends = new Int32Array(names.length);
    this.kept = new Int32Array(names.length);
    this.repeats = new Repeats(bytes);
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
    this.kept[slot] = NOT_THERE;
    this.visited = slot;
    return end;
  }

  /** Called for each member: one that is as in a row before is not looked at again. */
  known(index: number, start: number): number | undefined {
    const end = this.repeats.end(index, start);
    this.visited = NOT_THERE;
    const slot = this.slotAt[index] ?? NOT_THERE;
    if (end === undefined || slot === NOT_THERE) return end;
    this.starts[slot] = start + (this.valueAt[index] ?? 0);
    this.ends[slot] = end;
    this.kept[slot] = index;
    return end;
  }

  /** Called for each that was looked at. */
  passed(index: number, start: number, end: number): void {
    if (!this.repeats.keep(index, start, end)) return;
    const slot = this.visited;
    this.slotAt[index] = slot;
    if (slot === NOT_THERE) return;
    this.valueAt[index] = (this.starts[slot] ?? 0) - start;
    this.kept[slot] = index;
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
    const slot = this.slots[name] ?? 0;
    if (this.starts[slot] === NOT_THERE) return undefined;
    const index = this.kept[slot] ?? NOT_THERE;
    if (index === NOT_THERE) return this.sharedByText(name);
    const known = this.repeats.value(index);
    if (known !== undefined) return known;
    const value = this.sharedByText(name);
    this.repeats.setValue(index, value);
    return value;
  }

  private sharedByText(name: K): unknown {
    const text = this.text(name) ?? '';
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const value: unknown = JSON.parse(text);
    if (this.parsed.size < MOST_SHARED) this.parsed.set(text, value);
    return value;
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

  /**
   * Shared between rows that have the same, and checked once for all of them.
   * @param check calls {@link wrong} if need be
   */
  fields(name: K, check: (fields: Fields) => void = () => {}): Fields {
    return this.checked(name, isFields, 'an object', check);
  }

  /** The same. */
  list<T>(name: K, isItem: (value: unknown) => value is T, wanted: string): readonly T[] {
    const isList = (value: unknown): value is readonly T[] => Array.isArray(value) && value.every(isItem);
    return this.checked(name, isList, wanted, () => {});
  }

  private checked<T extends object>(
    name: K,
    is: (value: unknown) => value is T,
    wanted: string,
    check: (value: T) => void,
  ): T {
    const value = this.shared(name);
    const sound = this.sound[this.slots[name] ?? 0];
    if (typeof value === 'object' && value !== null && sound?.has(value)) return value as T;
    if (!is(value)) return this.wrong(name, wanted);
    check(value);
    sound?.add(value);
    return value;
  }

  wrong(name: K | string, wanted: string, found: unknown = this.foundAt(name)): never {
    throw new UnexpectedAnswer(`${this.rows}[${this.index}].${name}`, found, wanted);
  }

  private foundAt(name: string): unknown {
    return name in this.slots ? this.value(name as K) : undefined;
  }
}
