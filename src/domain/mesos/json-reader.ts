/** JSON as the agent reads it: whole numbers that fit 64 bits are bigints, all others doubles. */
export type JsonValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** stout's limit of nesting (3rdparty/stout/include/stout/json.hpp, apache/mesos c1b42f79d). */
const MAX_DEPTH = 200;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class NotJson extends Error {}

/**
 * Reads JSON by the rules of the agent's parser, which is laxer with numbers than `JSON.parse` (`01`, `1.`,
 * `-.5`), keeps the last of two equal keys, and refuses what is larger than a double.
 * @returns undefined where the text is not JSON
 */
export function readJson(text: string): JsonValue | undefined {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): JsonValue {
    const value = this.value(MAX_DEPTH);
    this.skipSpace();
    if (this.at < this.text.length) throw new NotJson();
    return value;
  }

  private value(depth: number): JsonValue {
    this.skipSpace();
    const char = this.text[this.at] ?? '';
    if (char === '"') return this.string();
    if (char === '[') return this.array(depth);
    if (char === '{') return this.object(depth);
    if (/[-0-9]/.test(char)) return this.number();
    for (const [word, value] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    throw new NotJson();
  }

  private number(): bigint | number {
    const run = /[-+0-9eE.]+/y;
    run.lastIndex = this.at;
    const digits = run.exec(this.text)?.[0] ?? '';
    this.at += digits.length;
    if (/^-?\d+$/.test(digits)) {
      const whole = BigInt(digits);
      if (BigInt.asIntN(64, whole) === whole) return whole;
    }
    const value = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits) ? Number(digits) : Number.NaN;
    if (!Number.isFinite(value)) throw new NotJson();
    return value;
  }

  private string(): string {
    this.at += 1;
    let text = '';
    for (;;) {
      const char = this.text[this.at++];
      if (char === undefined || char < ' ') throw new NotJson();
      if (char === '"') return text;
      text += char === '\\' ? this.escape() : char;
    }
  }

  private escape(): string {
    const char = this.text[this.at++] ?? '';
    if (char !== 'u') {
      const meant = ESCAPES[char];
      if (meant === undefined) throw new NotJson();
      return meant;
    }
    const code = this.hex();
    if (code < 0xd800 || code > 0xdfff) return String.fromCharCode(code);
    if (code >= 0xdc00 || !this.text.startsWith('\\u', this.at)) throw new NotJson();
    this.at += 2;
    const low = this.hex();
    if (low < 0xdc00 || low > 0xdfff) throw new NotJson();
    return String.fromCharCode(code, low);
  }

  private hex(): number {
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new NotJson();
    this.at += 4;
    return Number.parseInt(digits, 16);
  }

  private array(depth: number): readonly JsonValue[] {
    if (depth <= 0) throw new NotJson();
    this.at += 1;
    const items: JsonValue[] = [];
    if (this.accept(']')) return items;
    do items.push(this.value(depth - 1));
    while (this.accept(','));
    this.expect(']');
    return items;
  }

  private object(depth: number): ReadonlyMap<string, JsonValue> {
    if (depth <= 0) throw new NotJson();
    this.at += 1;
    const fields = new Map<string, JsonValue>();
    if (this.accept('}')) return fields;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw new NotJson();
      const key = this.string();
      this.expect(':');
      fields.set(key, this.value(depth - 1));
    } while (this.accept(','));
    this.expect('}');
    return fields;
  }

  private skipSpace(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private accept(char: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string): void {
    if (!this.accept(char)) throw new NotJson();
  }
}
