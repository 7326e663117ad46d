import type { MarathonInfo } from '../../domain/marathon/role-form';
import { sha256 } from '../../io/digest';
import {
  type Endpoint,
  endpointSchema,
  type Manifest,
  type ShuffleServiceManifest,
  type SparkDefaultsManifest,
  stateStoreKeys,
} from '../../manifest';
import { defaultsIn, type PublishedDefaults, readDefaults } from '../../operator/engine/defaults-reading';
import type { Surroundings } from '../../operator/engine/rendering';
import { endpointOf } from '../../operator/kinds/shuffle-service/publish';
import { firstRevision } from '../../operator/kinds/shuffle-service/render';
import { renderSparkDefaults } from '../../operator/kinds/spark-defaults/render';
import type { ObjectStore } from '../../operator/ports';
import { referencesOf } from '../declaring/references';

/** What Spark takes where nobody says another port. */
const USUAL_PORT = 7337;

export interface Known {
  /** By `KIND/NAME`: what is in the files, which nobody has published yet. */
  readonly written: ReadonlyMap<string, Manifest>;
  /** Likewise what the stores declare. */
  readonly declared: ReadonlyMap<string, Manifest>;
  /** What an operator has published, by the name of the SparkDefaults. */
  readonly published: ReadonlyMap<string, PublishedDefaults>;
  /** Where shuffle services are, by name. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** Everything in the state store that the manifests may lead to. @throws StoreError */
export async function readKnown(
  manifests: Pick<Known, 'written' | 'declared'>,
  state: ObjectStore | undefined,
): Promise<Known> {
  const all = [...manifests.declared.values(), ...manifests.written.values()];
  const names = (kind: string) => {
    const named = all.flatMap((one) => referencesOf(one)).filter((one) => one.kind === kind);
    return [...new Set(named.map(({ name }) => name))].sort();
  };
  const published = new Map<string, PublishedDefaults>();
  const endpoints = new Map<string, Endpoint>();
  if (!state) return { ...manifests, published, endpoints };
  for (const name of names('SparkDefaults')) {
    const found = await readDefaults(state, name);
    if (found) published.set(name, found);
  }
  for (const name of names('ShuffleService')) {
    const found = await state.get(stateStoreKeys.endpoint(name));
    const endpoint = found && parsed(found.body);
    if (endpoint && !endpoint.withdrawn) endpoints.set(name, endpoint);
  }
  return { ...manifests, published, endpoints };
}

function parsed(body: string): Endpoint | undefined {
  try {
    return endpointSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/**
 * Answers of a cluster that is not there: what an operator has decided, where that is known, else what it would decide
 * first.
 * @param note told what was taken for granted, once each
 */
export function aroundOf(known: Known, version: string, note: (line: string) => void): Surroundings {
  const told = new Set<string>();
  const say = (line: string) => {
    if (!told.has(line)) note(line);
    told.add(line);
  };
  const manifestOf = (id: string) => known.written.get(id) ?? known.declared.get(id);
  const marathon = (role: string): MarathonInfo => ({ version, marathon_config: { mesos_role: role } });
  const endpoint = (service: string): Endpoint => {
    const found = known.endpoints.get(service);
    if (found) return found;
    const manifest = manifestOf(`ShuffleService/${service}`);
    if (manifest) {
      say(`ShuffleService/${service} is taken to be on the port that it would take first`);
      return endpointOf(firstRevision(manifest as ShuffleServiceManifest, { marathon, sha256 }));
    }
    say(`ShuffleService/${service} is not known here: port ${USUAL_PORT} is taken for it`);
    const nowhere = { appId: '/unknown', sparkVersion: 'unknown', sharedDirectory: '' };
    return { service, port: USUAL_PORT, ...nowhere };
  };
  const around: Surroundings = {
    ...{ marathon, sha256, endpoint },
    defaults: (name) => {
      const id = `SparkDefaults/${name}`;
      const found = known.published.get(name);
      if (found && !known.written.has(id)) return found;
      const manifest = manifestOf(id) as SparkDefaultsManifest | undefined;
      if (!manifest) {
        say(`SparkDefaults/${name} is not known here: nothing of it is in what follows`);
        return undefined;
      }
      const [conf] = renderSparkDefaults(manifest, around);
      return defaultsIn(String(conf?.content ?? ''));
    },
  };
  return around;
}
