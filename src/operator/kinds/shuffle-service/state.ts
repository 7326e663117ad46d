import {
  endpointSchema,
  type Placed,
  type Revision,
  revisionSchema,
  type ServiceState,
  serviceStateSchema,
  stateStoreKeys,
} from '../../../manifest';
import type { ObjectStore } from '../../ports';
import type { Observed, Stored } from './model';

const KIND = 'ShuffleService';

export const revisionKey = (service: string, id: string) => stateStoreKeys.revision(KIND, service, id);
export const stateKey = (service: string) => stateStoreKeys.state(KIND, service);

/** Every app that a state names. */
export function placedOf({ active, green, retiring }: ServiceState): readonly Placed[] {
  return [active, ...retiring, green].filter((placed) => placed !== undefined);
}

/** The state without an app that is gone; its id is never used again. */
export function withoutApp(state: ServiceState, appId: string): ServiceState {
  const { green, former = [], ...rest } = state;
  return {
    ...rest,
    ...(green && green.appId !== appId ? { green } : {}),
    retiring: state.retiring.filter((placed) => placed.appId !== appId),
    former: [...former.filter((id) => id !== appId), appId],
  };
}

/** The state with one of its apps changed. */
export function withPlaced(
  state: ServiceState,
  appId: string,
  change: (placed: Placed) => Partial<Pick<Placed, 'releases' | 'ending' | 'born'>>,
): ServiceState {
  const changed = <Q extends Placed>(placed: Q): Q =>
    placed.appId === appId ? { ...placed, ...change(placed) } : placed;
  return {
    ...state,
    ...(state.active ? { active: changed(state.active) } : {}),
    ...(state.green ? { green: changed(state.green) } : {}),
    retiring: state.retiring.map(changed),
  };
}

/** @throws Error where something lies there that cannot be read: it is never taken for nothing */
export async function readState(
  store: ObjectStore,
  service: string,
): Promise<Stored<ServiceState> | undefined> {
  const key = stateKey(service);
  const found = await store.get(key);
  if (!found) return undefined;
  const value = serviceStateSchema.safeParse(parsed(key, found.body)).data;
  if (!value)
    throw new Error(`${key} in the state store is damaged; the operator decides nothing without it`);
  return { value, etag: found.etag };
}

/** @throws Error where something lies there that cannot be read */
export async function readRevision(
  store: ObjectStore,
  service: string,
  id: string,
): Promise<Revision | undefined> {
  const key = revisionKey(service, id);
  const found = await store.get(key);
  if (!found) return undefined;
  const value = revisionSchema.safeParse(parsed(key, found.body)).data;
  if (!value)
    throw new Error(`${key} in the state store is damaged; the operator decides nothing without it`);
  return value;
}

/** An endpoint that cannot be read is there all the same, and is replaced by its ETag. */
export async function readEndpoint(store: ObjectStore, service: string): Promise<Observed['endpoint']> {
  const found = await store.get(stateStoreKeys.endpoint(service));
  if (!found) return undefined;
  try {
    return { value: endpointSchema.safeParse(JSON.parse(found.body)).data, etag: found.etag };
  } catch {
    return { value: undefined, etag: found.etag };
  }
}

/** Ports that the other shuffle services have decided on, and for whom. */
export async function portsOfOthers(
  store: ObjectStore,
  service: string,
): Promise<ReadonlyMap<number, string>> {
  const prefix = stateStoreKeys.statePrefix(KIND);
  const ports = new Map<number, string>();
  for (const { key } of await store.list(prefix)) {
    const name = key.slice(prefix.length, -'.json'.length);
    if (name === service) continue;
    const state = await readState(store, name);
    for (const { port } of state ? placedOf(state.value) : []) ports.set(port, name);
  }
  return ports;
}

function parsed(key: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(`${key} in the state store is not JSON; the operator decides nothing without it`);
  }
}
