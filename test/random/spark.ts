import { isReachable } from '../../src/lab/world/mesos/agent';
import type { World } from '../../src/lab/world/world';
import { type Endpoint, endpointSchema, stateStoreKeys } from '../../src/manifest';
import type { AgentPorts } from '../../src/operator/ports';
import type { MemoryStore } from '../operator/support/memory-store';
import { pick } from './chance';
import { SLOTS } from './declared';

/** A Spark application: it reads once where its shuffle service is, and is sent nowhere else for all its life. */
export interface Application {
  readonly name: string;
  readonly appId: string;
  readonly port: number;
  readonly readAt: number;
  /** Where it has, or had, executors: a connection is kept to each. */
  readonly hosts: Set<string>;
  frameworkId?: string;
  connected: boolean;
  over: boolean;
}

export interface SparkProps {
  readonly world: World;
  readonly state: MemoryStore;
  readonly tell: (what: string) => void;
}

/** The applications of the cluster, and what agents can tell of their connections. */
export class Spark {
  /** Hosts whose health answer does not come. */
  readonly silent = new Set<string>();
  private readonly applications: Application[] = [];

  constructor(private readonly props: SparkProps) {
    const { cluster, marathon } = props.world;
    cluster.tasks.ended.add((task) => {
      const appId = marathon.core.tracker.byTask(task.id)?.appId;
      const host = cluster.byId(task.agentId)?.hostname ?? '';
      // The service forgets who registered with it, and drivers never register again.
      if (appId !== undefined) this.breakOff(host, (one) => one.appId === appId);
    });
  }

  users(appId?: string): readonly Application[] {
    return this.applications.filter((one) => !one.over && (appId === undefined || one.appId === appId));
  }

  /** It reads the endpoint now, registers with the master soon and connects a little later. */
  start(
    service: string,
    props: { readonly registers: number; readonly connects: number; readonly place: number },
  ): void {
    const { world, state, tell } = this.props;
    const endpoint = read(state.text(stateStoreKeys.endpoint(service)));
    if (!endpoint || endpoint.withdrawn) return;
    const application: Application = {
      name: `spark-${this.applications.length + 1}`,
      appId: endpoint.appId,
      port: endpoint.port,
      readAt: world.timeline.now,
      hosts: new Set(),
      connected: false,
      over: false,
    };
    this.applications.push(application);
    tell(`${application.name} reads port ${endpoint.port} of ${endpoint.appId}`);
    world.timeline.after(props.registers * 1000, () => {
      if (application.over) return;
      const { name } = application;
      application.frameworkId = world.applications.start({
        name,
        executors: 0,
        cpus: 1,
        mem: 512,
        constraints: {},
        perAgent: 1,
      });
    });
    world.timeline.after((props.registers + props.connects) * 1000, () =>
      this.connect(application, props.place),
    );
  }

  /** Executors on one more agent. */
  grow(application: Application, place: number): void {
    const host = pick(this.hostsOf(application.appId), place);
    if (application.over || !application.connected || host === undefined) return;
    application.hosts.add(host);
    this.props.tell(`${application.name} connects to ${host} on port ${application.port}`);
  }

  end(application: Application, because = 'ends'): void {
    if (application.over) return;
    application.over = true;
    application.hosts.clear();
    if (application.frameworkId !== undefined)
      this.props.world.cluster.frameworks.complete(application.frameworkId);
    this.props.tell(`${application.name} ${because}`);
  }

  /** The machine is gone, and with it every connection to it. */
  lost(host: string): void {
    this.breakOff(host, () => true);
  }

  ports(hosts: readonly string[]): ReadonlyMap<string, AgentPorts> {
    return new Map(hosts.map((host) => [host, this.portsOf(host)]));
  }

  private portsOf(host: string): AgentPorts {
    const { cluster } = this.props.world;
    const agents = cluster.all().filter((agent) => agent.hostname === host && isReachable(agent));
    if (this.silent.has(host) || agents.length === 0) {
      return { is: 'unknown', reason: 'AgentSilent', message: `${host} does not answer` };
    }
    const ports = SLOTS.map((port) => {
      const connections = this.users().filter((one) => one.port === port && one.hosts.has(host)).length;
      return [port, { listening: true, connections, cleaner: 'alive' as const }] as const;
    });
    return { is: 'known', ports: new Map(ports) };
  }

  private connect(application: Application, place: number): void {
    if (application.over) return;
    const hosts = this.hostsOf(application.appId);
    if (hosts.length === 0) {
      this.end(application, 'finds nobody where it was sent, and fails');
      return;
    }
    application.connected = true;
    for (let i = 0; i < 2; i++) this.grow(application, (place + i * 0.37) % 1);
  }

  private hostsOf(appId: string): readonly string[] {
    const { cluster, marathon } = this.props.world;
    const running = marathon.core.tracker.of(appId).filter(({ task }) => {
      const found = task && cluster.tasks.find(task.id);
      const machine = found && cluster.byId(found.agentId);
      // Nothing is offered of an agent that is deactivated: no executor comes to it.
      const offered = machine?.dead === false && !machine.deactivated;
      return found?.actual === 'TASK_RUNNING' && found.healthy === true && offered;
    });
    return running.flatMap(({ task }) => task?.host ?? []).sort();
  }

  private breakOff(host: string, which: (application: Application) => boolean): void {
    for (const one of this.users().filter(which)) {
      if (one.hosts.delete(host) && one.connected && one.hosts.size === 0)
        this.end(one, 'has lost all it had');
    }
  }
}

function read(text: string | undefined): Endpoint | undefined {
  return text === undefined ? undefined : endpointSchema.safeParse(JSON.parse(text)).data;
}
