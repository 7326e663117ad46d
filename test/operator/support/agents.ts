import { Ranges } from '../../../src/domain/core/ranges';
import type { AgentView, ClusterView, MarathonApp, MarathonTask } from '../../../src/operator/ports';

const NOTHING = { cpus: 0, mem: 0, disk: 0, ports: Ranges.empty };

/** An agent with 2 cpus, 4 GiB and the ports 7337-7339 for shuffle, and nothing in use. */
export function agent(hostname: string, changes: Partial<AgentView> = {}): AgentView {
  return {
    id: `id-${hostname}`,
    hostname,
    active: true,
    deactivated: false,
    draining: false,
    maintenance: false,
    attributes: {},
    gpus: 0,
    unreserved: { cpus: 6, mem: 11264 },
    reserved: { shuffle: { cpus: 2, mem: 4096, disk: 0, ports: Ranges.parse('7337-7339') } },
    used: () => NOTHING,
    usedPorts: () => Ranges.empty,
    hidesResources: false,
    ...changes,
  };
}

export function view(
  agents: readonly AgentView[],
  changes: Partial<Extract<ClusterView, { is: 'known' }>> = {},
): Extract<ClusterView, { is: 'known' }> {
  return { is: 'known', masterId: 'm1', agents, recovered: [], ...changes };
}

export function task(host: string, changes: Partial<MarathonTask> = {}): MarathonTask {
  return {
    id: `task-${host}`,
    host,
    agentId: `id-${host}`,
    state: 'TASK_RUNNING',
    ports: [7337],
    healthy: true,
    ...changes,
  };
}

export const lost = (host: string) => task(host, { state: 'TASK_UNREACHABLE' });

export function app(
  instances: number,
  tasks: readonly MarathonTask[],
  changes: Partial<MarathonApp> = {},
): MarathonApp {
  return { id: '/shuffle/spark-2-4-12345678', instances, definition: {}, tasks, deployments: [], ...changes };
}
