import type { Size } from '../core/size';
import type { MarathonApp } from '../marathon/app';
import { attributeConstraint, UNIQUE_HOST } from '../marathon/constraint';
import { shellQuote } from '../render/shell-quote';
import { type MarathonServer, serverEnvironment } from './server';
import type { MarathonSource } from './source';

/** How a Marathon runs as an app of the cluster's own. */
export interface OnMarathon {
  readonly appId: string;
  readonly source: MarathonSource;
  readonly platform: 'dcos' | 'mesos';
  readonly instances: number;
  readonly cpus: number;
  readonly heap: Size;
  readonly memory: Size;
  /** Of its API; the port after it is that of Mesos' messages. Undefined: both by chance. */
  readonly port?: number;
  /** Of an archive: Mesos' library on the agent. */
  readonly nativeLibrary: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, unknown>>;
  /** Further fields of the app; what it says wins. */
  readonly app: Readonly<Record<string, unknown>>;
}

/** Links of both of its programs, from 1.5 on: build.sbt puts `start` beside `marathon`. */
const IMAGE_PROGRAM = '/marathon/bin/start';

/**
 * A Marathon that is an app of another. At most one an agent, so that an agent takes one of them along; one is
 * replaced at a time, and the other leads meanwhile. Its port is asked for at run time, because only then it is known.
 */
export function onMarathon(server: MarathonServer, place: OnMarathon): MarathonApp {
  const { source, platform, port, heap } = place;
  const { labels, ...more } = place.app as { readonly labels?: Readonly<Record<string, string>> };
  return {
    id: place.appId,
    cmd: command(place),
    cpus: place.cpus,
    mem: place.memory.toMebibytes(),
    disk: 0,
    instances: place.instances,
    acceptedResourceRoles: ['*'],
    constraints: [UNIQUE_HOST, ...attributes(place.attributes)],
    env: {
      JAVA_OPTS: `-Xmx${heap.toJvm()}`,
      ...(source.kind === 'archive' ? { MESOS_NATIVE_JAVA_LIBRARY: place.nativeLibrary } : {}),
      ...serverEnvironment(server),
      ...place.environment,
    },
    networks: [{ mode: 'host' }],
    portDefinitions: [
      { port: port ?? 0, protocol: 'tcp', name: 'api' },
      { port: port === undefined ? 0 : port + 1, protocol: 'tcp', name: 'libprocess' },
    ],
    requirePorts: port !== undefined,
    healthChecks: [PING],
    upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    labels: { ...(platform === 'dcos' ? adminRouterLabels(server) : {}), ...labels },
    ...container(source),
    ...more,
  };
}

/**
 * Asked by the agent. A standby hands it on to the leader, so that all of them fail while nobody leads: five minutes
 * of that, and a minute more to start, are given before one is replaced. Its tasks go on without it.
 */
const PING = {
  protocol: 'MESOS_HTTP',
  path: '/ping',
  portIndex: 0,
  gracePeriodSeconds: 300,
  intervalSeconds: 30,
  timeoutSeconds: 20,
  maxConsecutiveFailures: 10,
} as const;

/** By these Admin Router serves it at `/service/<name>`. */
function adminRouterLabels({ name }: MarathonServer): Readonly<Record<string, string>> {
  return { DCOS_SERVICE_NAME: name, DCOS_SERVICE_PORT_INDEX: '0', DCOS_SERVICE_SCHEME: 'http' };
}

function attributes(wanted: Readonly<Record<string, string>>) {
  return Object.keys(wanted)
    .sort()
    .map((name) => attributeConstraint(name, wanted[name] ?? ''));
}

/** On DC/OS an agent's hostname is its address, which Mesos' messages then go to. */
function command({ source, platform }: OnMarathon): string {
  const places = [
    'MARATHON_HOSTNAME="$HOST"',
    'MARATHON_HTTP_PORT="$PORT0"',
    'LIBPROCESS_PORT="$PORT1"',
    ...(platform === 'dcos' ? ['LIBPROCESS_IP="$HOST"'] : []),
  ];
  const start = source.kind === 'archive' ? unpacked(source) : `exec ${IMAGE_PROGRAM}`;
  return `export ${places.join(' ')}; ${start}`;
}

/** The fetcher leaves the archive as it is, so that it can be held against its checksum. */
function unpacked({ place, sha256 }: MarathonSource): string {
  const file = shellQuote(fileName(place));
  const wrong = `{ echo "${sha256} is not the SHA-256 of $(sha256sum ${file})" >&2; exit 1; }`;
  return [
    `echo "${sha256}  "${file} | sha256sum -c - >/dev/null || ${wrong}`,
    `mkdir -p marathon && tar -xf ${file} -C marathon --strip-components=1 || exit 1`,
    'if [ -x marathon/bin/marathon ]; then exec marathon/bin/marathon; else exec marathon/bin/start; fi',
  ].join('; ');
}

function fileName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function container({ kind, place }: MarathonSource): Readonly<Record<string, unknown>> {
  if (kind === 'archive') return { fetch: [{ uri: place, extract: false, executable: false, cache: true }] };
  return { container: { type: kind === 'ucr' ? 'MESOS' : 'DOCKER', docker: { image: place } } };
}
