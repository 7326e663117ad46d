import type { Spec } from '../operator/parts';
import type { Operator } from '../operator/process';
import { Draft } from '../world/draft';
import { settle } from '../world/settle';
import { IDLE, type State } from '../world/state';
import { canonical, keyOf } from './canonical';
import { undeclared } from './declared';
import { consumerLags, endApplications, follow, passTime } from './users';

/** Passes, each with one write at most, that it may take from any state until nothing is left to be written. */
const MOST_PASSES = 30;

/** Ends what is wrong with the world, but for agents that are lost, deactivated or used by strangers. */
function calmed(state: State, operator: Operator): State {
  const idle: State = { ...state, operator: IDLE };
  const [late] = operator.deliver(idle);
  const draft = new Draft(late?.to ?? idle);
  draft.master = 'known';
  draft.hidden = false;
  draft.agents.forEach(({ at }, host) => {
    if (at === 'recovered') draft.setAgent(host, { at: 'here' });
  });
  draft.deployments = draft.deployments.filter(({ kind }) => kind !== 'foreign');
  for (let slot = 0; slot < state.slots; slot++) endApplications(draft, slot);
  return draft.done();
}

/** What goes on by itself has gone on; time passes only where the operator has nothing more to write. */
function settled(state: State, idle: boolean): State {
  const draft = new Draft(state);
  settle(draft);
  if (consumerLags(draft.done())) follow(draft);
  if (idle) passTime(draft);
  return canonical(draft.done());
}

interface Failure {
  readonly because: string;
  readonly trace: readonly string[];
}

/** Whether the operator reaches what is declared and then writes nothing; remembers states that do. */
export class Convergence {
  private readonly known = new Set<string>();
  checked = 0;

  constructor(
    private readonly operator: Operator,
    private readonly specs: readonly Spec[],
  ) {}

  /** What is wrong with where it ends, or undefined; `trace` is the way there. */
  async failure(state: State): Promise<Failure | undefined> {
    this.checked++;
    let now = settled(calmed(state, this.operator), false);
    const way: string[] = [];
    const trace: string[] = [];
    for (let passes = 0; passes <= MOST_PASSES; passes++) {
      const key = keyOf(now);
      if (this.known.has(key)) return this.remember(way);
      way.push(key);
      const { to, did } = await this.operator.pass(now);
      trace.push(...did.map(({ label }) => label));
      const wrong = did.flatMap((move) => move.wrong);
      if (wrong.length > 0) return { because: wrong.join('; '), trace };
      const next = settled(to, did.length === 0);
      if (keyOf(next) === key) {
        if (did.length > 0) return { because: 'it writes, and nothing changes', trace };
        const because = undeclared(now, this.specs);
        return because === undefined ? this.remember(way) : { because, trace };
      }
      now = next;
    }
    return { because: `nothing is at rest after ${MOST_PASSES} passes`, trace };
  }

  /** The world at rest, with the operator at work, from this state on. */
  async rest(state: State): Promise<State> {
    let now = settled(calmed(state, this.operator), false);
    for (let passes = 0; passes <= MOST_PASSES; passes++) {
      const { to, did } = await this.operator.pass(now);
      const next = settled(to, did.length === 0);
      if (keyOf(next) === keyOf(now)) return now;
      now = next;
    }
    throw new Error('the world never comes to rest');
  }

  private remember(way: readonly string[]): undefined {
    for (const key of way) this.known.add(key);
    return undefined;
  }
}
