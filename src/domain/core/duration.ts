import { ProblemError, shown } from './problem';

/** Nanoseconds in one of each of Mesos' units (3rdparty/stout/include/stout/duration.hpp, apache/mesos 1.11.x). */
const MESOS_UNITS: readonly (readonly [unit: string, nanos: number])[] = [
  ['weeks', 7 * 86_400e9],
  ['days', 86_400e9],
  ['hrs', 3_600e9],
  ['mins', 60e9],
  ['secs', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
];

/** Units that Spark, Marathon's users and systemd write, in nanoseconds. */
const SHORT_UNITS: Readonly<Record<string, number>> = {
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3_600e9,
  hr: 3_600e9,
  d: 86_400e9,
  day: 86_400e9,
  w: 7 * 86_400e9,
};

/** A length of time. Reads every spelling of Mesos and Spark and is written in the unit of whoever reads it. */
export class Duration {
  static millis(n: number): Duration {
    return new Duration(n * 1e6);
  }

  static seconds(n: number): Duration {
    return new Duration(n * 1e9);
  }

  static minutes(n: number): Duration {
    return new Duration(n * 60e9);
  }

  static hours(n: number): Duration {
    return new Duration(n * 3_600e9);
  }

  static days(n: number): Duration {
    return new Duration(n * 86_400e9);
  }

  /** What a prop may be given as. @throws ProblemError as {@link Duration.parse} does */
  static of(given: Duration | string): Duration {
    return typeof given === 'string' ? Duration.parse(given) : given;
  }

  /**
   * Reads a number with a unit: Mesos' `2days`, `10mins`, `1.5hrs`, or the short `120s`, `2m`, `1h`, `24h`.
   * A bare number is refused: it means seconds to some and milliseconds to others.
   * @throws ProblemError on anything else
   */
  static parse(text: string): Duration {
    const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
    const unit = match?.[2]?.toLowerCase() ?? '';
    const nanos = MESOS_UNITS.find(([name]) => name === unit)?.[1] ?? SHORT_UNITS[unit];
    if (!match || nanos === undefined) {
      throw new ProblemError([
        {
          at: 'duration',
          found: shown(text),
          wanted: 'a number with a unit, such as "120s", "10mins" or "2days"',
        },
      ]);
    }
    return new Duration(Number(match[1]) * nanos);
  }

  private constructor(private readonly nanos: number) {
    if (!Number.isFinite(nanos) || nanos < 0) {
      throw new ProblemError([{ at: 'duration', found: `${nanos} ns`, wanted: 'a length of time from 0' }]);
    }
  }

  toMillis(): number {
    return this.nanos / 1e6;
  }

  toSeconds(): number {
    return this.nanos / 1e9;
  }

  isBelow(other: Duration): boolean {
    return this.nanos < other.nanos;
  }

  /** The largest unit of Mesos that keeps a whole number: `2days`, `90mins`. */
  toMesos(): string {
    const fit = MESOS_UNITS.find(([, nanos]) => this.nanos >= nanos && this.nanos % nanos === 0);
    return fit ? `${this.nanos / fit[1]}${fit[0]}` : `${this.nanos}ns`;
  }

  /** As Spark writes time: whole seconds where they fit, else milliseconds. */
  toSpark(): string {
    return this.nanos % 1e9 === 0 ? `${this.nanos / 1e9}s` : `${Math.round(this.nanos / 1e6)}ms`;
  }

  /** For messages. */
  toString(): string {
    return this.toMesos();
  }
}
