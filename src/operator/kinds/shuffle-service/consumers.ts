import { type StatusDocument, stateStoreKeys, statusSchema } from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Consumer } from './model';

/**
 * Whose status says that it uses an endpoint of this service. What has been deleted uses nothing any more; a status that
 * cannot be read may say anything, so whoever wrote it uses every app until it is written anew.
 */
export async function readConsumers(store: ObjectStore, service: string): Promise<readonly Consumer[]> {
  const consumers: Consumer[] = [];
  for (const { key } of await store.list(stateStoreKeys.statusPrefix)) {
    const found = await store.get(key);
    if (!found) continue;
    const document = parse(found.body);
    if (!document) consumers.push({ name: key });
    if (!document || isDeleted(document)) continue;
    const name = `${document.kind}/${document.metadata.name}`;
    for (const use of document.status.uses ?? []) {
      if (use.service === service) consumers.push({ name, appId: use.appId });
    }
  }
  return consumers;
}

/** As the engine writes it once a newer index omits the manifest; one of which something goes on says that as well. */
function isDeleted({ status: { conditions } }: StatusDocument): boolean {
  const goesOn = conditions.some(({ type, status }) => type === 'Removed' && status === 'False');
  return !goesOn && conditions.some(({ type, reason }) => type === 'Ready' && reason === 'Retained');
}

function parse(body: string): StatusDocument | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
