import type { Detail } from './failure';
import { anything, dictionary, integer, list, number, object, oneOf, type Shape, text, truth } from './shape';

const SEGMENT =
  '(\\.|\\.\\.|([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(\\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*)';
/** types/stringTypes.raml, PathId. */
export const PATH_ID = new RegExp(`^(/?(${SEGMENT})(/${SEGMENT})*/?|/)$`);

const port = integer(0, 65_535);

const healthCheck = object({
  protocol: oneOf('HTTP', 'HTTPS', 'TCP', 'COMMAND', 'MESOS_TCP', 'MESOS_HTTP', 'MESOS_HTTPS'),
  port,
  portIndex: integer(0),
  path: text(),
  gracePeriodSeconds: integer(0),
  intervalSeconds: integer(1),
  maxConsecutiveFailures: integer(0),
  timeoutSeconds: integer(0),
  delaySeconds: integer(0),
  ipProtocol: oneOf('IPv4', 'IPv6'),
  command: anything,
  ignoreHttp1xx: truth,
});

const seconds = object({ inactiveAfterSeconds: integer(0), expungeAfterSeconds: integer(0) });
const unreachableStrategy: Shape = (value, path) =>
  typeof value === 'string' ? oneOf('disabled')(value, path) : seconds(value, path);

/** The fields of an app that Marathon 1.11 checks when it reads JSON (types/app.raml). */
const app = object({
  id: text(PATH_ID),
  acceptedResourceRoles: list(text()),
  args: list(text()),
  backoffFactor: number(0),
  backoffSeconds: number(0),
  cmd: text(),
  constraints: list(list(text())),
  container: object({}),
  cpus: number(0),
  dependencies: list(text(PATH_ID)),
  disk: number(0),
  env: dictionary(anything),
  executor: text(),
  fetch: list(object({ uri: text() }, ['uri'])),
  gpus: integer(0),
  healthChecks: list(healthCheck),
  instances: integer(0),
  killSelection: oneOf('YOUNGEST_FIRST', 'OLDEST_FIRST'),
  labels: dictionary(text()),
  maxLaunchDelaySeconds: integer(0),
  mem: number(0),
  networks: list(object({ mode: oneOf('host', 'container', 'container/bridge') })),
  portDefinitions: list(object({ port, name: text(), protocol: oneOf('tcp', 'udp', 'udp,tcp') })),
  requirePorts: truth,
  role: text(),
  taskKillGracePeriodSeconds: integer(1),
  unreachableStrategy,
  upgradeStrategy: object({
    maximumOverCapacity: number(0, 1),
    minimumHealthCapacity: number(0, 1),
  }),
  user: text(),
  version: text(),
});

/** What is wrong with the shape of a JSON value that should be an app or a part of one. */
export function appShape(value: unknown): readonly Detail[] {
  return app(value, '');
}

const group = object({
  id: text(PATH_ID),
  apps: list(app),
  enforceRole: truth,
  dependencies: list(text(PATH_ID)),
});

export function groupShape(value: unknown): readonly Detail[] {
  return [
    ...group(value, ''),
    ...(Array.isArray((value as { groups?: unknown } | null)?.groups)
      ? (value as { groups: readonly unknown[] }).groups.flatMap((one, i) =>
          groupShape(one).map((detail) => ({ ...detail, path: `/groups(${i})${detail.path}` })),
        )
      : []),
  ];
}
