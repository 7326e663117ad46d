import { type Move, Operator, type OperatorProps } from '../operator/process';
import { decode } from '../world/encode';
import { Names } from '../world/names';
import type { State } from '../world/state';
import { widened } from '../world/truth';
import { canonical, keyOf } from './canonical';
import { Convergence } from './converge';
import { faults } from './faults';
import type { Environment } from './making';
import { progress } from './progress';

export interface ExploreProps extends OperatorProps {
  readonly start: State;
  readonly environment: Environment;
  /** How many faults there may be on one path. */
  readonly faults: number;
  /** Seconds after which it stops where it is. @default - none */
  readonly seconds?: number;
  /** Whether it is to be reached what is declared. @default true */
  readonly converges?: boolean;
  /** Whether the process may end in the middle, and its requests may be late. @default true */
  readonly crashes?: boolean;
}

export interface Finding {
  readonly because: string;
  /** Every step from the start. */
  readonly trace: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** States with exactly this many faults behind them, at least. */
  readonly layers: readonly number[];
  /** The number of faults up to which every interleaving was explored; -1 where not even those without. */
  readonly complete: number;
  /** Steps of the longest of the shortest paths. */
  readonly depth: number;
  /** Worlds between two passes from which convergence was shown. */
  readonly converged: number;
  readonly seconds: number;
  readonly finding?: Finding;
}

/**
 * Every state that can be reached with so many faults, whatever the order of the operator's steps, of what goes on by
 * itself, and of the faults. States with fewer faults come first, so that each is looked at once.
 */
export async function explore(props: ExploreProps): Promise<Exploration> {
  return new Explorer(props).run();
}

class Explorer {
  private readonly operator: Operator;
  private readonly convergence: Convergence;
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly parents: number[] = [];
  private readonly labels: number[] = [];
  private readonly words = new Names();
  private readonly depths: number[] = [];
  private readonly layers: number[] = [];
  private transitions = 0;
  private finding: Finding | undefined;
  private readonly began = performance.now();

  constructor(private readonly props: ExploreProps) {
    this.operator = new Operator(props);
    this.convergence = new Convergence(this.operator, props.specs);
  }

  async run(): Promise<Exploration> {
    this.reach(keyOf(canonical(this.props.start)), -1, this.words.of('the start'));
    let layer = [0];
    let complete = -1;
    for (let faultsSoFar = 0; faultsSoFar <= this.props.faults && layer.length > 0; faultsSoFar++) {
      const before = this.texts.length - layer.length;
      const next = await this.layer(layer, faultsSoFar < this.props.faults);
      this.layers.push(this.texts.length - before - (next?.length ?? 0));
      if (!next) break;
      complete = faultsSoFar;
      layer = next;
    }
    return this.report(complete);
  }

  /** Everything that can be reached from these without a fault; returns where one fault more leads, or undefined if it had to stop. */
  private async layer(first: readonly number[], withFaults: boolean): Promise<number[] | undefined> {
    const queue = [...first];
    const later = new Map<string, { readonly from: number; readonly label: number }>();
    for (let i = 0; i < queue.length; i++) {
      if (this.finding || ((i & 1023) === 0 && this.outOfTime())) return undefined;
      const number = queue[i] ?? 0;
      const state = decode(this.texts[number] ?? '');
      await this.converges(state, number);
      for (const move of await this.moves(state, withFaults)) {
        this.transitions++;
        const to = arrived(move.to, state);
        if (move.wrong.length > 0) this.found(number, [move.label], move.wrong.join('; '));
        if (this.finding) return undefined;
        const text = keyOf(to);
        if (this.numbers.has(text)) continue;
        const label = this.words.of(move.label);
        if (!move.fault) queue.push(this.reach(text, number, label));
        else if (!later.has(text)) later.set(text, { from: number, label });
      }
    }
    return [...later].flatMap(([text, { from, label }]) =>
      this.numbers.has(text) ? [] : [this.reach(text, from, label)],
    );
  }

  private async moves(state: State, withFaults: boolean): Promise<readonly Move[]> {
    const heard = this.operator.heard(state);
    const { environment } = this.props;
    const all = [
      ...(await this.operator.moves(state)).filter(({ fault }) => !fault || this.props.crashes !== false),
      ...this.operator.deliver(state),
      ...progress(state, heard, environment),
      ...(withFaults ? faults(state, environment, heard) : []),
    ];
    return withFaults ? all : all.filter(({ fault }) => !fault);
  }

  private reach(text: string, from: number, label: number): number {
    const number = this.texts.length;
    this.numbers.set(text, number);
    this.texts.push(text);
    this.parents.push(from);
    this.labels.push(label);
    this.depths.push((this.depths[from] ?? -1) + 1);
    return number;
  }

  private async converges(state: State, number: number): Promise<void> {
    if (state.operator.node !== 0 || this.props.converges === false) return;
    const failure = await this.convergence.failure(state);
    if (failure) this.found(number, ['and now the world is quiet', ...failure.trace], failure.because);
  }

  private found(number: number, more: readonly string[], because: string): void {
    const trace: string[] = [];
    for (let at = number; at > 0; at = this.parents[at] ?? 0)
      trace.push(this.words.text(this.labels[at] ?? 0));
    this.finding ??= { because, trace: [...trace.reverse(), ...more] };
  }

  private outOfTime(): boolean {
    const { seconds } = this.props;
    return seconds !== undefined && performance.now() - this.began > seconds * 1000;
  }

  private report(complete: number): Exploration {
    return {
      states: this.texts.length,
      transitions: this.transitions,
      layers: this.layers,
      complete,
      depth: this.depths.reduce((most, depth) => Math.max(most, depth), 0),
      converged: this.convergence.checked,
      seconds: (performance.now() - this.began) / 1000,
      ...(this.finding ? { finding: this.finding } : {}),
    };
  }
}

/** Where a move leads, with what has become true meanwhile, under its canonical name. */
function arrived(to: State, from: State): State {
  if (to.operator.node === 0 && !to.flight) return canonical(to);
  const { operator, flight } = to;
  const fresh = from.operator.node === 0;
  return {
    ...to,
    operator: operator.node === 0 || fresh ? operator : { ...operator, window: widened(operator.window, to) },
    ...(flight ? { flight: { ...flight, window: widened(flight.window, to) } } : {}),
  };
}
