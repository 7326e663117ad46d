import { type HealthCheck, normalizeHealthCheck } from './health-check';

/**
 * A Marathon app as it is sent or given back. Only what this library reads is typed; every other field
 * passes through.
 */
export interface MarathonApp {
  readonly id?: string;
  readonly cmd?: string;
  readonly cpus?: number;
  readonly mem?: number;
  readonly instances?: number;
  readonly role?: string;
  readonly acceptedResourceRoles?: readonly string[] | null;
  readonly portDefinitions?: readonly PortDefinition[];
  readonly healthChecks?: readonly HealthCheck[];
  readonly constraints?: readonly (readonly string[])[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface PortDefinition {
  readonly port?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

/**
 * What an app has where nothing was said (Marathon 1.11.24: types/app.raml, AppNormalization.scala; the
 * recording of a created app). Apps with persistent volumes have other strategies; they are not covered.
 */
const DEFAULTS = {
  backoffFactor: 1.15,
  backoffSeconds: 1,
  cpus: 1,
  disk: 0,
  executor: '',
  gpus: 0,
  instances: 1,
  killSelection: 'YOUNGEST_FIRST',
  maxLaunchDelaySeconds: 300,
  mem: 128,
  networks: [{ mode: 'host' }],
  portDefinitions: [{ port: 0, protocol: 'tcp', name: 'default' }],
  requirePorts: false,
  unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
  upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
} as const;

/**
 * The fields whose change restarts tasks (`AppDefinition.isUpgrade`), and `id` and `instances`. The rest of
 * an answer is status, and unknown fields of a request are ignored by Marathon (recording 28).
 */
export const APP_FIELDS = [
  'acceptedResourceRoles',
  'args',
  'backoffFactor',
  'backoffSeconds',
  'check',
  'cmd',
  'constraints',
  'container',
  'cpus',
  'dependencies',
  'disk',
  'env',
  'executor',
  'fetch',
  'gpus',
  'healthChecks',
  'id',
  'instances',
  'killSelection',
  'labels',
  'maxLaunchDelaySeconds',
  'mem',
  'networks',
  'portDefinitions',
  'readinessChecks',
  'requirePorts',
  'resourceLimits',
  'role',
  'secrets',
  'taskKillGracePeriodSeconds',
  'tty',
  'unreachableStrategy',
  'upgradeStrategy',
  'user',
] as const;

/** Fields that Marathon keeps as sets: their order means nothing. */
const SETS: readonly string[] = ['acceptedResourceRoles', 'constraints', 'dependencies', 'healthChecks'];

/**
 * An app with Marathon's defaults filled in, deprecated spellings (`uris`, `ports`) translated, status
 * dropped and sets in one order, so that what was sent and what is given back can be compared. What is
 * empty (`{}`, `[]`, null) is left out where Marathon does not tell it from nothing.
 */
export function normalizeApp(app: MarathonApp): MarathonApp {
  const given = translated(app);
  const result: Record<string, unknown> = {};
  for (const field of APP_FIELDS) {
    const value = normalizedField(field, given);
    if (value !== undefined) result[field] = value;
  }
  return result;
}

function normalizedField(field: (typeof APP_FIELDS)[number], app: MarathonApp): unknown {
  const given = app[field];
  if (field === 'portDefinitions') return onNetwork(app) ? undefined : portsOf(given);
  if (field === 'id') return typeof given === 'string' && !given.startsWith('/') ? `/${given}` : given;
  const value =
    withoutEmpty(given) ?? (field in DEFAULTS ? DEFAULTS[field as keyof typeof DEFAULTS] : undefined);
  if (field === 'unreachableStrategy' || field === 'upgradeStrategy') return strategyOf(field, value);
  if (field === 'requirePorts' && onNetwork(app)) return false;
  if (field === 'healthChecks') return checksOf(app);
  if (field === 'fetch' && Array.isArray(value)) return value.map(withFetchDefaults);
  if (field === 'container' && isRecord(value)) return containerOf(value, onNetwork(app));
  return SETS.includes(field) && Array.isArray(value) ? asSet(value) : value;
}

/** Half a strategy has Marathon's default for the other half. */
function strategyOf(field: 'unreachableStrategy' | 'upgradeStrategy', value: unknown): unknown {
  return isRecord(value) ? { ...DEFAULTS[field], ...value } : value;
}

/** Whether the app has a network of its own; then Marathon knows port mappings in place of definitions. */
function onNetwork(app: MarathonApp): boolean {
  const networks = app['networks'];
  return (
    Array.isArray(networks) && networks.some((network) => isRecord(network) && network['mode'] !== 'host')
  );
}

function translated(app: MarathonApp): MarathonApp {
  const uris = app['uris'];
  const ports = app['ports'];
  const fetch = Array.isArray(uris) && uris.length > 0 ? { fetch: uris.map(artifactOf) } : {};
  const portDefinitions =
    Array.isArray(ports) && app.portDefinitions === undefined
      ? { portDefinitions: ports.map((port) => ({ port: Number(port), protocol: 'tcp' })) }
      : {};
  return { ...app, ...fetch, ...portDefinitions };
}

/** Extracted if the Mesos fetcher knows the ending (FetchUri.scala). */
function artifactOf(uri: unknown): unknown {
  const path = String(uri).replace(/[?#].*$/, '');
  return { uri, extract: /\.(tar|tar\.gz|tar\.bz2|tar\.xz|gz|tgz|tbz2|txz|zip)$/.test(path) };
}

/** No ports at all (`[]`) is not the same as nothing said, which is one random port. */
function portsOf(definitions: unknown): unknown {
  if (!Array.isArray(definitions)) return DEFAULTS.portDefinitions;
  return definitions.map((definition) =>
    isRecord(definition) ? withoutEmpty({ port: 0, protocol: 'tcp', ...definition }) : definition,
  );
}

function checksOf(app: MarathonApp): unknown {
  const checks = app.healthChecks ?? [];
  const hasPorts = app.portDefinitions === undefined || app.portDefinitions.length > 0 || onNetwork(app);
  if (checks.length === 0) return undefined;
  return asSet(checks.map((check) => withoutEmpty(normalizeHealthCheck(check, hasPorts))));
}

function withFetchDefaults(artifact: unknown): unknown {
  return isRecord(artifact) ? { extract: true, executable: false, cache: false, ...artifact } : artifact;
}

/** On the host's network port mappings are dropped. `credential` and `parameters` stay as they are. */
function containerOf(container: Readonly<Record<string, unknown>>, ownNetwork: boolean): unknown {
  const { portMappings, docker, ...rest } = container;
  const image = isRecord(docker) ? { forcePullImage: false, privileged: false, ...docker } : docker;
  return {
    type: 'DOCKER',
    ...rest,
    ...(image === undefined ? {} : { docker: image }),
    ...(ownNetwork && portMappings !== undefined ? { portMappings } : {}),
  };
}

function asSet(values: readonly unknown[]): readonly unknown[] {
  const byText = new Map(values.map((value) => [stableText(value), value]));
  return [...byText.keys()].sort().map((text) => byText.get(text));
}

function stableText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isRecord(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function withoutEmpty(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((item) => withoutEmpty(item) ?? item);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const kept = withoutEmpty(member);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
