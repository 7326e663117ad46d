import type { JsonObject } from '../world/marathon/app';
import { type Agent, isReachable } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import type { Consumption } from '../world/mesos/consumption';
import { scalarOf } from '../world/mesos/portions';
import type { Task } from '../world/mesos/task';
import { plainText } from './call-fields';
import { ConnectionCut } from './connection';
import { processName } from './master-view';
import { type LabRequest, type LabResponse, toResponse } from './route';

/** Of a task's cpu time, what counts as the system's. */
const SYSTEM_SHARE = 0.1;

/**
 * The API of all agents, at one address and told apart as `slave(1)`, `slave(2)`, …, as Mesos has them where several run
 * in one process. From docs/endpoints/slave/containers.md and src/slave/http.cpp of apache/mesos; nothing recorded.
 */
export class AgentHttp {
  constructor(
    private readonly cluster: Cluster,
    private readonly consumption: Consumption,
    /** Where they answer. */
    private readonly port: number,
  ) {}

  answer({ method, path }: LabRequest): Response {
    const [, process, rest] = /^\/(slave\(\d+\))(\/.*)$/.exec(path) ?? [];
    const agent = this.cluster
      .all()
      .findLast((one) => one.port === this.port && !one.dead && processName(one) === process);
    if (!agent || rest !== '/containers') return toResponse(plainText(404, '404 Not Found.'));
    // Whom the master cannot reach, nobody can.
    if (!isReachable(agent)) throw new ConnectionCut('ECONNRESET');
    return toResponse(method === 'GET' ? this.containers(agent) : plainText(405, '405 Method Not Allowed.'));
  }

  private containers(agent: Agent): LabResponse {
    const tasks = this.cluster.tasks.of(agent.id);
    return { status: 200, body: tasks.flatMap((task) => this.container(task)) };
  }

  /** A task that is a command has an executor of its own, which bears its id. */
  private container(task: Task): readonly JsonObject[] {
    const use = this.consumption.of(task);
    if (!use) return [];
    const { containerId, cpuSeconds } = use;
    return [
      {
        container_id: containerId,
        executor_id: task.id,
        executor_name: `Command Executor (Task: ${task.id})`,
        framework_id: task.frameworkId,
        source: task.id,
        statistics: {
          cpus_limit: scalarOf(task.portions, 'cpus'),
          cpus_system_time_secs: cpuSeconds * SYSTEM_SHARE,
          cpus_user_time_secs: cpuSeconds * (1 - SYSTEM_SHARE),
          mem_limit_bytes: scalarOf(task.portions, 'mem') * 1024 * 1024,
          timestamp: this.cluster.timeline.now / 1000,
        },
        status: {},
      },
    ];
  }
}
