import { canonicalJson } from '../../../../domain/render/json';
import {
  type EndpointUse,
  type SparkDispatcherState,
  sparkDispatcherStateSchema,
  stateStoreKeys,
} from '../../../../manifest';
import type { ObjectStore } from '../../../ports';
import type { Stored } from './model';

const stateKey = (name: string) => stateStoreKeys.state('SparkDispatcher', name);

export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  const value = parsed(found.body);
  return { etag: found.etag, ...(value ? { value } : {}) };
}

/** Only in the place of what was looked at; undefined where somebody else has written meanwhile. */
export async function remember(
  store: ObjectStore,
  name: string,
  { etag, next }: { readonly etag: string | undefined; readonly next: SparkDispatcherState },
): Promise<string | undefined> {
  const body = `${canonicalJson(next, 2)}\n`;
  const condition = etag === undefined ? { ifAbsent: true as const } : { ifMatch: etag };
  const result = await store.put(stateKey(name), body, condition);
  return result.is === 'written' ? result.etag : undefined;
}

export const overtaken = (name: string) => `${stateKey(name)} was changed by somebody else meanwhile`;

export const sameUse = (a: EndpointUse | undefined, b: EndpointUse | undefined) =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Every shuffle service that a driver of it may use, each once. */
export function usesOf(state: SparkDispatcherState | undefined): readonly EndpointUse[] {
  if (!state) return [];
  const { use, next, former } = state;
  const all = [...(use ? [use] : []), ...(next ? [next] : []), ...former.map((one) => one.use)];
  const byText = new Map(all.map((one) => [canonicalJson(one), one]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

/** Before an app is sent that may name another service: who was announced and never heard of may be in use. */
export function announced(state: SparkDispatcherState, use: EndpointUse | undefined): SparkDispatcherState {
  const { next: before, ...rest } = state;
  const lost = before && !sameUse(before, use) ? [{ use: before }] : [];
  return { ...rest, former: [...state.former, ...lost], ...(use ? { next: use } : {}) };
}

/** Once the app is in place: drivers that are there by then may have been told the service before. */
export function taken(state: SparkDispatcherState, use: EndpointUse | undefined): SparkDispatcherState {
  const { next: announcedUse, use: before, ...rest } = state;
  const gone = [before, announcedUse].flatMap((one) => (one && !sameUse(one, use) ? [{ use: one }] : []));
  return { ...rest, former: [...state.former, ...gone], ...(use ? { use } : {}) };
}

function parsed(body: string): SparkDispatcherState | undefined {
  try {
    return sparkDispatcherStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
