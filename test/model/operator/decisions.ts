import { names, SERVICE } from '../world/names';
import type { State } from '../world/state';
import { textUnder } from './store';

/** What stands in the state store, as far as it is judged. */
export interface Placed {
  readonly appId: string;
  readonly port: number;
}

export interface Decisions {
  readonly active?: Placed;
  readonly green?: Placed;
  readonly retiring: readonly Placed[];
}

export interface Endpoint extends Placed {
  readonly withdrawn?: boolean;
}

export const STATE = `state/ShuffleService/${SERVICE}.json`;
export const ENDPOINT = `endpoints/${SERVICE}.json`;
export const CONSUMER = 'status/SparkDefaults/defaults.json';

export const decisionsIn = (body: string) => JSON.parse(body) as Decisions;
export const endpointIn = (body: string) => JSON.parse(body) as Endpoint;

export function decisionsOf(state: Pick<State, 'store'>): Decisions {
  const text = textUnder(state, STATE);
  return text === undefined ? { retiring: [] } : decisionsIn(names.text(text));
}

export function endpointOf(state: Pick<State, 'store'>): Endpoint | undefined {
  const text = textUnder(state, ENDPOINT);
  return text === undefined ? undefined : endpointIn(names.text(text));
}

/** The endpoint that the defaults of applications name. */
export function consumerOf(state: Pick<State, 'store'>): Placed | undefined {
  const text = textUnder(state, CONSUMER);
  if (text === undefined) return undefined;
  return (JSON.parse(names.text(text)) as { status: { uses: readonly Placed[] } }).status.uses[0];
}

export const placedIn = ({ active, green, retiring }: Decisions): readonly Placed[] =>
  [active, green, ...retiring].filter((one) => one !== undefined);
