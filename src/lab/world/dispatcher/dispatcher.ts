import { meets } from '../mesos/applications';
import { endOf } from '../mesos/behaviour';
import type { Cluster } from '../mesos/cluster';
import { OneOffs } from '../mesos/one-offs';
import { hasEnded, type TaskUpdate } from '../mesos/task';
import { type Submission, submissionOf } from './submission';

export interface DispatcherConfig {
  /** Spark's, which it says in each answer. */
  readonly sparkVersion: string;
  /** `spark.mesos.maxDrivers`: drivers that run at once; one more is not taken. */
  readonly maxDrivers: number;
  /** `--name`. */
  readonly name: string;
  /** Of its pages, as Mesos is told. */
  readonly webUiUrl: string;
  /** `spark.mesos.dispatcher.driverDefault.*`, without the prefix. */
  readonly driverDefaults: Readonly<Record<string, string>>;
}

export const DEFAULT_DISPATCHER: DispatcherConfig = {
  sparkVersion: '2.4.8',
  maxDrivers: 200,
  name: 'Spark Cluster',
  webUiUrl: 'http://master:8081',
  driverDefaults: {},
};

/** What the dispatcher knows of a submission; its last status only once there was one. */
export interface DriverStatus {
  readonly state: 'QUEUED' | 'RUNNING' | 'FINISHED' | 'RETRYING' | 'NOT_FOUND';
  readonly status?: TaskUpdate & { readonly at: number };
}

export type Killed = { readonly success: boolean; readonly message: string };

interface Driver {
  readonly submission: Submission;
  readonly state: 'QUEUED' | 'RUNNING' | 'FINISHED' | 'RETRYING';
  readonly retries: number;
  readonly status?: TaskUpdate & { readonly at: number };
}

/** `spark.mesos.cluster.retry.wait.max`, in milliseconds. */
const LONGEST_WAIT = 60_000;
const RELAUNCHED = ['TASK_FAILED', 'TASK_LOST'];

/**
 * Spark's MesosClusterDispatcher on a simulated cluster: everything but HTTP. Sources: MesosClusterScheduler.scala and
 * MesosRestServer.scala of apache/spark; the real ones of 3.5.9 pass the same checks.
 */
export class Dispatcher {
  config: DispatcherConfig;
  /** False until it is registered with the master. */
  ready = true;
  private readonly offers: OneOffs;
  private drivers = new Map<string, Driver>();
  private submitted = 0;

  constructor(
    private readonly cluster: Cluster,
    config: Partial<DispatcherConfig> = {},
  ) {
    this.config = { ...DEFAULT_DISPATCHER, ...config };
    this.offers = new OneOffs({
      cluster,
      framework: {
        ...{ name: this.config.name, user: 'spark', webuiUrl: this.config.webUiUrl },
        // Integer.MAX_VALUE seconds (MesosClusterScheduler.start).
        failoverTimeout: 2_147_483_647_000,
      },
      heard: (update) => this.heard(update),
    });
  }

  get frameworkId(): string {
    return this.offers.frameworkId;
  }

  get isFull(): boolean {
    return (
      [...this.drivers.values()].filter(({ state }) => state === 'RUNNING').length >= this.config.maxDrivers
    );
  }

  /** The id of one more, which is used up whatever becomes of it. */
  nextId(): string {
    const date = new Date(this.cluster.timeline.now).toISOString().replace(/\D/g, '').slice(0, 14);
    return `driver-${date}-${String(++this.submitted).padStart(4, '0')}`;
  }

  /** @throws RangeError where a property cannot be read */
  submit(mainClass: string, properties: Readonly<Record<string, string>>): string {
    // Since 3.0 a driver is given the defaults of the dispatcher that took it, before only of the one that starts it.
    const given = { ...this.config.driverDefaults, ...properties };
    const submission = submissionOf(this.nextId(), mainClass, given);
    this.launch({ submission, state: 'QUEUED', retries: 0 });
    return submission.id;
  }

  status(id: string): DriverStatus {
    const driver = this.drivers.get(id);
    if (!driver) return { state: 'NOT_FOUND' };
    return { state: driver.state, ...(driver.status ? { status: driver.status } : {}) };
  }

  kill(id: string): Killed {
    const driver = this.drivers.get(id);
    switch (driver?.state) {
      case 'RUNNING':
        this.cluster.tasks.kill(taskId(driver));
        return { success: true, message: 'Killing running driver' };
      case 'QUEUED':
        this.offers.remove(taskId(driver));
        this.drivers.delete(id);
        return { success: true, message: "Removed driver while it's still pending" };
      case 'RETRYING':
        this.offers.remove(taskId(driver));
        this.drivers.delete(id);
        return { success: true, message: "Removed driver while it's being retried" };
      case 'FINISHED':
        return { success: false, message: 'Driver already terminated' };
      default:
        return { success: false, message: 'Cannot find driver' };
    }
  }

  /** Ids of submissions in this state. */
  inState(state: Driver['state']): readonly string[] {
    return [...this.drivers.values()]
      .filter((driver) => driver.state === state)
      .map(({ submission }) => submission.id);
  }

  /** What the driver was told, as a property of Spark. */
  property(id: string, name: string): string | undefined {
    return this.drivers.get(id)?.submission.properties[name];
  }

  /** Its process has ended, and left its framework to its successor. */
  stop(): void {
    this.ready = false;
    this.offers.pause(true);
    this.cluster.frameworks.disconnect(this.frameworkId);
  }

  /** Another process goes on with the same state. */
  resume(config: Partial<DispatcherConfig>): void {
    this.config = { ...this.config, ...config };
    this.restart();
    this.ready = true;
    this.cluster.frameworks.reregister(this.frameworkId, { webuiUrl: this.config.webUiUrl });
    this.offers.pause(false);
  }

  /** Another process with the same state in ZooKeeper: it has forgotten who has finished. */
  restart(): void {
    this.drivers = new Map([...this.drivers].filter(([, { state }]) => state !== 'FINISHED'));
    this.submitted = 0;
  }

  private launch(driver: Driver): void {
    const { submission } = driver;
    this.drivers.set(submission.id, driver);
    this.offers.add({
      id: taskId(driver),
      name: `Driver for ${submission.name}`,
      cpus: submission.cpus,
      mem: submission.mem,
      labels: submission.labels,
      behaviour: { health: 'none', ...endOf(submission.labels) },
      fits: (agent) => meets(agent, submission.constraints),
    });
  }

  private heard(update: TaskUpdate): void {
    const id = update.taskId.replace(/-retry-\d+$/, '');
    const driver = this.drivers.get(id);
    if (!driver || driver.state === 'FINISHED') return;
    const status = { ...update, at: this.cluster.timeline.now };
    if (!hasEnded(update.state)) {
      this.drivers.set(id, { ...driver, state: 'RUNNING', status });
      if (update.state === 'TASK_RUNNING') this.driverUp(driver);
      return;
    }
    this.driverDown(driver);
    if (!driver.submission.supervise || !RELAUNCHED.includes(update.state)) {
      this.drivers.set(id, { ...driver, state: 'FINISHED', status });
      return;
    }
    const retry: Driver = { ...driver, state: 'RETRYING', retries: driver.retries + 1, status };
    this.drivers.set(id, retry);
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** driver.retries);
    this.cluster.timeline.after(wait, () => {
      if (this.drivers.get(id) === retry) this.launch(retry);
    });
  }

  /** A driver registers as a framework of its own, with an id that tells whose it is. */
  private driverUp(driver: Driver): void {
    const id = this.driverFramework(driver);
    if (this.cluster.frameworks.find(id)) return;
    const { name } = driver.submission;
    this.cluster.frameworks.register(
      {
        ...{ name, user: 'spark', roles: ['*'], hostname: 'driver', webuiUrl: 'http://driver:4040' },
        ...{ failoverTimeout: 0, checkpoint: false, capabilities: ['MULTI_ROLE', 'GPU_RESOURCES'] },
      },
      id,
    );
  }

  private driverDown(driver: Driver): void {
    this.cluster.frameworks.complete(this.driverFramework(driver));
  }

  private driverFramework(driver: Driver): string {
    return `${this.frameworkId}-${taskId(driver)}-0001`;
  }
}

function taskId({ submission, retries }: Driver): string {
  return retries === 0 ? submission.id : `${submission.id}-retry-${retries}`;
}
