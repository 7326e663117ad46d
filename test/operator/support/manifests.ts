import { NEVER_KILLS } from '../../../src/domain/marathon/health-check';
import { sha256 } from '../../../src/io/digest';
import {
  type AgentDrainManifestInput,
  API_VERSION,
  manifestStoreKeys,
  type ShuffleServiceManifestInput,
  type SparkDefaultsManifestInput,
} from '../../../src/manifest';
import type { MemoryStore } from './memory-store';

export const APP = {
  cmd: 'exec ./service',
  cpus: 0.5,
  mem: 1024,
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ protocol: 'tcp', name: 'shuffle' }],
  requirePorts: true as const,
  unreachableStrategy: 'disabled' as const,
  upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
  healthChecks: [
    {
      protocol: 'MESOS_TCP',
      portIndex: 0,
      gracePeriodSeconds: 60,
      intervalSeconds: 10,
      timeoutSeconds: 5,
      delaySeconds: 5,
      maxConsecutiveFailures: NEVER_KILLS as 2_147_483_647,
    },
  ],
};

type ServiceOverrides = Partial<ShuffleServiceManifestInput['spec']> & {
  readonly name?: string;
  readonly annotations?: Record<string, string>;
};

export function service(overrides: ServiceOverrides = {}): ShuffleServiceManifestInput {
  const { name = 'spark-2-4', annotations, ...spec } = overrides;
  return {
    apiVersion: API_VERSION,
    kind: 'ShuffleService',
    metadata: { name, ...(annotations ? { annotations } : {}) },
    spec: {
      role: 'shuffle',
      slots: [7337, 7338, 7339],
      sparkVersion: '2.4.0',
      sharedDirectory: '/var/lib/tmp/spark',
      app: APP,
      ...spec,
    },
  };
}

export function defaults(spec: Partial<SparkDefaultsManifestInput['spec']> = {}): SparkDefaultsManifestInput {
  return {
    apiVersion: API_VERSION,
    kind: 'SparkDefaults',
    metadata: { name: 'defaults' },
    spec: {
      shuffleService: 'spark-2-4',
      sparkVersion: '2.4.0',
      properties: { 'spark.shuffle.service.enabled': 'true' },
      ...spec,
    },
  };
}

export function drain(
  agent: string,
  { name = agent, ...spec }: Partial<AgentDrainManifestInput['spec']> & { readonly name?: string } = {},
): AgentDrainManifestInput {
  return { apiVersion: API_VERSION, kind: 'AgentDrain', metadata: { name }, spec: { agent, ...spec } };
}

interface AnyManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Writes manifests and then their index, as Terraform does. What is left out is deleted. */
export function declare(store: MemoryStore, manifests: readonly AnyManifest[], stack = 'demo'): void {
  const named = manifests.map((manifest) => {
    const { kind, metadata } = manifest;
    const key = manifestStoreKeys.manifest(stack, kind, metadata.name);
    const body = JSON.stringify(manifest);
    store.set(key, body);
    return { kind, name: metadata.name, key, sha256: sha256(body) };
  });
  const index = {
    apiVersion: API_VERSION,
    kind: 'ManifestIndex',
    metadata: { name: stack },
    manifests: named,
  };
  store.set(manifestStoreKeys.index(stack), JSON.stringify(index));
}
