import type { MarathonApp, PortDefinition } from '../../marathon/app';
import { normalizeApp } from '../../marathon/app';
import { type WrittenOptions, writtenOptions } from './options';
import { type Start, startOf } from './start';

/** A hand-made app of a shuffle service, read as far as it goes. */
export interface WrittenApp {
  /** As Marathon would give it back. */
  readonly app: MarathonApp;
  readonly start: Start;
  readonly options: WrittenOptions;
  /** Variables that are texts. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables that refer to secrets of DC/OS. */
  readonly secretVariables: readonly string[];
  readonly port?: number;
  readonly image?: { readonly kind: 'docker' | 'ucr'; readonly name: string; readonly forcePull: boolean };
  /** Archives that are fetched. */
  readonly archives: readonly string[];
  readonly volumes: readonly { readonly host: string; readonly container: string }[];
  readonly onHostNetwork: boolean;
}

const ARCHIVE = /\.(tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz|tar)([?#].*)?$/;

/** Undefined where it starts no shuffle service. */
export function writtenApp(given: MarathonApp): WrittenApp | undefined {
  const start = startOf(commandOf(given));
  if (!start) return undefined;
  const app = normalizeApp(given);
  const entries = Object.entries(app.env ?? {});
  const env = Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  const image = imageOf(app);
  const port = portOf(given, app);
  return {
    app,
    start,
    options: writtenOptions([env['SPARK_DAEMON_JAVA_OPTS'] ?? '', env['SPARK_SHUFFLE_OPTS'] ?? '']),
    env,
    secretVariables: entries.filter(([, value]) => typeof value !== 'string').map(([name]) => name),
    ...(port === undefined ? {} : { port }),
    ...(image ? { image } : {}),
    archives: listOf(app['fetch']).flatMap(({ uri }) =>
      typeof uri === 'string' && ARCHIVE.test(uri) ? [uri] : [],
    ),
    volumes: volumesOf(app),
    onHostNetwork: listOf(app['networks']).every(({ mode }) => mode === 'host'),
  };
}

function commandOf({ cmd, args }: MarathonApp): string {
  if (typeof cmd === 'string') return cmd;
  return Array.isArray(args)
    ? args.map((word) => `'${String(word).replaceAll("'", "'\\''")}'`).join(' ')
    : '';
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

function imageOf(app: MarathonApp): WrittenApp['image'] {
  const container = fieldsOf(app['container']);
  const { image, forcePullImage } = fieldsOf(container['docker']);
  if (typeof image !== 'string') return undefined;
  return {
    kind: container['type'] === 'MESOS' ? 'ucr' : 'docker',
    name: image,
    forcePull: forcePullImage === true,
  };
}

const volumesOf = (app: MarathonApp) =>
  listOf(fieldsOf(app['container'])['volumes']).flatMap(({ hostPath, containerPath }) =>
    typeof hostPath === 'string' && typeof containerPath === 'string'
      ? [{ host: hostPath, container: containerPath }]
      : [],
  );

/** The one port that it asks for, on the host. */
function portOf(given: MarathonApp, app: MarathonApp): number | undefined {
  const container = fieldsOf(given['container']);
  const mapped = [
    ...listOf(container['portMappings']),
    ...listOf(fieldsOf(container['docker'])['portMappings']),
  ];
  const defined = (app.portDefinitions ?? []) as readonly PortDefinition[];
  const ports = [...defined.map(({ port }) => port), ...mapped.map(({ hostPort }) => hostPort)];
  const asked = ports.filter((port): port is number => typeof port === 'number' && port > 0);
  return asked.length === 1 ? asked[0] : undefined;
}
