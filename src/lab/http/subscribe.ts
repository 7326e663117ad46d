import type { JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import type { MasterEvent } from '../world/mesos/events';
import { hasEnded, type TaskUpdate } from '../world/mesos/task';
import { frameworkV1, getFrameworksJson, getTasksJson, taskV1 } from './frameworks-view';
import type { Viewer } from './master-access';
import { agentJson, getAgentsJson } from './master-view';
import { HEARTBEAT_SECONDS, heartbeats, record } from './record-stream';
import type { OpenStreams } from './streams';

/** SUBSCRIBE of the operator API: the whole state, then what happens (src/master/http.cpp). */
export function subscribe(cluster: Cluster, viewer: Viewer, streams: OpenStreams): Response {
  if (streams.count >= cluster.config.maxSubscribers) streams.endOldest();
  return streams.start({ 'Content-Type': 'application/json' }, (outlet) => {
    outlet.send(record({ type: 'SUBSCRIBED', subscribed: snapshot(cluster, viewer) }));
    const stopHeart = heartbeats(cluster.timeline, outlet);
    const stopListening = cluster.events.add((event) => {
      const json = eventJson(cluster, viewer, event);
      if (json) outlet.send(record(json));
    });
    return () => {
      stopHeart();
      stopListening();
    };
  });
}

function snapshot(cluster: Cluster, viewer: Viewer): JsonObject {
  return {
    get_state: {
      get_tasks: getTasksJson(cluster),
      get_executors: { executors: [] },
      get_frameworks: getFrameworksJson(cluster, viewer),
      get_agents: getAgentsJson(cluster, viewer),
    },
    heartbeat_interval_seconds: HEARTBEAT_SECONDS,
  };
}

/** Undefined where the viewer may not see what it is about. */
function eventJson(cluster: Cluster, viewer: Viewer, event: MasterEvent): JsonObject | undefined {
  const { type } = event;
  switch (type) {
    case 'AGENT_ADDED': {
      const agent = cluster.byId(event.agentId);
      return agent && { type, agent_added: { agent: added(agentJson(cluster, agent, viewer)) } };
    }
    case 'AGENT_REMOVED':
      return { type, agent_removed: { agent_id: { value: event.agentId } } };
    case 'TASK_ADDED':
      return { type, task_added: { task: taskV1(event.task) } };
    case 'TASK_UPDATED':
      return { type, task_updated: updateJson(event.update) };
    default:
      return frameworkEvent(cluster, viewer, event);
  }
}

/** The agent as it registered: whether it keeps checkpoints is not in it yet. */
function added(agent: JsonObject): JsonObject {
  const { checkpoint: _, ...info } = agent['agent_info'] as JsonObject;
  return { ...agent, agent_info: info };
}

function updateJson({ frameworkId, taskId, agentId, state, message }: TaskUpdate): JsonObject {
  return {
    framework_id: { value: frameworkId },
    state,
    status: {
      task_id: { value: taskId },
      agent_id: { value: agentId },
      state,
      ...(message === '' ? {} : { message }),
      source: hasEnded(state) || state !== 'TASK_UNREACHABLE' ? 'SOURCE_EXECUTOR' : 'SOURCE_MASTER',
    },
  };
}

function frameworkEvent(
  cluster: Cluster,
  viewer: Viewer,
  { type, frameworkId }: Extract<MasterEvent, { frameworkId: string }>,
): JsonObject | undefined {
  const framework = cluster.frameworks.find(frameworkId);
  if (!framework || !viewer.may('view_frameworks', framework.user)) return undefined;
  const json = frameworkV1(cluster, framework);
  if (type !== 'FRAMEWORK_REMOVED') return { type, [type.toLowerCase()]: { framework: json } };
  return { type, framework_removed: { framework_info: json['framework_info'] ?? {} } };
}
