import { attempt } from '../../core/problem';
import { Size } from '../../core/size';
import { allowsEveryAgent } from '../../marathon/constraint';
import { NEVER_KILLS } from '../../marathon/health-check';
import { serviceMemory } from '../service-memory';
import { commandTraps, optionTraps } from './start-traps';
import { type Trap, trap } from './trap';
import type { WrittenApp } from './written-app';

/** What matters in an app: whoever has one of these is to be replaced. In the order of the app's fields. */
export function trapsOf(written: WrittenApp, sharedDirectory: string): readonly Trap[] {
  return [
    ...commandTraps(written),
    ...optionTraps(written),
    ...memoryTraps(written),
    ...placeTraps(written),
    ...volumeTraps(written, sharedDirectory),
    ...portTraps(written),
    ...checkTraps(written),
    ...lossTraps(written),
  ];
}

function memoryTraps({ app, env }: WrittenApp): readonly Trap[] {
  const heap = heapOf(env);
  const fits = attempt(() => serviceMemory({ heap, memory: Size.mebibytes(app.mem ?? 128) }));
  if ('value' in fits) return [];
  return [
    trap(
      'HeapFillsMemory',
      'mem',
      `a heap of ${heap} in a task of ${app.mem} MiB`,
      'the JVM needs memory beside its heap; the kernel kills a busy service that has none',
    ),
  ];
}

/** Spark's own heap of a daemon is 1g. A text that is no size is 1g, too: Spark would not have started. */
export function heapOf(env: Readonly<Record<string, string>>): Size {
  const read = attempt(() => Size.parse(env['SPARK_DAEMON_MEMORY'] ?? '1g'));
  return 'value' in read ? read.value : Size.gibibytes(1);
}

function placeTraps({ app, onHostNetwork }: WrittenApp): readonly Trap[] {
  const constraints = app.constraints ?? [];
  const unique = constraints.some(([field, operator]) => field === 'hostname' && operator === 'UNIQUE');
  const roles = app.acceptedResourceRoles ?? [];
  return [
    ...(roles.length === 1 && roles[0] !== '*'
      ? []
      : [
          trap(
            'Unreserved',
            'acceptedResourceRoles',
            JSON.stringify(roles),
            "it lives on everybody's resources: an agent that is full has none for it",
          ),
        ]),
    ...(unique
      ? []
      : [
          trap(
            'NotUnique',
            'constraints',
            'no ["hostname", "UNIQUE"]',
            'two tasks may land on one agent and none on another',
          ),
        ]),
    ...constraints
      .filter((constraint) => !allowsEveryAgent(constraint))
      .map((constraint) =>
        trap(
          'LeavesAgentsOut',
          'constraints',
          JSON.stringify(constraint),
          'it leaves agents without a service, and deployments without an end',
        ),
      ),
    ...(onHostNetwork
      ? []
      : [
          trap(
            'ContainerNetwork',
            'networks',
            'a container network',
            'executors register and fetch blocks by the address of their host',
          ),
        ]),
  ];
}

function volumeTraps({ image, volumes }: WrittenApp, sharedDirectory: string): readonly Trap[] {
  if (!image || volumes.some(({ host, container }) => host === container && host === sharedDirectory))
    return [];
  return [
    trap(
      'DirectoryNotShared',
      'container.volumes',
      `not ${sharedDirectory} under its own path`,
      'executors register absolute paths: both must see the files there',
    ),
  ];
}

function portTraps({ app, port }: WrittenApp): readonly Trap[] {
  return [
    ...(port === undefined
      ? [
          trap(
            'NoPort',
            'portDefinitions',
            'not one fixed port',
            'applications look for the service on one port',
          ),
        ]
      : []),
    ...(app['requirePorts'] === true
      ? []
      : [trap('AnyPort', 'requirePorts', 'false', 'Marathon may give it any other port of an offer')]),
  ];
}

function checkTraps({ app }: WrittenApp): readonly Trap[] {
  const checks = app.healthChecks ?? [];
  if (checks.length === 0)
    return [
      trap(
        'NoHealthCheck',
        'healthChecks',
        'none',
        'without one Marathon counts instances that have not started as healthy',
      ),
    ];
  return [
    ...checks
      .filter(({ port }) => port !== undefined)
      .map(({ port }) =>
        trap('CheckOfFixedPort', 'healthChecks', `port ${port}`, 'the next version runs on another port'),
      ),
    ...checks
      .filter(({ maxConsecutiveFailures }) => maxConsecutiveFailures !== NEVER_KILLS)
      .map(({ maxConsecutiveFailures }) =>
        trap(
          'CheckKills',
          'healthChecks',
          `maxConsecutiveFailures ${maxConsecutiveFailures}`,
          'a pause of the collector would end the service, and with it the registrations of running applications',
        ),
      ),
  ];
}

function lossTraps({ app }: WrittenApp): readonly Trap[] {
  const strategy = app['unreachableStrategy'];
  if (strategy === 'disabled') return [];
  return [
    trap(
      'SlotByTimer',
      'unreachableStrategy',
      JSON.stringify(strategy),
      'a timer gives up the slot of an agent that is only out of reach',
    ),
  ];
}
