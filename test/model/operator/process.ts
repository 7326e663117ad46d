import { Draft } from '../world/draft';
import { agentId, names, SERVICE } from '../world/names';
import { DELETED, IDLE, type State } from '../world/state';
import { windowsOf } from '../world/truth';
import { answer } from './answers';
import { wrongs } from './judge';
import { decide, manifestOf, type Parts, policyOf, type Spec } from './parts';
import { portsOver, WRITES } from './ports';
import { type Answering, type Call, type Node, type Program, Tree } from './tree';
import { type Performing, perform } from './writes';

/** One thing that may happen next. */
export interface Move {
  readonly label: string;
  readonly to: State;
  /** What must never happen, and has. */
  readonly wrong: readonly string[];
  /** It counts against the number of faults. */
  readonly fault: boolean;
}

export interface OperatorProps {
  readonly parts: Parts;
  /** What is declared, by `State.manifest`. */
  readonly specs: readonly Spec[];
  /** Reads before which the world may move. @default - the app: Mesos and the queue may be older than it */
  readonly pauses?: readonly string[];
  /** Whether a request to Marathon may arrive after one that was sent later. @default false */
  readonly overtaking?: boolean;
  /** Whether an agent that is here may be looked at alone, as one that has come. @default false */
  readonly welcomes?: boolean;
  /** Marathon 1.9: `acceptedResourceRoles` becomes `*`, silently. @default false */
  readonly rewritesRoles?: boolean;
}

const PAUSES = ['marathon.app'];

/** The operator's own code over the model: passes, each a look and at most one action, paused where the world may move. */
export class Operator {
  readonly tree = new Tree();
  private readonly pauses: ReadonlySet<string>;

  constructor(private readonly props: OperatorProps) {
    this.pauses = new Set([...WRITES, ...(props.pauses ?? PAUSES)]);
  }

  /** What the operator may do next, and what may become of its writes. */
  async moves(state: State): Promise<readonly Move[]> {
    if (state.operator.node === 0) return [await this.begin(state), ...(await this.welcome(state))];
    const node = this.tree.node(state.operator.node);
    const { call } = node;
    if (!call) throw new Error('the operator stands still');
    return WRITES.has(call.name) ? this.write(state, node, call) : [await this.read(state, node, call)];
  }

  /** A whole pass in which nothing else moves. */
  async pass(state: State): Promise<{ readonly to: State; readonly did: readonly Move[] }> {
    const did: Move[] = [];
    let now = state;
    do {
      const [move] = await this.moves(now);
      if (!move) break;
      if (move.label.startsWith('write')) did.push(move);
      now = move.to;
    } while (now.operator.node !== 0);
    return { to: now, did };
  }

  /** Whether the operator has heard of an id in this pass. */
  heard(state: State): (token: string) => boolean {
    if (state.operator.node === 0) return () => false;
    const { heard } = this.tree.node(state.operator.node);
    return (token) => heard.has(token);
  }

  /** A request whose sender is gone arrives after all. */
  deliver(state: State): readonly Move[] {
    if (!state.flight) return [];
    const { request, window } = state.flight;
    const call = JSON.parse(names.text(request)) as Call;
    const draft = new Draft(state);
    draft.flight = undefined;
    const reply = perform(draft, call, this.about(state));
    const wrong = wrongs({ call, before: state, draft, reply, window, late: true });
    return [{ label: `late: ${textOf(call)} -> ${reply.key}`, to: draft.done(), wrong, fault: false }];
  }

  private about(state: State): Performing {
    return { spoken: this.heard(state), rewritesRoles: this.props.rewritesRoles ?? false };
  }

  /** Each that has no task: the event of an agent may come late, and at any time. */
  private async welcome(state: State): Promise<readonly Move[]> {
    if (!this.props.welcomes || state.manifest === DELETED) return [];
    const moves: Move[] = [];
    for (const [host, { at, gen }] of state.agents.entries()) {
      const isBusy = state.tasks.some((task) => task.host === host && task.life === 'running');
      if (at === 'here' && !isBusy) moves.push(await this.begin(state, agentId(host, gen)));
    }
    return moves;
  }

  private async begin(state: State, arrived?: string): Promise<Move> {
    const key = `look ${state.manifest} ${state.saidGone} ${arrived ?? ''}`;
    const root = await this.tree.root(key, () => this.look(state, key, arrived));
    const { call } = root;
    if (!call) throw new Error('the operator looks at nothing');
    const draft = new Draft(state);
    draft.operator = await this.goOn(root, answer(state, call), { state, window: windowsOf(state) });
    const label = arrived === undefined ? 'the operator looks' : `the operator looks at ${arrived} alone`;
    return { label, to: draft.done(), wrong: [], fault: false };
  }

  private async read(state: State, node: Node, call: Call): Promise<Move> {
    const draft = new Draft(state);
    draft.operator = await this.goOn(node, answer(state, call), { state, window: state.operator.window });
    return { label: `the operator reads on (${call.name})`, to: draft.done(), wrong: [], fault: false };
  }

  /** Done and answered; done, and the process ends before it hears of it; or late. */
  private async write(state: State, node: Node, call: Call): Promise<readonly Move[]> {
    // Marathon works on one change after the other: what was sent before arrives before.
    if (!this.props.overtaking && isLate(state) && call.name !== 'store.put') return [];
    const { window } = state.operator;
    const draft = new Draft(state);
    const reply = perform(draft, call, this.about(state));
    const wrong = [...this.unwanted(state), ...wrongs({ call, before: state, draft, reply, window })];
    const label = `write ${textOf(call)}`;
    const done = draft.done();
    const operator = await this.goOn(node, reply, { state: done, window });
    const moves: Move[] = [
      { label: `${label} -> ${reply.key}`, to: { ...done, operator }, wrong, fault: false },
    ];
    if (operator.node !== 0) {
      const to = { ...done, operator: IDLE };
      moves.push({ label: `${label} -> ${reply.key}, and the process ends`, to, wrong, fault: true });
    }
    if (!state.flight) {
      const flight = { request: names.of(JSON.stringify(call)), window };
      const to = { ...state, operator: IDLE, flight };
      moves.push({ label: `${label} is on its way, and the process ends`, to, wrong: [], fault: true });
    }
    return moves;
  }

  /** Of a service that is gone and is to stay as it is nothing is written. */
  private unwanted({ manifest }: State): readonly string[] {
    return manifest === DELETED && policyOf(this.props.specs) === 'Retain'
      ? ['something was written for a service that is to be kept as it is']
      : [];
  }

  /** Through reads between which nothing can move; a look that has an action goes on with it. */
  private async goOn(
    from: Node,
    reply: Parameters<Tree['walk']>[1],
    { state, window }: { readonly state: State; readonly window: State['operator']['window'] },
  ): Promise<State['operator']> {
    const answering: Answering = (call) => (this.pauses.has(call.name) ? undefined : answer(state, call));
    let node = await this.tree.walk(from, reply, answering);
    while (!node.call) {
      const action = node.result as { readonly key: string; readonly program: Program } | undefined;
      if (!action) return IDLE;
      node = await this.tree.root(action.key, () => action.program);
      const first = node.call && answering(node.call);
      if (first) node = await this.tree.walk(node, first, answering);
    }
    return { node: node.number, window };
  }

  /** Its result is the program of the first action, or nothing. */
  private look(state: State, about: string, arrived: string | undefined): Program {
    const { parts, specs } = this.props;
    const manifest = manifestOf(specs, state);
    const { metadata } = manifest ?? { metadata: { name: SERVICE } };
    return async (ask) => {
      const whom = arrived === undefined ? {} : { arrived: [arrived] };
      const first = await decide({ parts, specs, manifest, ...whom }, portsOver(ask));
      if (!first) return undefined;
      // Why it is done is for people, but for the releases' ledger.
      const action = first.do === 'release-slot' ? first : { ...first, because: '' };
      const program: Program = async (again) => {
        await parts.apply(action, { metadata }, portsOver(again));
        return undefined;
      };
      return { key: `${about} ${JSON.stringify(action)}`, program };
    };
  }
}

/** A request to Marathon is under way. */
function isLate({ flight }: State): boolean {
  return flight !== undefined && !names.text(flight.request).startsWith('{"name":"store.put"');
}

export function textOf({ name, args }: Call): string {
  if (name === 'store.put') {
    const [key, body, condition] = args;
    return `${name} ${String(key)} ${String(body).replace(/\s+/g, ' ').slice(0, 400)} ${JSON.stringify(condition)}`;
  }
  const shown = args.map((arg) => {
    if (typeof arg !== 'object' || arg === null) return String(arg);
    const { id, instances } = arg as { readonly id?: string; readonly instances?: number };
    return `${id} with ${instances} instances`;
  });
  return `${name} ${shown.join(' ')}`;
}
