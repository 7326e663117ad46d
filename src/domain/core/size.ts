import { ProblemError, shown } from './problem';

const FACTORS: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** An amount of memory or disk, in whole bytes. Units are binary, as in the JVM, Spark and Mesos. */
export class Size {
  static bytes(n: number): Size {
    return new Size(n);
  }

  static mebibytes(n: number): Size {
    return new Size(n * 2 ** 20);
  }

  static gibibytes(n: number): Size {
    return new Size(n * 2 ** 30);
  }

  /**
   * Reads a size with a unit: `512m`, `4g`, `4GB`, `1.5 GiB`, `100b`. The unit is required: a bare number
   * means bytes to the JVM, MiB to Mesos and KiB or MiB to Spark, depending on the key.
   * @throws ProblemError on anything else
   */
  static parse(text: string): Size {
    const match = /^\s*(\d+(?:\.\d+)?)\s*([bkmgt])(?:i?b)?\s*$/i.exec(text);
    const factor = FACTORS[match?.[2]?.toLowerCase() ?? ''];
    if (!match || factor === undefined) {
      throw new ProblemError([
        { at: 'size', found: shown(text), wanted: 'a number with a unit, such as "512m" or "4g"' },
      ]);
    }
    return new Size(Math.round(Number(match[1]) * factor));
  }

  private constructor(private readonly count: number) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ProblemError([
        { at: 'size', found: `${count} bytes`, wanted: 'a whole number of bytes from 0' },
      ]);
    }
  }

  toBytes(): number {
    return this.count;
  }

  /** In MiB, Mesos' and Marathon's unit of memory and disk. A fraction stays a fraction. */
  toMebibytes(): number {
    return this.count / 2 ** 20;
  }

  plus(other: Size): Size {
    return new Size(this.count + other.count);
  }

  isAbove(other: Size): boolean {
    return this.count > other.count;
  }

  /** The shortest text without loss that the JVM reads: `4g`, `1536m`, `100b` as `100`. */
  toJvm(): string {
    for (const unit of ['t', 'g', 'm', 'k'] as const) {
      const factor = FACTORS[unit] ?? 1;
      if (this.count > 0 && this.count % factor === 0) return `${this.count / factor}${unit}`;
    }
    return `${this.count}`;
  }

  /** For messages: `4 GiB`, `1536 MiB`. */
  toString(): string {
    const jvm = this.toJvm();
    const unit = { t: 'TiB', g: 'GiB', m: 'MiB', k: 'KiB' }[jvm.slice(-1)];
    return unit ? `${jvm.slice(0, -1)} ${unit}` : `${jvm} bytes`;
  }
}
