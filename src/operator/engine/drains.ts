import { type AgentDrainState, agentDrainStateSchema, stateStoreKeys } from '../../manifest';
import type { ObjectStore } from '../ports';

/** Agents that are to go, as their drains have decided. */
export interface Drains {
  /** Agents on which nothing is to be started, by id, with the name of the drain. */
  readonly cordoned: ReadonlyMap<string, string>;
  /** Agents whose shuffle services are to end, by id, with the reason. */
  readonly released: ReadonlyMap<string, string>;
}

const KIND = 'AgentDrain';

/** @throws Error where something lies there that cannot be read: it may speak of any agent */
export async function readDrains(store: ObjectStore): Promise<Drains> {
  const cordoned = new Map<string, string>();
  const released = new Map<string, string>();
  for (const [name, state] of await drainStates(store)) {
    if (!isInForce(state)) continue;
    cordoned.set(state.agentId, name);
    const { removing } = state;
    if (removing?.task) released.set(state.agentId, `AgentDrain/${name}, ${removing.because}`);
  }
  return { cordoned, released };
}

/** What every drain has decided, by name. @throws Error where one cannot be read */
export async function drainStates(store: ObjectStore): Promise<ReadonlyMap<string, AgentDrainState>> {
  const prefix = stateStoreKeys.statePrefix(KIND);
  const states = new Map<string, AgentDrainState>();
  for (const { key } of await store.list(prefix)) {
    const found = await store.get(key);
    if (found) states.set(key.slice(prefix.length, -'.json'.length), stateIn(key, found.body));
  }
  return states;
}

/**
 * Its agent takes nothing. Where only reservations keep others out, that goes on after the manifest is gone, for as long
 * as the agent may come back.
 */
export function isInForce({ over, ended, cordon, gone }: AgentDrainState): boolean {
  if (!over) return true;
  const isGone = gone === true || ended?.reason === 'AgentGone';
  return ended !== undefined && cordon === 'Reserve' && !isGone;
}

export function stateIn(key: string, body: string): AgentDrainState {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const value = agentDrainStateSchema.safeParse(json).data;
  if (value) return value;
  throw new Error(
    `${key} in the state store is damaged: which agent is drained is not known, and nothing is decided without it; ` +
      'delete it if there is no such drain',
  );
}
