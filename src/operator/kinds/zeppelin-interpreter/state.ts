import {
  type ZeppelinInterpreterState,
  type ZeppelinTarget,
  zeppelinInterpreterStateSchema,
} from '../../../manifest';
import type { Applied } from '../../engine/kind';
import { rememberedBy } from '../../engine/remembered';
import type { ObjectStore } from '../../ports';
import type { Stored } from './model';

const documents = rememberedBy('ZeppelinInterpreter', zeppelinInterpreterStateSchema);

/** What is remembered of whatever interpreter. */
export const { readState } = documents;

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
  const etag = await documents.remember(store, name, { etag: state?.etag, next });
  return etag !== undefined ? { is: 'done' } : { is: 'wait', because: documents.overtaken(name) };
}
