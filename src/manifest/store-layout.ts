/**
 * Where things lie in the two stores. The manifest store is written by Terraform only, the state store by the
 * operator and, of what is declared and held, by commands: so nobody ever overwrites another one's.
 */
export const manifestStoreKeys = {
  indexPrefix: 'index/',
  index: (stack: string) => `index/${stack}.json`,
  manifest: (stack: string, kind: string, name: string) => `manifests/${stack}/${kind}/${name}.json`,
} as const;

/** In the state store, before every key of the layout above: what commands and the operator itself declare. */
export const DECLARED_PREFIX = 'declared/';

/** The stack of what the command line declares, where no other is named. */
export const COMMAND_LINE_STACK = 'command-line';
/** The stack of what the operator declares. */
export const OPERATOR_STACK = 'operator';

export const stateStoreKeys = {
  lease: 'leases/operator.json',
  status: (kind: string, name: string) => `status/${kind}/${name}.json`,
  statusPrefix: 'status/',
  /** What the operator has decided for a service and must not forget; every change is a conditional write. */
  state: (kind: string, name: string) => `state/${kind}/${name}.json`,
  statePrefix: (kind: string) => `state/${kind}/`,
  /** On which machines the agents of a ShuffleService were seen; every change is a conditional write. */
  machines: (service: string) => `state/Machines/${service}.json`,
  /** Machines that are about to end, and what was decided about them; every change is a conditional write. */
  interruptions: 'state/Interruptions/all.json',
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
  declaredIndex: (stack: string) => `${DECLARED_PREFIX}${manifestStoreKeys.index(stack)}`,
  declaredManifest: (stack: string, kind: string, name: string) =>
    `${DECLARED_PREFIX}${manifestStoreKeys.manifest(stack, kind, name)}`,
  /** A person's pause of one manifest. */
  hold: (kind: string, name: string) => `holds/${kind}/${name}.json`,
  /** A person's pause of everything. */
  holdAll: 'holds/all.json',
  holdsPrefix: 'holds/',
} as const;
