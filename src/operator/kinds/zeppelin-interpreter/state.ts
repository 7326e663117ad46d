import { canonicalJson } from '../../../domain/render/json';
import {
  stateStoreKeys,
  type ZeppelinInterpreterState,
  type ZeppelinTarget,
  zeppelinInterpreterStateSchema,
} from '../../../manifest';
import type { Applied } from '../../engine/kind';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const stateKey = (name: string) => stateStoreKeys.state('ZeppelinInterpreter', name);

/** What is remembered of whatever interpreter. */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  const value = parsed(found.body);
  return { etag: found.etag, ...(value ? { value } : {}) };
}

/** The same, as far as it speaks of this interpreter; `id` is undefined where there is none. */
export function about(
  stored: Stored | undefined,
  target: ZeppelinTarget,
  id: string | undefined,
): Stored | undefined {
  const { value } = stored ?? {};
  if (!stored || !value) return stored;
  if (value.target.url === target.url && value.setting === (id ?? value.setting)) return stored;
  return { etag: stored.etag, former: `${value.setting} at ${value.target.url}` };
}

/** Only in the place of what was looked at. */
export async function remember(
  store: ObjectStore,
  name: string,
  { state, next }: { readonly state: Stored | undefined; readonly next: ZeppelinInterpreterState },
): Promise<Applied> {
  const body = `${canonicalJson(next, 2)}\n`;
  const key = stateKey(name);
  const result = await store.put(key, body, state ? { ifMatch: state.etag } : { ifAbsent: true });
  if (result.is === 'written') return { is: 'done' };
  return { is: 'wait', because: `${key} was changed by somebody else meanwhile` };
}

function parsed(body: string): ZeppelinInterpreterState | undefined {
  try {
    return zeppelinInterpreterStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
