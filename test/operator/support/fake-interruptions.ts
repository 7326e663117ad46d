import { Duration } from '../../../src/domain/core/duration';
import { readInterruption } from '../../../src/io/interruption-events';
import type {
  Clock,
  HeldMachine,
  HookAnswer,
  InterruptionMessage,
  Interruptions,
  MachineHooks,
} from '../../../src/operator/ports';

interface Waiting {
  readonly id: string;
  readonly body: string;
  receipt: number;
  /** In elapsed milliseconds. */
  hiddenUntil: number;
  received: number;
}

/** A queue as SQS is one: what is received is hidden for a while, and what is received too often is put aside. */
export class FakeQueue implements Interruptions {
  readonly deadLetters: string[] = [];
  private readonly waiting: Waiting[] = [];
  private count = 0;
  /** Thrown by every call until it is taken away. */
  failure: Error | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly mostReceives = 5,
  ) {}

  send(event: unknown): void {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    this.waiting.push({ id: `m-${this.count++}`, body, receipt: 0, hiddenUntil: 0, received: 0 });
  }

  /** Messages that are not done with. */
  get left(): number {
    return this.waiting.length;
  }

  async receive(stop?: AbortSignal): Promise<readonly InterruptionMessage[]> {
    if (this.failure) throw this.failure;
    const now = this.clock.elapsedMillis();
    const seen = this.waiting.filter(({ hiddenUntil }) => hiddenUntil <= now).slice(0, 10);
    const messages: InterruptionMessage[] = [];
    for (const one of seen) {
      if (++one.received > this.mostReceives) {
        this.deadLetters.push(one.body);
        this.waiting.splice(this.waiting.indexOf(one), 1);
        continue;
      }
      one.hiddenUntil = now + 60_000;
      one.receipt++;
      messages.push({ id: one.id, receipt: `${one.id}/${one.receipt}`, content: readInterruption(one.body) });
    }
    if (messages.length === 0) await this.clock.sleep(Duration.seconds(5), stop);
    return messages;
  }

  async done(receipt: string): Promise<void> {
    if (this.failure) throw this.failure;
    const i = this.waiting.findIndex(({ id, receipt: last }) => `${id}/${last}` === receipt);
    if (i >= 0) this.waiting.splice(i, 1);
  }
}

interface Held {
  readonly machine: string;
  readonly heartbeatSeconds: number;
  since: number;
}

/** Groups with a hook: each machine waits for an answer or until its time is over, counted by the clock. */
export class FakeHooks implements MachineHooks {
  /** What was asked and became of it, in order. */
  readonly calls: string[] = [];
  private readonly held: Held[] = [];
  failure: Error | undefined;

  constructor(private readonly clock: Clock) {}

  hold(machine: string, heartbeatSeconds: number): void {
    this.held.push({ machine, heartbeatSeconds, since: this.clock.elapsedMillis() });
  }

  waits(machine: string): boolean {
    const one = this.held.find((other) => other.machine === machine);
    return one !== undefined && this.clock.elapsedMillis() - one.since < one.heartbeatSeconds * 1000;
  }

  heartbeat({ machine }: HeldMachine): Promise<HookAnswer> {
    return this.call('heartbeat', machine, (one) => {
      one.since = this.clock.elapsedMillis();
    });
  }

  complete({ machine }: HeldMachine): Promise<HookAnswer> {
    return this.call('complete', machine, (one) => {
      this.held.splice(this.held.indexOf(one), 1);
    });
  }

  private async call(what: string, machine: string, then: (one: Held) => void): Promise<HookAnswer> {
    if (this.failure) throw this.failure;
    const one = this.held.find((other) => other.machine === machine);
    if (!one || !this.waits(machine)) {
      this.calls.push(`${what} ${machine}: over`);
      return { is: 'over' };
    }
    this.calls.push(`${what} ${machine}`);
    then(one);
    return { is: 'done' };
  }
}
