import { wrongEnds } from '../operator/judge';
import type { Move } from '../operator/process';
import { Draft } from '../world/draft';
import type { Mentions } from '../world/fresh';
import type { State } from '../world/state';

/** What may befall the world, beside the operator; `faults` are counted. */
export type Fault =
  | 'join'
  | 'lose'
  | 'return'
  | 'markGone'
  | 'sayGone'
  | 'takeBack'
  | 'newMachine'
  | 'deactivate'
  | 'hide'
  | 'failOver'
  | 'sick'
  | 'fail'
  | 'foreignPort'
  | 'foreignDeployment'
  | 'respec'
  | 'delete'
  | 'use';

export interface Environment {
  readonly faults: ReadonlySet<Fault>;
  /** How many manifests there are to be declared. */
  readonly manifests: number;
}
export interface Making {
  readonly state: State;
  readonly spoken: Mentions;
  readonly moves: Move[];
}

export function add(
  { state, moves }: Making,
  label: string,
  { fault = false }: { readonly fault?: boolean },
  work: (draft: Draft) => void,
): void {
  const draft = new Draft(state);
  work(draft);
  moves.push({ label, fault, wrong: wrongEnds(draft), to: draft.done() });
}
