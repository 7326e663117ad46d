import type {
  AppDefinition,
  HealthCheck,
  Json,
  JsonObject,
  PortDefinition,
  UnreachableStrategy,
} from './app';

/** Fields that the lab only carries, in the order in which they are shown. */
const CARRIED = [
  'args',
  'container',
  'dependencies',
  'env',
  'executor',
  'fetch',
  'networks',
  'residency',
  'resourceLimits',
  'secrets',
  'taskKillGracePeriodSeconds',
  'tty',
  'user',
] as const;

/** Read-only fields of an answer, which a request may carry without effect, and those that were never asked for. */
type Raw = Readonly<Record<string, Json | undefined>>;

/**
 * An app with every default of Marathon 1.11 filled in (types/app.raml). `raw` has been checked by the shape.
 * The role is settled by the rules for roles, not here.
 */
export function normalizeApp(given: Raw, id: string): AppDefinition {
  const raw = migrated(given);
  const networks = (raw['networks'] as readonly JsonObject[] | undefined) ?? [{ mode: 'host' }];
  const onHost = networks.every((network) => network['mode'] === 'host');
  const portDefinitions = onHost ? ports(raw['portDefinitions']) : undefined;
  return {
    id,
    ...optional('acceptedResourceRoles', roles(raw['acceptedResourceRoles'])),
    backoffFactor: numberOr(raw['backoffFactor'], 1.15),
    backoffSeconds: numberOr(raw['backoffSeconds'], 1),
    ...optional('cmd', typeof raw['cmd'] === 'string' ? raw['cmd'] : undefined),
    constraints: (raw['constraints'] as readonly (readonly string[])[] | undefined) ?? [],
    cpus: numberOr(raw['cpus'], 1),
    disk: numberOr(raw['disk'], 0),
    gpus: numberOr(raw['gpus'], 0),
    mem: numberOr(raw['mem'], 128),
    instances: numberOr(raw['instances'], 1),
    healthChecks: ((raw['healthChecks'] as readonly JsonObject[] | undefined) ?? []).map((check) =>
      healthCheck(check, (portDefinitions?.length ?? 0) > 0 || !onHost),
    ),
    labels: (raw['labels'] as Readonly<Record<string, string>> | undefined) ?? {},
    maxLaunchDelaySeconds: numberOr(raw['maxLaunchDelaySeconds'], 300),
    ...optional('portDefinitions', portDefinitions),
    requirePorts: onHost && raw['requirePorts'] === true,
    upgradeStrategy: upgradeStrategy(raw['upgradeStrategy'] as JsonObject | undefined),
    killSelection: raw['killSelection'] === 'OLDEST_FIRST' ? 'OLDEST_FIRST' : 'YOUNGEST_FIRST',
    unreachableStrategy: unreachableStrategy(raw['unreachableStrategy']),
    ...optional('role', typeof raw['role'] === 'string' ? raw['role'] : undefined),
    other: { ...carried(raw), networks },
  };
}

/** Older spellings become the present ones (AppNormalization.scala and FetchUri.scala, Marathon 1.11). */
function migrated({ uris, ports: numbers, ...raw }: Raw): Raw {
  const fetch = raw['fetch'] ?? (Array.isArray(uris) ? uris.map(artifact) : undefined);
  const definitions = Array.isArray(numbers) ? numbers.map((port) => ({ port, protocol: 'tcp' })) : undefined;
  const portDefinitions = raw['portDefinitions'] ?? definitions;
  return {
    ...raw,
    ...optional('fetch', fetch),
    ...optional('portDefinitions', portDefinitions),
  };
}

function artifact(uri: Json): JsonObject {
  const path = String(uri).replace(/[?#].*$/, '');
  return { uri, extract: /\.(tar|tar\.(gz|bz2|xz)|gz|tgz|tbz2|txz|zip)$/.test(path) };
}

/** The other way: the JSON of which {@link normalizeApp} makes the same definition. */
export function rawApp(definition: AppDefinition): Raw {
  const { other, ...own } = definition;
  return { ...(own as unknown as Raw), ...other };
}

function carried(raw: Raw): JsonObject {
  const kept = CARRIED.flatMap((name): [string, Json][] => {
    const value = raw[name];
    return value === undefined || value === null || isEmpty(value) ? [] : [[name, value]];
  });
  return { executor: '', ...Object.fromEntries(kept) };
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

function roles(value: Json | undefined): readonly string[] | undefined {
  const given = value as readonly string[] | null | undefined;
  return given && given.length > 0 ? [...new Set(given)].sort() : undefined;
}

function ports(value: Json | undefined): readonly PortDefinition[] {
  if (!Array.isArray(value)) return [{ port: 0, name: 'default', protocol: 'tcp' }];
  return (value as readonly JsonObject[]).map((one) => ({
    port: numberOr(one['port'], 0),
    ...optional('name', typeof one['name'] === 'string' ? one['name'] : undefined),
    protocol: typeof one['protocol'] === 'string' ? one['protocol'] : 'tcp',
    ...(one['labels'] === undefined || isEmpty(one['labels'])
      ? {}
      : { labels: one['labels'] as Readonly<Record<string, string>> }),
  }));
}

function upgradeStrategy(given: JsonObject | undefined): AppDefinition['upgradeStrategy'] {
  return {
    maximumOverCapacity: numberOr(given?.['maximumOverCapacity'], 1),
    minimumHealthCapacity: numberOr(given?.['minimumHealthCapacity'], 1),
  };
}

function unreachableStrategy(given: Json | undefined): UnreachableStrategy {
  if (given === 'disabled') return 'disabled';
  const seconds = given as JsonObject | null | undefined;
  return {
    inactiveAfterSeconds: numberOr(seconds?.['inactiveAfterSeconds'], 0),
    expungeAfterSeconds: numberOr(seconds?.['expungeAfterSeconds'], 0),
  };
}

/** types/healthCheck.raml; `portIndex` 0 is filled in where neither port nor index nor command is given. */
function healthCheck(given: JsonObject, hasPorts: boolean): HealthCheck {
  const named =
    given['port'] !== undefined || given['portIndex'] !== undefined || given['command'] !== undefined;
  const protocol = typeof given['protocol'] === 'string' ? given['protocol'] : 'HTTP';
  return {
    gracePeriodSeconds: numberOr(given['gracePeriodSeconds'], 300),
    intervalSeconds: numberOr(given['intervalSeconds'], 60),
    maxConsecutiveFailures: numberOr(given['maxConsecutiveFailures'], 3),
    ...optional('path', typeof given['path'] === 'string' ? given['path'] : undefined),
    ...optional('command', given['command']),
    ...optional('port', given['port'] === undefined ? undefined : numberOr(given['port'], 0)),
    ...optional('portIndex', portIndex(given, !named && hasPorts)),
    protocol,
    ipProtocol: typeof given['ipProtocol'] === 'string' ? given['ipProtocol'] : 'IPv4',
    timeoutSeconds: numberOr(given['timeoutSeconds'], 20),
    delaySeconds: numberOr(given['delaySeconds'], 15),
  };
}

function portIndex(given: JsonObject, fillIn: boolean): number | undefined {
  if (given['portIndex'] !== undefined) return numberOr(given['portIndex'], 0);
  return fillIn ? 0 : undefined;
}
