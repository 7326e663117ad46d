import { eachMember, type MemberNames, memberNames, skipValue } from './json-bytes';

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

  constructor(
    readonly bytes: Buffer,
    names: readonly K[],
  ) {
    this.names = memberNames(...names);
    this.slots = Object.fromEntries(names.map((name, i) => [name, i]));
    this.starts = new Int32Array(names.length);
    this.ends = new Int32Array(names.length);
  }

  /** Takes the object that begins at `at`; returns the place behind it. */
  read(at: number): number {
    this.starts.fill(NOT_THERE);
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
}
