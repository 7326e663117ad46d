import { marathonAppStateSchema } from '../../../manifest';
import { rememberedBy } from '../../engine/remembered';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const documents = rememberedBy('MarathonApp', marathonAppStateSchema);

/** A conflict means that another operator has written meanwhile; the next look starts from theirs. */
export const { remember } = documents;

/**
 * What is remembered; undefined where it is nothing or cannot be read. It only keeps the operator from doing
 * something twice, so that to forget it costs one more write and nothing else.
 */
export async function readState(store: ObjectStore, name: string): Promise<Stored | undefined> {
  const found = await documents.readState(store, name);
  return found && { etag: found.etag, value: found.value ?? { appId: '' } };
}
