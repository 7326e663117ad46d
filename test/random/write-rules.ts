import { isLost } from '../../src/lab/world/marathon/instance';
import { POLICY } from './declared';
import { notLetGo } from './drain-rules';
import type { Look, Oracle } from './oracle';
import type { Write } from './requests';
import type { Application } from './spark';
import { capacity, type Truth } from './truth';

interface Case {
  readonly oracle: Oracle;
  /** What the writer has seen. */
  readonly look: Look;
  readonly now: Truth;
  /** When the writer began to read the manifests that it acts on. */
  readonly readAt: number;
}

/** What is wrong with a write of an operator, in the light of what was true when it looked and is true now. */
export function judgeWrite(write: Write, world: Case): readonly string[] {
  switch (write.is) {
    case 'create':
      return [...rests(write.appId, world), ...create(write, world)];
    case 'raise':
      return [...rests(write.appId, world), ...raise(write, world)];
    case 'remove':
      return [...rests(write.appId, world), ...remove(write.appId, world)];
    case 'release':
      return [...rests(write.appId, world), ...release(write, world)];
    case 'wipe':
      return [...rests(write.appId, world), ...wipe(write, world)];
    case 'stop':
      return stop(write.deploymentId, world);
    case 'other':
      return ['no such request is ever to be made'];
  }
}

/** Foreign, or of a service that was paused or omitted when the writer read the manifests, however long ago. */
function rests(appId: string, { oracle, readAt }: Case): readonly string[] {
  const service = oracle.book.owners.get(appId);
  if (service === undefined) return [`${appId} was never decided on: it is foreign`];
  const since = oracle.props.manifests.resting.get(service);
  return since !== undefined && since < readAt ? [`${service} is not to be touched`] : [];
}

function create(write: Extract<Write, { is: 'create' }>, { oracle, look, now }: Case): readonly string[] {
  const { appId: id, port, to, cpus, mem } = write;
  const service = oracle.book.owners.get(id) ?? '';
  const problems: string[] = [];
  if (!oracle.book.placed(service).some(({ appId }) => appId === id)) problems.push('it is not written down');
  const most = capacity({ id, port, cpus, mem }, [look.truth, now]);
  if (to > most) problems.push(`${to} instances, but there is room for ${most}`);
  for (const other of now.apps.values()) {
    const both = other.id !== id && other.port === port && look.truth.apps.get(other.id)?.port === port;
    if (both && oracle.book.owners.has(other.id)) problems.push(`${other.id} has port ${port}`);
  }
  return problems;
}

function raise(write: Extract<Write, { is: 'raise' }>, { oracle, look, now }: Case): readonly string[] {
  const app = now.apps.get(write.appId) ?? look.truth.apps.get(write.appId);
  if (!app) return [];
  const problems: string[] = [];
  const seen = look.instances.get(write.appId);
  if (seen !== undefined && write.to < seen) problems.push(`it lowers ${seen}`);
  if (write.to < app.instances && !oracle.excuses.isPersonsDoing(write.appId)) {
    problems.push(`it lowers ${app.instances}`);
  }
  const most = capacity(app, [look.truth, now]);
  if (write.to > most) problems.push(`${write.to} instances, but there is room for ${most}`);
  return problems;
}

function remove(appId: string, { oracle, look, now }: Case): readonly string[] {
  const { book, excuses, props } = oracle;
  const service = book.owners.get(appId) ?? '';
  const declared = props.manifests.services.get(service);
  const inPlace = book.isReplacedInPlace(service, appId);
  const unpublished = book.published.get(appId);
  const before = look.users.get(appId) ?? new Set<Application>();
  const users = props
    .spark()
    .users(appId)
    .filter((one) => before.has(one) && losesBy(one, oracle));
  const visible = inPlace
    ? users.filter(({ hosts }) => [...hosts].some((host) => !props.spark().silent.has(host)))
    : users;
  const quietFor = oracle.now - (unpublished ?? 0);
  const overdue = declared?.proceed === true && (inPlace || quietFor >= POLICY.deadlineSeconds * 1000);
  const problems: string[] = [];
  if (unpublished !== undefined && !overdue) {
    if (visible.length > 0) problems.push(`${visible.map(({ name }) => name).join()} use it`);
    if (!inPlace && unpublished === Number.POSITIVE_INFINITY) problems.push('it is published');
    else if (!inPlace && quietFor < POLICY.overlapSeconds * 1000) {
      problems.push(`it was published until ${quietFor / 1000} s ago`);
    }
  }
  if (problems.length === 0 && now.apps.has(appId)) excuses.end(appId);
  return problems;
}

/**
 * Whether the end of its app would take anything from an application. What it has on hosts whose slots were given up
 * it loses anyway: a person or the registry said that they are gone, and Marathon ends those tasks as soon as it can.
 */
function losesBy({ appId, hosts }: Application, { props }: Oracle): boolean {
  const kept = props.world.marathon.core.tracker.of(appId).filter(({ goal }) => goal === 'Running');
  return hosts.size === 0 || kept.some(({ task }) => task !== undefined && hosts.has(task.host));
}

type TaskWrite = Extract<Write, { is: 'release' | 'wipe' }>;

function release({ taskId }: TaskWrite, { oracle, look, readAt }: Case): readonly string[] {
  const { excuses, props } = oracle;
  const { cluster, marathon } = props.world;
  const instance = marathon.core.tracker.byTask(taskId);
  const { task } = instance ?? {};
  if (!instance || !task) return [];
  const problems: string[] = [];
  if (instance.goal !== 'Running') problems.push('its slot was given up before');
  const drained = notLetGo(task.agentId, { oracle, look, readAt });
  if (drained.length === 0) {
    if (problems.length === 0) excuses.name(taskId);
    return problems;
  }
  if (!isLost(instance)) problems.push(`its task is not lost but ${instance.condition}: ${drained.join()}`);
  const gone = cluster.byId(task.agentId)?.presence === 'gone';
  if (!gone && !props.manifests.namedGone.has(task.host))
    problems.push(`nobody says that ${task.host} is gone`);
  if (problems.length === 0) excuses.name(taskId);
  return problems;
}

function wipe({ taskId }: TaskWrite, { oracle }: Case): readonly string[] {
  const instance = oracle.props.world.marathon.core.tracker.byTask(taskId);
  if (!instance) return [];
  if (!isLost(instance)) return [`its task is not lost but ${instance.condition}`];
  return instance.goal === 'Running' ? ['it holds a slot: another task would be started'] : [];
}

/** A deployment that starts tasks may wait for a while before anybody calls it stuck. */
const STUCK_MILLIS = 600_000;

function stop(deploymentId: string, { oracle, now }: Case): readonly string[] {
  const { book, props } = oracle;
  const plan = props.world.marathon.deployments.find(deploymentId)?.plan;
  if (!plan) return [];
  const apps = plan.steps.flatMap((step) => step.map(({ app }) => app.definition.id));
  const foreign = apps.filter((id) => !book.owners.has(id));
  const problems = foreign.map((id) => `it is a deployment of ${id}, which is foreign`);
  const isActive = [...book.states.values()].some(
    ({ active }) => active !== undefined && apps.includes(active.appId),
  );
  if (isActive && now.at - Date.parse(plan.version) < STUCK_MILLIS) {
    problems.push(`it began at ${plan.version}`);
  }
  return problems;
}
