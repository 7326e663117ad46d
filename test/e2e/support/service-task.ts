import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import {
  type ShuffleServiceAppProps,
  shuffleServiceApp,
} from '../../../src/domain/spark/shuffle-service-app';
import { exitOf, start } from './children';
import type { ShuffleHost } from './shuffle-service';

/** How Mesos starts a task: the shell that an image has, and what goes around it. */
export interface TaskOptions {
  /** @default sh */
  readonly shell?: readonly string[];
  /** In a namespace of processes of its own, as in a container. @default false */
  readonly contained?: boolean;
  readonly app?: Partial<ShuffleServiceAppProps>;
  /** @default {@link ServiceTask.port} */
  readonly port?: number;
  /** Changes the command, to take something away from it. */
  readonly change?: (command: string) => string;
  /** Set over the app's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What of an app makes its task. */
export interface RunnableApp {
  readonly cmd: string;
  /** Those that are no texts DC/OS would fill in. */
  readonly env: Readonly<Record<string, unknown>>;
  readonly portDefinitions: readonly { readonly port: number }[];
  readonly healthChecks: readonly HealthCheck[];
}

type HealthCheck = ReturnType<typeof shuffleServiceApp>['healthChecks'][number];

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';

let tasks = 0;

/** The app of a shuffle service as a task of Mesos, without Mesos. */
export class ServiceTask {
  static readonly port = 7338;
  private errors = '';

  static start(host: ShuffleHost, options: TaskOptions = {}): ServiceTask {
    const sharedDirectory = path.join(host.folder, 'shared');
    mkdirSync(sharedDirectory, { recursive: true });
    const app = shuffleServiceApp({
      name: 'spark-3-5',
      spark: SparkDistribution.host(host.spark, { version: host.sparkVersion }),
      reservation: StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' }),
      heap: '256m',
      sharedDirectory,
      ...options.app,
    });
    const { port = ServiceTask.port } = options;
    return ServiceTask.of(host, { ...app, portDefinitions: [{ port }] }, options);
  }

  /** By an app as Marathon has it. */
  static of(host: ShuffleHost, app: RunnableApp, options: Omit<TaskOptions, 'app'> = {}): ServiceTask {
    const { shell = ['sh'], contained = false, change = (command) => command } = options;
    const around = contained ? ['unshare', '-p', '-f', '--kill-child', '--mount-proc'] : [];
    tasks += 1;
    const env = {
      PATH: process.env['PATH'] ?? '',
      JAVA_HOME: host.java,
      SPARK_LOCAL_IP: '127.0.0.1',
      ...Object.fromEntries(Object.entries(app.env).filter(isText)),
      ...options.env,
      PORT0: `${app.portDefinitions[0]?.port}`,
      MESOS_TASK_ID: `shuffle_spark-3-5.instance-${tasks}._app.1`,
    };
    const child = start('nsenter', [...host.inside, ...around, ...shell, '-c', change(app.cmd)], {
      env,
      cwd: host.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new ServiceTask(host, child, env, checkOf(app), contained);
  }

  private constructor(
    private readonly host: ShuffleHost,
    private readonly child: ChildProcess,
    private readonly env: Readonly<Record<string, string>>,
    private readonly check: string,
    private readonly contained: boolean,
  ) {
    child.stderr?.on('data', (part) => {
      this.errors += String(part);
    });
  }

  /** What the launcher and the service said. */
  get log(): string {
    return this.errors;
  }

  get port(): number {
    return Number(this.env['PORT0']);
  }

  /** What the launcher said. */
  get words(): string {
    const lines = this.errors.split('\n').filter((line) => line.startsWith('mesos-spark: '));
    return lines.map((line) => line.replace(/^mesos-spark: shuffle service on port \d+: /, '')).join('\n');
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Whether the health check of the app passes now. */
  get healthy(): boolean {
    const { status } = spawnSync('nsenter', [...this.host.inside, 'sh', '-c', this.check], {
      env: this.env,
      stdio: 'ignore',
    });
    return status === 0;
  }

  /** Looks until the task ends or is healthy, and tells whether it listened before. */
  async settled(): Promise<{ readonly healthy: boolean; readonly listened: boolean }> {
    let listened = false;
    for (;;) {
      const healthy = this.healthy;
      if (healthy || this.ended) {
        // Its last words may still be on their way.
        for (let i = 0; i < 50 && this.words === ''; i++) await sleep(20);
        return { healthy, listened };
      }
      listened ||= this.host.listens(this.port);
      await sleep(100);
    }
  }

  /** Its exit code. */
  end(): Promise<number | null> {
    return exitOf(this.child);
  }

  /** By TERM, as Mesos does, to the first process of a container. */
  stop(): Promise<number | null> {
    if (!this.ended && this.child.pid !== undefined) process.kill(this.first(this.child.pid), 'SIGTERM');
    return this.end();
  }

  private first(pid: number): number {
    if (!this.contained) return pid;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return Number(child || pid);
  }
}

function checkOf(app: RunnableApp): string {
  const [check] = app.healthChecks;
  if (check?.protocol !== 'COMMAND') throw new Error('found no command among the health checks');
  return check.command.value;
}
