/**
 * Where things lie in the two stores. The manifest store is written by Terraform only, the state store by
 * the operator only, so neither ever overwrites the other.
 */
export const manifestStoreKeys = {
  indexPrefix: 'index/',
  index: (stack: string) => `index/${stack}.json`,
  manifest: (stack: string, kind: string, name: string) => `manifests/${stack}/${kind}/${name}.json`,
} as const;

export const stateStoreKeys = {
  lease: 'leases/operator.json',
  status: (kind: string, name: string) => `status/${kind}/${name}.json`,
  statusPrefix: 'status/',
  /** What the operator has decided for a service and must not forget; every change is a conditional write. */
  state: (kind: string, name: string) => `state/${kind}/${name}.json`,
  statePrefix: (kind: string) => `state/${kind}/`,
  /** On which machines the agents of a ShuffleService were seen; every change is a conditional write. */
  machines: (service: string) => `state/Machines/${service}.json`,
  /** Immutable: what was once rendered for a spec, so that a new operator version rolls nothing by itself. */
  revision: (kind: string, name: string, id: string) => `revisions/${kind}/${name}/${id}.json`,
  /** The endpoint that a ShuffleService publishes and that SparkDefaults reads. */
  endpoint: (service: string) => `endpoints/${service}.json`,
  /** The published files, each replaced whole by one conditional write. */
  sparkDefaults: (name: string) => `published/${name}/spark-defaults.conf`,
  sparkEnv: (name: string) => `published/${name}/spark-env.sh`,
  /** Names the version whose two files belong together; written last, so both are there. */
  sparkDefaultsCurrent: (name: string) => `published/${name}/current`,
  /** Immutable: the files that were ever published together, by the first 12 hex digits of the SHA-256 of both. */
  sparkDefaultsVersion: (name: string, version: string) =>
    `published/${name}/versions/${version}/spark-defaults.conf`,
  sparkEnvVersion: (name: string, version: string) => `published/${name}/versions/${version}/spark-env.sh`,
  publishedPrefix: 'published/',
} as const;
