import { StaticReservation } from '../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../src/domain/spark/distribution';
import { shuffleServiceApp } from '../src/domain/spark/shuffle-service-app';
import { sha256 } from '../src/io/digest';
import { API_VERSION, manifestStoreKeys } from '../src/manifest';

interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly spec: object;
}

export interface ManifestProps {
  /** How many in all: at most two shuffle services, the rest are defaults and other apps in turn. */
  readonly count: number;
  /** Another one is another version of every shuffle service. @default 1 */
  readonly version?: number;
  /** Instances of the first of the other apps. @default 1 */
  readonly instances?: number;
  /** When an older version ends. @default at once */
  readonly upgrade?: object;
}

/** Nothing listens on the agents that could say that an older version is unused. */
const AT_ONCE = { whenInUse: 'Proceed', overlapSeconds: 0, quietSeconds: 0, deadlineSeconds: 0 };

/** What a reservation of three ports has room for: two services, and a successor of one of them. */
const SERVICES = ['spark-2-4', 'spark-3-0'] as const;

/** Of manifests and state. */
export const BUCKET = 'bench';

/** Puts manifests and their index into a bucket, the index last, as Terraform does. */
export async function writeManifests(storeUrl: string, props: ManifestProps): Promise<void> {
  const put = async (key: string, body: string) => {
    const answer = await fetch(`${storeUrl}/${BUCKET}/manifests/${key}`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`${key}: the store answered ${answer.status}`);
  };
  const listed: object[] = [];
  for (const { kind, name, spec } of manifests(props)) {
    const text = JSON.stringify({ apiVersion: API_VERSION, kind, metadata: { name }, spec });
    const key = manifestStoreKeys.manifest('bench', kind, name);
    await put(key, text);
    listed.push({ kind, name, key, sha256: sha256(text) });
  }
  const index = { apiVersion: API_VERSION, kind: 'ManifestIndex', metadata: { name: 'bench' } };
  await put(manifestStoreKeys.index('bench'), JSON.stringify({ ...index, manifests: listed }));
}

function manifests({
  count,
  version = 1,
  instances = 1,
  upgrade = AT_ONCE,
}: ManifestProps): readonly Declared[] {
  return Array.from({ length: count }, (_, i) => {
    const service = SERVICES[i];
    if (service !== undefined) return shuffleService(service, version, upgrade);
    return i % 2 === 0 ? defaults(i) : app(i, i === SERVICES.length + 1 ? instances : 1);
  });
}

function shuffleService(name: string, version: number, upgrade: object): Declared {
  const template = shuffleServiceApp({
    name,
    spark: SparkDistribution.docker('mesosphere/spark:2.7.0', { version: '2.4.0', home: '/opt/spark/dist' }),
    reservation: StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' }),
    sharedDirectory: '/var/lib/tmp/spark',
    sparkUser: { name: 'spark', uid: 7337 },
    environment: { BENCH_VERSION: `${version}` },
  });
  const spec = {
    role: 'shuffle',
    slots: [7337, 7338, 7339],
    sparkVersion: '2.4.0',
    sharedDirectory: '/var/lib/tmp/spark',
    upgrade,
    app: template,
  };
  return { kind: 'ShuffleService', name, spec };
}

function defaults(i: number): Declared {
  const properties = { 'spark.dynamicAllocation.enabled': 'true', 'spark.app.name': `app-${i}` };
  const spec = { shuffleService: SERVICES[0], sparkVersion: '2.4.0', properties };
  return { kind: 'SparkDefaults', name: `defaults-${i}`, spec };
}

function app(i: number, instances: number): Declared {
  const spec = { app: { id: `/bench/app-${i}`, cmd: 'sleep 1000000', cpus: 0.01, mem: 32, instances } };
  return { kind: 'MarathonApp', name: `app-${i}`, spec };
}
