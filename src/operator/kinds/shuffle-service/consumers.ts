import {
  NOTING_KINDS,
  notedUses,
  type StatusDocument,
  stateStoreKeys,
  statusSchema,
} from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Consumer } from './model';

/**
 * Whose status says that it uses an endpoint of this service. What has been deleted uses nothing any more; a status that
 * cannot be read may say anything, so whoever wrote it uses every app until it is written anew. Where none was written
 * since, what has been noted counts.
 */
export async function readConsumers(store: ObjectStore, service: string): Promise<readonly Consumer[]> {
  const consumers: Consumer[] = [];
  const told = new Set<string>();
  for (const { key } of await store.list(stateStoreKeys.statusPrefix)) {
    const found = await store.get(key);
    if (!found) continue;
    const document = parse(found.body);
    if (!document) consumers.push({ name: key });
    if (!document || !couldNotLook(document)) told.add(key);
    if (!document || isDeleted(document)) continue;
    const name = `${document.kind}/${document.metadata.name}`;
    for (const use of document.status.uses ?? []) {
      if (use.service === service) consumers.push({ name, appId: use.appId });
    }
  }
  return [...consumers, ...(await notedConsumers(store, service, told))];
}

/**
 * Whoever has noted an endpoint and not told it: the note comes before what will use it, and the status after a look,
 * which may fail for as long as a dispatcher does not answer.
 */
async function notedConsumers(
  store: ObjectStore,
  service: string,
  told: ReadonlySet<string>,
): Promise<readonly Consumer[]> {
  const consumers: Consumer[] = [];
  for (const kind of NOTING_KINDS) {
    const prefix = stateStoreKeys.statePrefix(kind);
    for (const { key } of await store.list(prefix)) {
      const name = key.slice(prefix.length).replace(/\.json$/, '');
      if (told.has(stateStoreKeys.status(kind, name))) continue;
      const found = await store.get(key);
      const uses = found && notedUses(found.body);
      if (found && !uses) consumers.push({ name: key });
      const ours = (uses ?? []).filter((use) => use.service === service);
      consumers.push(...ours.map(({ appId }) => ({ name: `${kind}/${name}`, appId })));
    }
  }
  return consumers;
}

/** As the engine writes it where a pass failed: all else in it is as it was before. */
function couldNotLook({ status: { conditions } }: StatusDocument): boolean {
  return conditions.some(({ type, status }) => type === 'Observed' && status === 'False');
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
