import {
  distinctUses,
  type EndpointUse,
  type ScheduledSparkApplicationState,
  scheduledSparkApplicationStateSchema,
} from '../../../manifest';
import { rememberedBy } from '../../engine/remembered';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const documents = rememberedBy('ScheduledSparkApplication', scheduledSparkApplicationStateSchema);

export const { remember, overtaken } = documents;

/** One that cannot be read is as none: the job is then sent once more, which ends no run. */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await documents.readState(store, name);
  return found && { etag: found.etag, value: found.value ?? { former: [] } };
}

/** Every shuffle service that a run may use, each once. */
export function usesOf(state: ScheduledSparkApplicationState | undefined): readonly EndpointUse[] {
  if (!state) return [];
  const { use, next, former } = state;
  return distinctUses([...(use ? [use] : []), ...(next ? [next] : []), ...former.map((one) => one.use)]);
}
