const QUOTE = 0x22;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const NONE = -1;

/** To compare costs a call, which is more than to walk over what is shorter. */
const LONG = 48;
/** A member that differs so often in a row is one that does: it is left alone from then on. */
const TRIES = 32;
/** Members of a row that are remembered; rows of masters and of Marathons have about twenty. */
const MOST = 64;

/**
 * The members of the rows before, by their place in the row: the agents of a group, and the tasks of an app, have most
 * of them in common, byte for byte. What is the same need be neither walked nor parsed again.
 */
export class Repeats {
  /** Where a member's name begins, and where its value ends; the row before need not be the one just before. */
  private readonly from = new Int32Array(MOST).fill(NONE);
  private readonly to = new Int32Array(MOST);
  private readonly values: unknown[] = [];
  /** Of each place, how often in a row it was another one. */
  private readonly misses = new Int32Array(MOST);

  constructor(private readonly bytes: Buffer) {}

  /** Where the member ends that begins at `start`, if it is the same as one before at this place of a row. */
  end(index: number, start: number): number | undefined {
    const { bytes } = this;
    const from = this.from[index] ?? NONE;
    if (from === NONE) return undefined;
    const to = this.to[index] ?? NONE;
    const end = start + to - from;
    // Most that differ in their length are told apart by their last byte, without a call.
    const same = bytes[end - 1] === bytes[to - 1] && bytes.compare(bytes, from, to, start, end) === 0;
    this.misses[index] = same ? 0 : (this.misses[index] ?? 0) + 1;
    return same ? end : undefined;
  }

  /** Keeps a member. @returns whether it is one that is kept */
  keep(index: number, start: number, end: number): boolean {
    const isWorth = index < MOST && end - start >= LONG && (this.misses[index] ?? 0) < TRIES;
    const kept = isWorth && endsByItself(this.bytes[end - 1]);
    this.from[index] = kept ? start : NONE;
    if (!kept) return false;
    this.to[index] = end;
    this.values[index] = undefined;
    return true;
  }

  /** The value of a member that is kept, once somebody has parsed it. */
  value(index: number): unknown {
    return this.values[index];
  }

  setValue(index: number, value: unknown): void {
    this.values[index] = value;
  }
}

/** Of a number only what follows says whether it has ended. */
function endsByItself(byte: number | undefined): boolean {
  return byte === QUOTE || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}
