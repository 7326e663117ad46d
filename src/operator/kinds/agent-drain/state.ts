import { type AgentDrainState, stateStoreKeys } from '../../../manifest';
import { wroteState } from '../../engine/counted-time';
import { stateIn } from '../../engine/drains';
import type { Applied, World } from '../../engine/kind';
import { documentText } from '../../engine/remembered';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

export const KIND = 'AgentDrain';
export const stateKey = (name: string) => stateStoreKeys.state(KIND, name);
/** As time is counted for it. */
export const subjectName = (name: string) => `${KIND}/${name}`;

/** @throws Error where something lies there that cannot be read: it is never taken for nothing */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const key = stateKey(name);
  const found = await store.get(key);
  return found && { value: stateIn(key, found.body), etag: found.etag };
}

/** Only in the place of what was looked at. */
export async function remember(
  name: string,
  { next, etag }: { readonly next: AgentDrainState; readonly etag?: string },
  world: World,
): Promise<Applied> {
  const condition = etag === undefined ? { ifAbsent: true as const } : { ifMatch: etag };
  const result = await world.store.put(stateKey(name), documentText(next), condition);
  if (result.is !== 'written') {
    return { is: 'wait', because: `${stateKey(name)} was changed by somebody else meanwhile` };
  }
  wroteState(world, subjectName(name), result.etag);
  return { is: 'done' };
}

/** Whatever anything is measured from. */
export function momentsOf({ since, counted, quiet }: AgentDrainState): readonly (string | undefined)[] {
  return [since, counted, quiet?.since, quiet?.seen];
}
