import type { Marathon } from '../marathon/marathon';
import type { Cluster } from '../mesos/cluster';
import { hasEnded, type TaskUpdate } from '../mesos/task';
import { type DispatcherCommandLine, dispatcherCommandLine } from './command-line';
import { Dispatcher, type DispatcherConfig } from './dispatcher';

interface Process {
  readonly taskId: string;
  readonly host: string;
  readonly line: DispatcherCommandLine;
  readonly dispatcher: Dispatcher;
}

const DEFAULT = 'spark.mesos.dispatcher.driverDefault.';

/**
 * Dispatchers that are apps of Marathon: whatever task runs MesosClusterDispatcher is one, at its host and the ports
 * of its command. One that keeps its state in ZooKeeper goes on where the one before it ended; any other is a new
 * framework, and the drivers of the one before it run on without a dispatcher.
 */
export class HostedDispatchers {
  /** By task. */
  private readonly running = new Map<string, Process>();
  /** What lies in ZooKeeper. */
  private readonly kept = new Map<string, Dispatcher>();

  constructor(
    private readonly cluster: Cluster,
    private readonly marathon: Marathon,
    private readonly config: Partial<DispatcherConfig> = {},
  ) {
    cluster.tasks.updates.add((update) => this.heard(update));
  }

  /** Whose REST API, or pages, somebody finds there. */
  at(
    host: string,
    port: number,
  ): { readonly serves: 'rest' | 'ui'; readonly dispatcher: Dispatcher } | undefined {
    for (const one of this.running.values()) {
      if (one.host !== host) continue;
      const { dispatcher, line } = one;
      // It opens its API last, once it is registered.
      if (line.port === port && dispatcher.ready) return { serves: 'rest', dispatcher };
      if (line.webUiPort === port) return { serves: 'ui', dispatcher };
    }
    return undefined;
  }

  /** All that run, by the name of their framework. */
  named(name: string): Dispatcher | undefined {
    return [...this.running.values()].find(({ line }) => line.name === name)?.dispatcher;
  }

  private heard(update: TaskUpdate): void {
    if (update.state === 'TASK_RUNNING' && !this.running.has(update.taskId)) this.start(update);
    else if (hasEnded(update.state)) this.end(update.taskId);
  }

  private start({ taskId, hostname }: TaskUpdate): void {
    const { cmd } = this.marathon.definitionOf(taskId) ?? {};
    const line = typeof cmd === 'string' ? dispatcherCommandLine(cmd) : undefined;
    if (!line) return;
    const config = {
      ...this.config,
      name: line.name,
      webUiUrl: `http://${hostname}:${line.webUiPort}`,
      driverDefaults: Object.fromEntries(
        Object.entries(line.properties)
          .filter(([key]) => key.startsWith(DEFAULT))
          .map(([key, value]) => [key.slice(DEFAULT.length), value]),
      ),
    };
    const known = line.recovery === undefined ? undefined : this.kept.get(line.recovery);
    known?.resume(config);
    const dispatcher = known ?? new Dispatcher(this.cluster, config);
    if (line.recovery !== undefined) this.kept.set(line.recovery, dispatcher);
    this.running.set(taskId, { taskId, host: hostname, line, dispatcher });
  }

  private end(taskId: string): void {
    const one = this.running.get(taskId);
    this.running.delete(taskId);
    one?.dispatcher.stop();
  }
}
