import type { Duration } from '../../src/domain/core/duration';
import type { Clock } from '../../src/operator/ports';
import type { VirtualTime } from './time';

/** What is to befall a process, and at which of its next requests: any, or only one that writes. */
export interface Fate {
  readonly at: number;
  readonly writesOnly: boolean;
  readonly is: 'dies-before' | 'dies-after' | 'freezes';
  /** How long it stands still. */
  readonly seconds: number;
}

const NEVER = new Promise<never>(() => {});

/**
 * One operator as the machine sees it: it may be killed or stand still, at any request. Whatever it waits for
 * reaches it only while it lives and runs, and its wall clock may be wrong.
 */
export class OperatorProcess {
  /** How wrong its wall clock is, in milliseconds. */
  skew = 0;
  private dead = false;
  private thaw: Promise<void> | undefined;
  private fate: { -readonly [K in keyof Fate]: Fate[K] } | undefined;

  constructor(
    readonly holder: string,
    private readonly time: VirtualTime,
    private readonly tell: (what: string) => void,
  ) {}

  get lives(): boolean {
    return !this.dead;
  }

  get isFrozen(): boolean {
    return this.thaw !== undefined;
  }

  readonly clock: Clock = {
    now: () => new Date(this.time.now + this.skew),
    elapsedMillis: () => this.time.now,
    sleep: (time, stop) => this.sleep(time, stop),
  };

  meets(fate: Fate): void {
    this.fate = { ...fate };
  }

  meetsNothing(): void {
    this.fate = undefined;
    this.skew = 0;
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.tell(`${this.holder} is killed`);
  }

  freeze(seconds: number): void {
    if (this.thaw) return;
    this.tell(`${this.holder} stands still for ${seconds} s`);
    this.thaw = this.time.sleep(seconds * 1000).then(() => {
      this.thaw = undefined;
      if (!this.dead) this.tell(`${this.holder} goes on`);
    });
  }

  /** One request, from the process and back. */
  async request<T>(isWrite: boolean, work: () => Promise<T>): Promise<T> {
    this.time.touch();
    const fate = this.fateNow(isWrite);
    if (fate?.is === 'dies-before') this.die();
    if (fate?.is === 'freezes') this.freeze(fate.seconds);
    await this.awake();
    try {
      return await work();
    } finally {
      if (fate?.is === 'dies-after') this.die();
      this.time.touch();
      await this.awake();
    }
  }

  /** Goes on once the process runs; never if it is dead. */
  async awake(): Promise<void> {
    while (this.thaw) await this.thaw;
    if (this.dead) await NEVER;
  }

  private fateNow(isWrite: boolean): Fate | undefined {
    const { fate } = this;
    if (!fate || (fate.writesOnly && !isWrite) || --fate.at > 0) return undefined;
    this.fate = undefined;
    return fate;
  }

  private sleep(time: Duration, stop?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (stop?.aborted) return resolve();
      const wake = () => {
        stop?.removeEventListener('abort', wake);
        cancel();
        this.time.touch();
        void this.awake().then(resolve);
      };
      const cancel = this.time.timeline.after(time.toMillis(), wake);
      stop?.addEventListener('abort', wake);
    });
  }
}
