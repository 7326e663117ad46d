import { Random } from './random';

export const FAULT_KINDS = [
  /** Another status in place of the answer; the request has no effect. */
  'status',
  /** The connection breaks, and the request has no effect. */
  'cut-before',
  /** The request takes effect, and the connection breaks in place of the answer. */
  'cut-after',
  /** The answer comes late; the effect does not. */
  'slow-answer',
  /** The request arrives late, whether somebody waits for its answer or not. */
  'slow-request',
  /** The request takes effect and is never answered. */
  'no-answer',
  /** The request never arrives and is never answered. */
  'lost-request',
  /** Half of the body comes, then the connection breaks. */
  'torn',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULTY_SERVERS = ['marathon', 'mesos', 'metronome', 'dispatcher', 'cosmos', 'agent'] as const;

export type FaultyServer = (typeof FAULTY_SERVERS)[number];

export interface FaultRule {
  /** @default all */
  readonly server?: FaultyServer;
  /** @default any */
  readonly method?: string;
  /** A regular expression over path and query. @default any */
  readonly path?: string;
  readonly kind: FaultKind;
  /** Of `status`. @default 503 */
  readonly status?: number;
  /** Of `status`: a text, or JSON. @default - as the servers word it */
  readonly body?: unknown;
  /** Virtual time, of the slow ones; a stream that is torn lives that long. @default 1 */
  readonly seconds?: number;
  /** From 0 to 1. @default 1 */
  readonly chance?: number;
  /** The rule is forgotten after so many faults. @default - never */
  readonly times?: number;
}

export interface Fault extends FaultRule {
  readonly id: string;
}

/**
 * What goes wrong on the way to the servers. The first rule that fits and whose chance comes true decides. Chance
 * has a source of its own, so that rules change neither ids nor ports of the world.
 */
export class Faults {
  private rules: (Fault & { left: number; readonly pattern: RegExp })[] = [];
  private readonly random: Random;
  private count = 0;

  constructor(seed: number, rules: readonly FaultRule[] = []) {
    this.random = new Random(seed);
    for (const rule of rules) this.add(rule);
  }

  all(): readonly Fault[] {
    return this.rules.map(({ left, pattern: _, ...fault }) =>
      Number.isFinite(left) ? { ...fault, times: left } : fault,
    );
  }

  /** @throws SyntaxError where the path is no regular expression */
  add(rule: FaultRule): Fault {
    const pattern = new RegExp(rule.path ?? '');
    const fault = { ...rule, id: `fault-${++this.count}` };
    this.rules.push({ ...fault, pattern, left: rule.times ?? Number.POSITIVE_INFINITY });
    return fault;
  }

  /** One rule, or all. Says whether there was any. */
  remove(id?: string): boolean {
    const before = this.rules.length;
    this.rules = id === undefined ? [] : this.rules.filter((one) => one.id !== id);
    return this.rules.length < before;
  }

  decide(server: FaultyServer, method: string, target: string): Fault | undefined {
    const rule = this.rules.find(
      (one) =>
        (one.server ?? server) === server &&
        (one.method ?? method) === method &&
        one.pattern.test(target) &&
        (one.chance === undefined || this.random.below(1_000_000) < one.chance * 1_000_000),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    if (rule.left <= 0) this.rules = this.rules.filter((one) => one !== rule);
    return rule;
  }
}
