import { isSameMarathon } from '../../../domain/marathon/address';
import {
  type StatusDocument,
  stateStoreKeys,
  statusSchema,
  TENANT_KINDS,
  tenancyIn,
} from '../../../manifest';
import type { ObjectStore } from '../../ports';

/**
 * Who lives on the Marathon that an app is: what operators remember of services, applications and dispatchers there,
 * and services that are declared for it. What cannot be read may say anything.
 * @param answersAt its addresses, as others name it
 * @returns `KIND/NAME`, or the key of what cannot be read; sorted
 */
export async function tenantsOf(
  store: ObjectStore,
  answersAt: readonly string[],
): Promise<readonly string[]> {
  if (answersAt.length === 0) return [];
  const isHere = (address: string | undefined) =>
    address !== undefined && answersAt.some((one) => isSameMarathon(one, address));
  const tenants = new Set<string>();
  for (const kind of TENANT_KINDS) {
    const statuses = await statusesOf(store, kind);
    for (const [name, status] of statuses) {
      const key = stateStoreKeys.status(kind, name);
      if (!status) tenants.add(key);
      else if (isDeclared(status) && isHere(status.status.marathon)) tenants.add(`${kind}/${name}`);
    }
    const prefix = stateStoreKeys.statePrefix(kind);
    for (const { key } of await store.list(prefix)) {
      const name = key.slice(prefix.length).replace(/\.json$/, '');
      if (isRemoved(statuses.get(name))) continue;
      const found = await store.get(key);
      const tenancy = found && tenancyIn(kind, found.body);
      if (found && !tenancy) tenants.add(key);
      if (isHere(tenancy?.marathon)) tenants.add(`${kind}/${name}`);
    }
  }
  return [...tenants].sort();
}

async function statusesOf(
  store: ObjectStore,
  kind: string,
): Promise<ReadonlyMap<string, StatusDocument | undefined>> {
  const prefix = `${stateStoreKeys.statusPrefix}${kind}/`;
  const found = new Map<string, StatusDocument | undefined>();
  for (const { key } of await store.list(prefix)) {
    const object = await store.get(key);
    if (object) found.set(key.slice(prefix.length).replace(/\.json$/, ''), parsed(object.body));
  }
  return found;
}

/** As the engine writes it once nothing more is done about a manifest that is gone. */
function isRemoved(document: StatusDocument | undefined): boolean {
  const conditions = document?.status.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Removed' && status === 'True');
}

/** What goes on after its manifest (`Retained`) is known by what is remembered of it. */
function isDeclared(document: StatusDocument): boolean {
  const { conditions } = document.status;
  return (
    !isRemoved(document) && !conditions.some(({ type, reason }) => type === 'Ready' && reason === 'Retained')
  );
}

function parsed(body: string): StatusDocument | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
