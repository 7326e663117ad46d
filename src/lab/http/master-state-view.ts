import type { JsonObject } from '../world/marathon/app';
import type { Agent } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import type { MasterAddress } from '../world/mesos/masters';
import type { TaskState } from '../world/mesos/task';
import { frameworkJson, frameworksOf } from './frameworks-view';
import type { Viewer } from './master-access';
import {
  agentInfoJson,
  agentsIn,
  domainJson,
  drainJson,
  masterCapabilities,
  slaveJson,
  slavesJson,
} from './master-view';
import { resourceJson } from './mesos-resources';
import { masterInfoJson } from './operator-api';

/** `/state-summary`. */
export function stateSummaryJson(cluster: Cluster, { hostname }: MasterAddress, viewer: Viewer): JsonObject {
  return {
    hostname,
    slaves: agentsIn(cluster, 'registered').map((agent) => ({
      ...slaveJson(cluster, agent, viewer),
      ...taskCounts(cluster, agent),
    })),
    frameworks: frameworksOf(cluster, viewer).running.map((one) => frameworkJson(cluster, one)),
  };
}

const COUNTED_STATES: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_KILLED',
  'TASK_FAILED',
  'TASK_LOST',
  'TASK_ERROR',
  'TASK_UNREACHABLE',
];

/** Tasks that have ended are not kept here, so their counts stay 0. */
function taskCounts(cluster: Cluster, agent: Agent): JsonObject {
  const tasks = cluster.tasks.of(agent.id);
  return {
    ...Object.fromEntries(
      COUNTED_STATES.map((state) => [state, tasks.filter((task) => task.state === state).length]),
    ),
    framework_ids: [...new Set(tasks.map((task) => task.frameworkId))],
  };
}

/** `/state`. */
export function stateJson(cluster: Cluster, { hostname, port }: MasterAddress, viewer: Viewer): JsonObject {
  const lists = slavesJson(cluster, undefined, viewer);
  const frameworks = frameworksOf(cluster, viewer);
  const slaves = agentsIn(cluster, 'registered');
  const active = slaves.filter((agent) => agent.connected && !agent.deactivated);
  const pid = `master@127.0.0.1:${port}`;
  return {
    version: cluster.config.version,
    build_date: '',
    build_time: 0,
    build_user: '',
    start_time: cluster.master.startedAt / 1000,
    elected_time: cluster.master.electedAt / 1000,
    id: cluster.master.id,
    pid,
    hostname,
    capabilities: masterCapabilities(cluster),
    activated_slaves: active.length,
    deactivated_slaves: slaves.length - active.length,
    unreachable_slaves: agentsIn(cluster, 'unreachable').length,
    leader: pid,
    leader_info: { id: cluster.master.id, pid, port, hostname },
    ...domainJson(cluster.config.domain),
    slaves: lists['slaves'] ?? [],
    recovered_slaves: lists['recovered_slaves'] ?? [],
    frameworks: frameworks.running.map((one) => frameworkJson(cluster, one)),
    completed_frameworks: frameworks.completed.map((one) => frameworkJson(cluster, one)),
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
}

/** `/flags`: those that the lab honours, as texts. */
export function flagsJson({ config }: Cluster): JsonObject {
  return {
    flags: {
      agent_reregister_timeout: '10mins',
      authenticate_http_readonly: `${config.authenticateReadonly}`,
      authenticate_http_readwrite: `${config.authenticateReadwrite}`,
      max_operator_event_stream_subscribers: `${config.maxSubscribers}`,
    },
  };
}

/** The one place that names unreachable and gone agents: by id and time only. */
export function registryJson(cluster: Cluster, address: MasterAddress): JsonObject {
  const left = (agent: Agent): JsonObject => ({
    id: { value: agent.id },
    timestamp: { nanoseconds: (agent.leftAt ?? 0) * 1e6 },
  });
  const gone = agentsIn(cluster, 'gone').map(left);
  const unreachable = agentsIn(cluster, 'unreachable').map((agent) => ({
    deactivated: agent.deactivated,
    ...left(agent),
  }));
  const known = [...agentsIn(cluster, 'registered'), ...agentsIn(cluster, 'recovered')];
  return {
    ...(gone.length > 0 ? { gone: { slaves: gone } } : {}),
    master: { info: masterInfoJson(cluster, address) },
    ...(known.some((agent) => agent.deactivated)
      ? { minimum_capabilities: [{ capability: 'AGENT_DRAINING' }] }
      : {}),
    slaves: {
      slaves: known.map((agent) => ({
        deactivated: agent.deactivated,
        ...drainJson(agent),
        info: {
          ...agentInfoJson(agent, { sees: () => true }),
          resources: agent.flags.map((one) => resourceJson(one, 'role')),
        },
      })),
    },
    ...(unreachable.length > 0 ? { unreachable: { slaves: unreachable } } : {}),
  };
}
