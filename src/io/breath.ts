/** No piece of work is longer: what waits meanwhile (a lease that is to be renewed) is late by no more. */
const LONGEST_MILLIS = 8;

/** Long work in short pieces, on the one thread that everything runs on. */
export class Breath {
  private since = performance.now();

  /** True once others have waited long enough. */
  get due(): boolean {
    return performance.now() - this.since > LONGEST_MILLIS;
  }

  /** Lets everything else go first that waits. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.since = performance.now();
  }
}
