import type { Json, JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import type { Framework } from '../world/mesos/frameworks';
import type { OutstandingOffer } from '../world/mesos/offers';
import { plus } from '../world/mesos/portions';
import type { Task } from '../world/mesos/task';
import type { Viewer } from './master-access';
import { attributeJson, processName } from './master-view';
import { resourceJson, summaryJson } from './mesos-resources';

const nanoseconds = (millis: number) => ({ nanoseconds: millis * 1e6 });

/** Those that the viewer may see; none while the master has not read its registry. */
export function frameworksOf(cluster: Cluster, viewer: Viewer) {
  const visible = (list: readonly Framework[]) =>
    cluster.master.recovering ? [] : list.filter(({ user }) => viewer.may('view_frameworks', user));
  return { running: visible(cluster.frameworks.all()), completed: visible(cluster.frameworks.completed()) };
}

/** `/frameworks`. */
export function frameworksJson(cluster: Cluster, viewer: Viewer): JsonObject {
  const { running, completed } = frameworksOf(cluster, viewer);
  return {
    frameworks: running.map((one) => frameworkJson(cluster, one)),
    completed_frameworks: completed.map((one) => frameworkJson(cluster, one)),
    unregistered_frameworks: [],
  };
}

export function frameworkJson(cluster: Cluster, framework: Framework): JsonObject {
  const { id, connected, recovered } = framework;
  const tasks = tasksOf(cluster, id);
  const offers = cluster.offers.of(id);
  const used = tasks.flatMap(({ portions }) => portions);
  const offered = offers.flatMap(({ portions }) => portions);
  return {
    id,
    name: framework.name,
    used_resources: summaryJson(used),
    offered_resources: summaryJson(offered),
    capabilities: [...framework.capabilities],
    hostname: framework.hostname,
    webui_url: framework.webuiUrl ?? '',
    active: connected,
    connected,
    recovered,
    user: framework.user,
    failover_timeout: framework.failoverTimeout / 1000,
    checkpoint: framework.checkpoint,
    registered_time: framework.registeredAt / 1000,
    ...(framework.reregisteredAt === undefined ? {} : { reregistered_time: framework.reregisteredAt / 1000 }),
    unregistered_time: (framework.completedAt ?? 0) / 1000,
    resources: summaryJson([...used, ...offered]),
    roles: [...framework.roles],
    tasks: tasks.filter(({ state }) => state !== 'TASK_UNREACHABLE').map(taskV0),
    unreachable_tasks: tasks.filter(({ state }) => state === 'TASK_UNREACHABLE').map(taskV0),
    completed_tasks: cluster.tasks
      .completed()
      .filter((task) => task.frameworkId === id)
      .map(taskV0),
    offers: offers.map(offerV0),
    executors: [],
    offer_constraints: {},
  };
}

function tasksOf(cluster: Cluster, frameworkId: string): readonly Task[] {
  return cluster.tasks.all().filter((task) => task.frameworkId === frameworkId);
}

function taskV0(task: Task): JsonObject {
  return {
    id: task.id,
    name: task.name,
    framework_id: task.frameworkId,
    executor_id: '',
    slave_id: task.agentId,
    state: task.state,
    ...labelsJson(task, (labels) => labels),
    resources: summaryJson(task.portions),
    role: task.role,
    statuses: [{ state: task.state, timestamp: task.stagedAt / 1000 }],
  };
}

function offerV0(offer: OutstandingOffer): JsonObject {
  return {
    id: offer.id,
    framework_id: offer.frameworkId,
    allocation_info: { role: offer.role },
    slave_id: offer.agentId,
    resources: summaryJson(offer.portions),
  };
}

/** GET_FRAMEWORKS. */
export function getFrameworksJson(cluster: Cluster, viewer: Viewer): JsonObject {
  const { running, completed } = frameworksOf(cluster, viewer);
  return {
    frameworks: running.map((one) => frameworkV1(cluster, one)),
    completed_frameworks: completed.map((one) => frameworkV1(cluster, one)),
  };
}

export function frameworkV1(cluster: Cluster, framework: Framework): JsonObject {
  const { id, connected, recovered, registeredAt, reregisteredAt = registeredAt, completedAt } = framework;
  const offers = cluster.offers.of(id);
  const used = summed(tasksOf(cluster, id));
  const offered = summed(offers);
  const filled = (name: string, list: readonly JsonObject[]) => (list.length > 0 ? { [name]: list } : {});
  return {
    framework_info: {
      user: framework.user,
      name: framework.name,
      id: { value: id },
      failover_timeout: framework.failoverTimeout / 1000,
      checkpoint: framework.checkpoint,
      roles: [...framework.roles],
      hostname: framework.hostname,
      ...(framework.webuiUrl === undefined ? {} : { webui_url: framework.webuiUrl }),
      capabilities: framework.capabilities.map((type) => ({ type })),
    },
    active: connected,
    connected,
    recovered,
    registered_time: nanoseconds(registeredAt),
    reregistered_time: nanoseconds(reregisteredAt),
    ...(completedAt === undefined ? {} : { unregistered_time: nanoseconds(completedAt) }),
    ...filled(
      'offers',
      offers.map((offer) => offerV1(cluster, offer)),
    ),
    ...filled('allocated_resources', used),
    ...filled('offered_resources', offered),
    offer_constraints: {},
  };
}

/** What several tasks or offers have together. */
function summed(
  holders: readonly { readonly role: string; readonly portions: OutstandingOffer['portions'] }[],
): readonly JsonObject[] {
  return [...new Set(holders.map(({ role }) => role))].flatMap((role) =>
    holders
      .filter((one) => one.role === role)
      .reduce<OutstandingOffer['portions']>((sum, { portions }) => plus(sum, portions), [])
      .map((one) => ({ ...resourceJson(one, 'both'), allocation_info: { role } })),
  );
}

function allocatedV1(portions: OutstandingOffer['portions'], role: string): readonly JsonObject[] {
  return portions.map((one) => ({ ...resourceJson(one, 'reservations'), allocation_info: { role } }));
}

export function offerV1(cluster: Cluster, offer: OutstandingOffer): JsonObject {
  const agent = cluster.byId(offer.agentId);
  const hostname = agent?.hostname ?? '';
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: offer.agentId },
    hostname,
    url: {
      scheme: 'http',
      address: { hostname, ip: '127.0.0.1', port: agent?.port ?? 0 },
      path: agent ? `/${processName(agent)}` : '',
    },
    resources: allocatedV1(offer.portions, offer.role),
    ...(agent && agent.attributes.length > 0 ? { attributes: agent.attributes.map(attributeJson) } : {}),
    allocation_info: { role: offer.role },
  };
}

/** GET_TASKS, and a part of SUBSCRIBED. */
export function getTasksJson(cluster: Cluster): JsonObject {
  const tasks = cluster.tasks.all();
  return {
    tasks: tasks.filter(({ state }) => state !== 'TASK_UNREACHABLE').map(taskV1),
    unreachable_tasks: tasks.filter(({ state }) => state === 'TASK_UNREACHABLE').map(taskV1),
    completed_tasks: cluster.tasks.completed().map(taskV1),
  };
}

export function taskV1(task: Task): JsonObject {
  return {
    name: task.name,
    task_id: { value: task.id },
    framework_id: { value: task.frameworkId },
    agent_id: { value: task.agentId },
    state: task.state,
    resources: allocatedV1(task.portions, task.role),
    ...labelsJson(task, (labels) => ({ labels })),
  };
}

/** Mesos leaves out what a task does not have. */
function labelsJson({ labels = {} }: Task, form: (labels: readonly JsonObject[]) => Json): JsonObject {
  const entries = Object.entries(labels).map(([key, value]) => ({ key, value }));
  return entries.length === 0 ? {} : { labels: form(entries) };
}
