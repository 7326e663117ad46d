import { GONE_AGENTS_ANNOTATION, manifestStoreKeys } from '../../src/manifest';
import { APP, declare, defaults, drain, service } from '../operator/support/manifests';
import type { MemoryStore } from '../operator/support/memory-store';
import { PLANTED } from './secrets';

export const SLOTS = [7337, 7338, 7339];
export const VERSIONS = ['2.4.0', '2.4.8', '3.5.9'];
const STACK = 'demo';

/** What one service's manifest says, as far as it varies. */
export interface Declared {
  version: string;
  slots: readonly number[];
  port: number | undefined;
  inPlace: boolean;
  paused: boolean;
  proceed: boolean;
  omitted: boolean;
  readonly gone: Set<string>;
}

/** What one drain's manifest says. */
export interface DeclaredDrain {
  readonly agent: string;
  readonly deadlineSeconds: number | undefined;
  readonly markGone: boolean;
  /** When it was declared. */
  readonly since: number;
}

export const POLICY = { overlapSeconds: 60, quietSeconds: 120, deadlineSeconds: 900 };

const fresh = (): Declared => ({
  version: VERSIONS[0] ?? '',
  slots: SLOTS,
  port: undefined,
  inPlace: false,
  paused: false,
  proceed: false,
  omitted: false,
  gone: new Set(),
});

/** The manifests as Terraform writes them, and since when each service is not to be touched. */
export class Manifests {
  readonly services = new Map<string, Declared>([['spark-2-4', fresh()]]);
  /** Since when a service is paused or omitted. */
  readonly resting = new Map<string, number>();
  readonly drains = new Map<string, DeclaredDrain>();
  /** When each drain was deleted, by name. */
  readonly deletedDrains = new Map<string, number>();
  /** Every host that a manifest has named as gone, ever. */
  readonly namedGone = new Set<string>();

  constructor(
    private readonly store: MemoryStore,
    private readonly now: () => number,
  ) {}

  add(name: string): void {
    if (!this.services.has(name)) this.services.set(name, { ...fresh(), gone: new Set() });
  }

  drain(name: string, drain: Omit<DeclaredDrain, 'since'>): void {
    this.drains.set(name, { ...drain, since: this.now() });
    this.deletedDrains.delete(name);
  }

  deleteDrain(name: string): void {
    this.drains.delete(name);
    this.deletedDrains.set(name, this.now());
  }

  /** Writes everything anew, and the index last. */
  write(): void {
    const present = [...this.services].filter(([, { omitted }]) => !omitted);
    for (const [name, { omitted, paused, gone }] of this.services) {
      if (!omitted && !paused) this.resting.delete(name);
      else if (!this.resting.has(name)) this.resting.set(name, this.now());
      for (const host of gone) this.namedGone.add(host);
    }
    const manifests = present.map(([name, declared]) => manifestOf(name, declared));
    const drains = [...this.drains].map(([name, { agent, deadlineSeconds, markGone }]) =>
      drain(agent, {
        name,
        markGone,
        quietSeconds: POLICY.quietSeconds,
        ...(deadlineSeconds === undefined ? {} : { deadline: `${deadlineSeconds}s` }),
      }),
    );
    declare(this.store, [...manifests, defaults({ properties: PROPERTIES }), ...drains], STACK);
  }

  /** Terraform was ended half-way: a manifest is another one than its index says. */
  tear(name: string): void {
    const key = manifestStoreKeys.manifest(STACK, 'ShuffleService', name);
    const text = this.store.text(key);
    if (text !== undefined) this.store.set(key, text.slice(0, text.length / 2));
  }

  tearIndex(): void {
    const text = this.store.text(manifestStoreKeys.index(STACK)) ?? '';
    this.store.set(manifestStoreKeys.index(STACK), text.slice(0, text.length / 2));
  }
}

const PROPERTIES = { 'spark.shuffle.service.enabled': 'true' };

function manifestOf(name: string, declared: Declared) {
  const { version, slots, port, inPlace, paused, proceed, gone } = declared;
  return service({
    name,
    sparkVersion: version,
    slots: [...slots],
    ...(port === undefined ? {} : { port }),
    ...(inPlace ? { updates: 'InPlace' as const } : {}),
    paused,
    upgrade: { whenInUse: proceed ? 'Proceed' : 'Wait', ...POLICY },
    app: { ...APP, env: { SPARK_AUTHENTICATE_SECRET: PLANTED.environment, JDBC_URL: PLANTED.url } },
    ...(gone.size > 0 ? { annotations: { [GONE_AGENTS_ANNOTATION]: [...gone].sort().join(',') } } : {}),
  });
}
