import { type MarathonApp, normalizeApp } from '../marathon/app';
import type { AppSight, TaskSight } from './parts';

/** A Marathon app that is an external shuffle service, as far as its definition tells. */
export interface ServiceApp {
  readonly id: string;
  /** With Marathon's defaults filled in. */
  readonly app: MarathonApp;
  readonly instances: number;
  readonly tasks: readonly TaskSight[];
  /** Tasks that run. */
  readonly running: readonly TaskSight[];
  /** Hosts on which a task runs or starts. */
  readonly hosts: ReadonlySet<string>;
  readonly deployments: readonly string[];
  readonly lastFailure?: AppSight['lastFailure'];
  /** The command, or its arguments as one text; empty where the image brings its own. */
  readonly command: string;
  /** Whether this project's operator looks after it, or its constructs wrote it. */
  readonly ours: string | undefined;
  /** The fixed port of `portDefinitions`, with `requirePorts` or without. */
  readonly declaredPort: number | undefined;
  /** Where the JVM listens; undefined where that does not follow from the definition. */
  readonly listens: number | undefined;
  /** Where clients find it, as far as one can tell. */
  readonly port: number | undefined;
}

const SIGNS = /MesosExternalShuffleService|start-(mesos-)?shuffle-service\.sh/;

/** Port of a service that is told none. */
const DEFAULT_PORT = 7337;

const OVER = /^TASK_(KILLED|FINISHED|FAILED|ERROR|LOST|DROPPED|GONE|GONE_BY_OPERATOR|UNREACHABLE|KILLING)$/;

/** Those of a Marathon's apps that are shuffle services: by command, environment or our label. */
export function serviceApps(apps: readonly AppSight[]): readonly ServiceApp[] {
  return apps.flatMap((one) => {
    const app = normalizeApp(one.definition);
    const command = commandOf(app);
    const ours = app.labels?.['mesos-spark.owner'];
    const service =
      SIGNS.test(command) || 'SPARK_SHUFFLE_OPTS' in (app.env ?? {}) || ours?.startsWith('ShuffleService/');
    return service ? [serviceOf(one, app, command)] : [];
  });
}

function serviceOf(one: AppSight, app: MarathonApp, command: string): ServiceApp {
  const declaredPort = app.portDefinitions?.[0]?.port || undefined;
  const booked = app['requirePorts'] === true ? declaredPort : undefined;
  const listens = listensOn(app, command, booked);
  return {
    id: one.id,
    app,
    instances: one.instances,
    tasks: one.tasks,
    running: one.tasks.filter(({ state }) => state === 'TASK_RUNNING'),
    hosts: new Set(one.tasks.filter(({ state }) => !OVER.test(state)).map(({ host }) => host)),
    deployments: one.deployments,
    ...(one.lastFailure === undefined ? {} : { lastFailure: one.lastFailure }),
    command,
    ours: /^ShuffleService\/(.+)$/.exec(app.labels?.['mesos-spark.owner'] ?? '')?.[1],
    declaredPort,
    listens,
    port: listens ?? booked,
  };
}

function commandOf(app: MarathonApp): string {
  if (typeof app.cmd === 'string') return app.cmd;
  const args = app['args'];
  return Array.isArray(args) ? args.map(String).join(' ') : '';
}

/** A variable of the app's environment, if it is a text. */
export function variable(app: MarathonApp, name: string): string | undefined {
  const value = app.env?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The `-D` options of the service's JVM; of one that is there twice the last counts. */
export function javaOption(app: MarathonApp, command: string, name: string): string | undefined {
  const text = ['SPARK_DAEMON_JAVA_OPTS', 'SPARK_SHUFFLE_OPTS'].map((one) => variable(app, one) ?? '');
  const all = `${text.join(' ')} ${command}`.matchAll(/-D([\w.]+)=("[^"]*"|[^\s"']*)/g);
  return [...all].filter(([, found]) => found === name).at(-1)?.[2];
}

function listensOn(app: MarathonApp, command: string, booked: number | undefined): number | undefined {
  const said = javaOption(app, command, 'spark.shuffle.service.port');
  if (said !== undefined) {
    if (/^\$\{?PORT0?\}?$/.test(said)) return booked;
    return /^\d{1,5}$/.test(said) ? Number(said) : undefined;
  }
  // A properties file may say it, and so may a command of the image's own.
  const elsewhere = /--properties-file|SPARK_CONF_DIR/.test(command) || 'SPARK_CONF_DIR' in (app.env ?? {});
  return elsewhere || !SIGNS.test(command) ? undefined : DEFAULT_PORT;
}

/** How a finding names an app. */
export const atApp = ({ id }: { readonly id: string }) => `app ${id}`;

/** Whether tasks of it fail, so that fewer run than it asks for. */
export function isFailing({ lastFailure, running, instances }: ServiceApp): boolean {
  return lastFailure !== undefined && running.length < instances;
}
