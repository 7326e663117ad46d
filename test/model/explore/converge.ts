import { activeOf, publishedApp } from '../operator/judge';
import type { Operator } from '../operator/process';
import { age } from '../operator/store';
import { factsOf } from '../world/definition';
import { Draft } from '../world/draft';
import { names } from '../world/names';
import { settle } from '../world/settle';
import { has, IDLE, type State } from '../world/state';
import { windowOf } from '../world/truth';
import { canonical, keyOf } from './canonical';

/** Writes that the operator may need from any state until nothing is left to be written. */
const MOST_WRITES = 24;

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
  return draft.done();
}

function settled(state: State): State {
  const draft = new Draft(state);
  settle(draft);
  age(draft);
  return canonical(draft.done());
}

/** Whether the operator reaches what is declared and then writes nothing; remembers states that do. */
export class Convergence {
  private readonly known = new Set<string>();
  checked = 0;

  constructor(private readonly operator: Operator) {}

  /** What is wrong with where it ends, or undefined; `trace` is the way there. */
  async failure(
    state: State,
  ): Promise<{ readonly because: string; readonly trace: readonly string[] } | undefined> {
    this.checked++;
    let now = settled(calmed(state, this.operator));
    const way: string[] = [];
    const trace: string[] = [];
    for (let writes = 0; writes <= MOST_WRITES; writes++) {
      const key = keyOf(now);
      if (this.known.has(key)) return this.remember(way);
      way.push(key);
      const { to, did } = await this.operator.pass(now);
      trace.push(...did.map(({ label }) => label));
      const wrong = did.flatMap((move) => move.wrong);
      if (wrong.length > 0) return { because: wrong.join('; '), trace };
      const next = settled(to);
      if (did.length === 0 || keyOf(next) === key) {
        const because = undeclared(now);
        if (because !== undefined) return { because, trace };
        return did.length === 0 ? this.remember(way) : { because: 'it writes, and nothing changes', trace };
      }
      now = next;
    }
    return { because: `it still writes after ${MOST_WRITES} writes`, trace };
  }

  private remember(way: readonly string[]): undefined {
    for (const key of way) this.known.add(key);
    return undefined;
  }
}

/** What is missing in a world at rest, in words. */
export function undeclared(state: State): string | undefined {
  const usable = state.agents.filter(({ at, deactivated }) => at === 'here' && !deactivated);
  const active = activeOf(state);
  if (active === undefined)
    return usable.length === 0 || noneFree(state) || everySlotHeld(state)
      ? undefined
      : 'no app was ever decided on';
  const app = state.apps.find(({ id }) => names.text(id) === active);
  if (!app) return noneFree(state) ? undefined : `the active app ${active} is not there`;
  const { slot } = factsOf(app.definition);
  const { bare } = windowOf(state, slot);
  const missed = state.agents.findIndex(
    ({ at, foreign }, host) => at === 'here' && has(bare, host) && !has(foreign, slot),
  );
  if (missed >= 0) return `h${missed} has no healthy task of ${active}`;
  if (state.deployments.length > 0) return 'a deployment hangs';
  if (bare === 0 && usable.length > 0 && publishedApp(state) !== active) return `${active} is not published`;
  return undefined;
}

/** A slot is taken for a service only if nobody uses it on any agent. */
const everySlotHeld = (state: State) =>
  Array.from({ length: state.slots }, (_, slot) => slot).every((slot) =>
    state.agents.some(({ foreign }) => has(foreign, slot)),
  );

const noneFree = (state: State) =>
  state.agents.every(({ at, deactivated, foreign }) => at !== 'here' || deactivated || foreign !== 0);
