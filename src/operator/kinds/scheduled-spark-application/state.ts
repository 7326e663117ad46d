import { canonicalJson } from '../../../domain/render/json';
import {
  type EndpointUse,
  type ScheduledSparkApplicationState,
  scheduledSparkApplicationStateSchema,
  stateStoreKeys,
} from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const stateKey = (name: string) => stateStoreKeys.state('ScheduledSparkApplication', name);

/** One that cannot be read is as none: the job is then sent once more, which ends no run. */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await store.get(stateKey(name));
  if (!found) return undefined;
  return { value: parsed(found.body) ?? { former: [] }, etag: found.etag };
}

/** Only in the place of what was looked at; undefined where somebody else has written meanwhile. */
export async function remember(
  store: ObjectStore,
  name: string,
  { etag, next }: { readonly etag: string | undefined; readonly next: ScheduledSparkApplicationState },
): Promise<string | undefined> {
  const body = `${canonicalJson(next, 2)}\n`;
  const condition = etag === undefined ? { ifAbsent: true as const } : { ifMatch: etag };
  const result = await store.put(stateKey(name), body, condition);
  return result.is === 'written' ? result.etag : undefined;
}

export const overtaken = (name: string) => `${stateKey(name)} was changed by somebody else meanwhile`;

/** Every shuffle service that a run may use, each once. */
export function usesOf(state: ScheduledSparkApplicationState | undefined): readonly EndpointUse[] {
  if (!state) return [];
  const { use, next, former } = state;
  const all = [...(use ? [use] : []), ...(next ? [next] : []), ...former.map((one) => one.use)];
  const byText = new Map(all.map((one) => [canonicalJson(one), one]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

function parsed(body: string): ScheduledSparkApplicationState | undefined {
  try {
    return scheduledSparkApplicationStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
