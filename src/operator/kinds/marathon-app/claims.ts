import { type StatusDocument, stateStoreKeys, statusSchema } from '../../../manifest';
import type { ObjectStore } from '../../ports';

/**
 * Which other manifest looks after an app, by the status that the operator wrote for it: an app that it has taken
 * over carries its label only from its next change on.
 */
export async function takenOverBy(
  store: ObjectStore,
  name: string,
  appId: string,
): Promise<string | undefined> {
  for (const { key } of await store.list(`${stateStoreKeys.statusPrefix}MarathonApp/`)) {
    const found = await store.get(key);
    const document = found && parse(found.body);
    if (document && document.metadata.name !== name && claims(document, appId)) return document.metadata.name;
  }
  return undefined;
}

function claims({ status }: StatusDocument, appId: string): boolean {
  const owned = status.conditions.find(({ type }) => type === 'Owned');
  return status.app?.id === appId && owned?.status === 'True';
}

function parse(body: string): StatusDocument | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
