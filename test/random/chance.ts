import { Random } from '../../src/lab/world/random';

const FINE = 1_000_000;

/** Choices of one seed. */
export class Chance {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
    // The first numbers of neighbouring seeds are alike in nothing after these.
    for (let i = 0; i < 3; i++) this.random.below(FINE);
  }

  /** From 0 to below 1. */
  real(): number {
    return this.random.below(FINE) / FINE;
  }

  /** A whole number of a range, both ends included. */
  between(from: number, to: number): number {
    return from + this.random.below(to - from + 1);
  }

  /** By weight. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.real() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    const last = items.at(-1);
    if (!last) throw new Error('nothing to choose from');
    return last[0];
  }
}

/** The item at a place from 0 to below 1. */
export function pick<T>(items: readonly T[], place: number): T | undefined {
  return items[Math.floor(place * items.length)];
}
