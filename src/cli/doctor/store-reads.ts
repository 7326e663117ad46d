import type {
  Declared,
  EndpointSight,
  LeaseSight,
  Reading,
  SettingsSight,
  StatusSight,
} from '../../domain/doctor/parts';
import { readProperties } from '../../domain/render/properties-reader';
import { sha256 } from '../../io/digest';
import {
  endpointSchema,
  leaseSchema,
  shuffleServiceManifest,
  stateStoreKeys,
  statusSchema,
  useOf,
} from '../../manifest';
import { readManifests } from '../../operator/engine/manifests';
import { readSources } from '../../operator/engine/sources';
import type { ObjectStore } from '../../operator/ports';
import type { DoctorSources } from './sources';

/** What counts, as the operator sees it. @param state without it what commands declare is not seen */
export async function declaredIn(manifests: ObjectStore, state?: ObjectStore): Promise<Declared> {
  const { entries, troubles } = state
    ? await readSources({ manifests, state, sha256 })
    : await readManifests(manifests, sha256);
  const held = entries.flatMap(({ key, content }) =>
    content.is === 'held' ? [{ at: key, because: `${content.reason}: ${content.message}` }] : [],
  );
  const services = entries.flatMap(({ kind, name, content }) => {
    if (kind !== 'ShuffleService' || content.is !== 'read') return [];
    const read = shuffleServiceManifest.safeParse(content.json);
    return read.success ? [{ name, cleanup: read.data.spec.cleanup ?? ('Service' as const) }] : [];
  });
  return { troubles: [...troubles.map(({ key, because }) => ({ at: key, because })), ...held], services };
}

/** Every object below a prefix that can be read as what it should be. */
async function objects<T>(
  store: ObjectStore,
  prefix: string,
  read: (json: unknown, key: string) => T | undefined,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (const { key } of await store.list(prefix)) {
    const object = await store.get(key);
    const value = object && read(jsonOf(object.body), key);
    if (value !== undefined) found.push(value);
  }
  return found;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export const statusesIn = (store: ObjectStore): Promise<readonly StatusSight[]> =>
  objects(store, stateStoreKeys.statusPrefix, (json) => {
    const read = statusSchema.safeParse(json);
    if (!read.success) return undefined;
    const { kind, metadata, status } = read.data;
    const ready = status.conditions.find(({ type }) => type === 'Ready');
    return {
      kind,
      name: metadata.name,
      ready: ready?.status ?? 'Unknown',
      reason: ready?.reason ?? 'NoCondition',
      message: ready?.message ?? 'the status has no condition Ready',
    };
  });

export const endpointsIn = (store: ObjectStore): Promise<readonly (EndpointSight & SparkOf)[]> =>
  objects(store, 'endpoints/', (json) => {
    const read = endpointSchema.safeParse(json);
    if (!read.success) return undefined;
    const { service, port, appId, withdrawn = false, sparkVersion } = read.data;
    return { service, port, appId, withdrawn, sparkVersion };
  });

interface SparkOf {
  readonly sparkVersion: string;
}

/** Published defaults; their Spark is that of the endpoint which they name. */
export async function publishedIn(
  store: ObjectStore,
  endpoints: readonly (EndpointSight & SparkOf)[],
): Promise<readonly (Omit<SettingsSight, 'sparkVersion'> & Partial<SparkOf>)[]> {
  const keys = (await store.list(stateStoreKeys.publishedPrefix)).filter(({ key }) =>
    /^published\/[^/]+\/spark-defaults\.conf$/.test(key),
  );
  const found = [];
  for (const { key } of keys) {
    const object = await store.get(key);
    if (!object) continue;
    const use = useOf(object.body);
    const version = endpoints.find(({ service }) => service === use?.service)?.sparkVersion;
    found.push({
      where: key,
      properties: readProperties(object.body),
      ...(version === undefined ? {} : { sparkVersion: version }),
    });
  }
  return found;
}

/** Looks until the lease changes, or for as long as it is good: nobody's clock but ours is asked. */
export async function leaseIn(
  store: ObjectStore,
  { clock, leaseLook }: Pick<DoctorSources, 'clock' | 'leaseLook'>,
): Promise<Reading<LeaseSight>> {
  const first = await store.get(stateStoreKeys.lease);
  if (!first) {
    const because = 'there is no lease: no operator has led yet, or it runs with --leadership marathon';
    return { is: 'unasked', because };
  }
  const lease = leaseSchema.safeParse(jsonOf(first.body)).data;
  const seconds = lease?.seconds ?? 30;
  const said = lease === undefined ? { seconds } : { holder: lease.holder, seconds };
  const from = clock.elapsedMillis();
  while (lease?.holder !== '' && clock.elapsedMillis() - from < seconds * 1000) {
    await clock.sleep(leaseLook);
    if ((await store.get(stateStoreKeys.lease))?.etag !== first.etag) {
      return { is: 'known', value: { ...said, renewed: true } };
    }
  }
  return { is: 'known', value: { ...said, renewed: false } };
}
