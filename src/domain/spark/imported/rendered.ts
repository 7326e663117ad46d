import { attempt, shown } from '../../core/problem';
import { Ranges } from '../../core/ranges';
import { Size } from '../../core/size';
import type { MarathonApp } from '../../marathon/app';
import { serviceMemory } from '../service-memory';
import { type ShuffleServiceApp, shuffleServiceApp } from '../shuffle-service-app';
import type { Facts } from './facts';
import { heapOf } from './traps';
import type { WrittenApp } from './written-app';

/** Only the start script reads these, or they are said by what is rendered. */
const SAID = [
  'MESOS_SPARK_SECRET',
  'PORT0',
  'SPARK_DAEMON_JAVA_OPTS',
  'SPARK_DAEMON_MEMORY',
  'SPARK_IDENT_STRING',
  'SPARK_LOG_DIR',
  'SPARK_NO_DAEMONIZE',
  'SPARK_PID_DIR',
  'SPARK_SHUFFLE_OPTS',
  'SPARK_USER',
];

/** As the construct would render it, from what the app says. */
export function anew(written: WrittenApp, facts: Facts): ShuffleServiceApp {
  const { app, env, options } = written;
  const heap = heapOf(env);
  const memory = Size.mebibytes(app.mem ?? 128);
  const fits = 'value' in attempt(() => serviceMemory({ heap, memory }));
  const timeout = options.connectionTimeout;
  const rendered = shuffleServiceApp({
    name: facts.name,
    spark: facts.spark,
    reservation: {
      role: facts.role,
      cpus: Number.POSITIVE_INFINITY,
      memory: Size.gibibytes(1024 ** 2),
      ports: Ranges.of(...facts.slots.map((n) => [n, n] as const)),
    },
    sharedDirectory: facts.sharedDirectory,
    sparkUser: facts.user,
    heap,
    ...(fits ? { memory } : {}),
    cpus: app.cpus ?? 1,
    cleanup: options.cleanup,
    ...(timeout !== undefined && Number.parseFloat(timeout) >= 120 ? { connectionTimeout: timeout } : {}),
    properties: options.properties,
    javaOptions: options.java,
    environment: Object.fromEntries(Object.entries(env).filter(([name]) => !SAID.includes(name))),
    app: keptOf(app),
  });
  return withBeside(rendered, written);
}

/** What is theirs to say and keeps its sense in any version. */
function keptOf(app: MarathonApp): Readonly<Record<string, unknown>> {
  const constraints = (app.constraints ?? []).filter(
    ([field, operator]) => !(field === 'hostname' && operator === 'UNIQUE'),
  );
  const others = constraints.filter(([, operator]) => ['IS', 'LIKE', 'UNLIKE'].includes(operator ?? ''));
  const fields = ['dependencies', 'labels', 'resourceLimits'].filter((field) => app[field] !== undefined);
  return {
    ...Object.fromEntries(fields.map((field) => [field, app[field]])),
    ...(others.length === 0 ? {} : { constraints: others.map((one) => [...one]) }),
  };
}

/** Files and volumes of its own, such as the login to a registry. */
function withBeside(rendered: ShuffleServiceApp, { app, archives }: WrittenApp): ShuffleServiceApp {
  const fetch = ((app['fetch'] ?? []) as readonly { readonly uri?: string }[]).filter(
    ({ uri }) => rendered.container || !archives.includes(uri ?? ''),
  );
  const ours = (rendered['fetch'] ?? []) as readonly object[];
  const container = app['container'] as
    | { readonly volumes?: readonly { readonly containerPath: string }[] }
    | undefined;
  const has = (path: string) =>
    rendered.container?.volumes.some(({ containerPath }) => containerPath === path);
  const volumes = (container?.volumes ?? []).filter(({ containerPath }) => !has(containerPath));
  return {
    ...rendered,
    ...(fetch.length === 0 ? {} : { fetch: [...ours, ...fetch] }),
    ...(rendered.container && volumes.length > 0
      ? {
          container: { ...rendered.container, volumes: [...rendered.container.volumes, ...volumes] as never },
        }
      : {}),
  };
}

/**
 * What a person should look at.
 * @param mem of the task as it is to be, MiB
 */
export function notesOf(
  { app, options, start }: WrittenApp,
  { slots, role, user, sharedDirectory }: Facts,
  mem: number,
): readonly string[] {
  const [twiceCpus, twiceMem] = [2 * (app.cpus ?? 1), 2 * mem];
  return [
    ...(slots.length === 1
      ? [
          `Only port ${slots[0]} is known: without another one in the reservation the next version has nowhere to go. Say --ports`,
        ]
      : []),
    `The reservation of ${shown(role)} has to hold it twice for a while: ${twiceCpus} cpus and ${twiceMem} MiB on each agent`,
    `It runs as ${user.name}: executors have to run as the same user, and ${sharedDirectory} has to belong to it`,
    ...(options.cleanup === 'Janitor'
      ? [
          'Its cleaner is off: something on the agents has to remove old files, such as the janitor of AgentGroup',
        ]
      : []),
    ...Object.entries(start.ignored)
      .sort()
      .map(([key, value]) => `--conf ${key}=${value} never took effect, and is left out`),
  ];
}
