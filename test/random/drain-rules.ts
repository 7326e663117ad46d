import { agentDrainStateSchema, stateStoreKeys, statusSchema } from '../../src/manifest';
import { nameIn } from './book';
import type { Look, Oracle } from './oracle';

/**
 * Why nothing of this agent may be taken away now. A drain that is in force says that it may, and either nobody uses
 * what is there or the deadline that a person has set is over.
 */
export function notLetGo(
  agentId: string,
  { oracle, look, readAt }: { readonly oracle: Oracle; readonly look?: Look; readonly readAt?: number },
): readonly string[] {
  const { book, props, now } = oracle;
  const { manifests, world } = props;
  const drains = book.drainsOf(agentId);
  if (drains.length === 0) return ['its agent is not drained'];
  const ready = drains.filter(([, { removing }]) => removing !== undefined);
  if (ready.length === 0) return ['its drain still waits'];
  const wanted = ready.filter(
    ([name]) =>
      manifests.drains.has(name) ||
      (manifests.deletedDrains.get(name) ?? 0) >= (readAt ?? Number.NEGATIVE_INFINITY),
  );
  if (wanted.length === 0) return ['its drain was deleted'];
  const isOverdue = wanted.some(([name]) => {
    const { deadlineSeconds, since } = manifests.drains.get(name) ?? {};
    return deadlineSeconds !== undefined && since !== undefined && now - since >= deadlineSeconds * 1000;
  });
  if (isOverdue) return [];
  const host = world.cluster.byId(agentId)?.hostname ?? '';
  // What a person has ended serves nobody's files any more.
  const running = new Set(
    world.cluster.tasks.of(agentId).flatMap(({ id }) => world.marathon.core.tracker.byTask(id)?.appId ?? []),
  );
  const users = props
    .spark()
    .users()
    .filter((one) => one.hosts.has(host) && running.has(one.appId))
    .filter((one) => look === undefined || (look.users.get(one.appId)?.has(one) ?? false));
  return users.length === 0 ? [] : [`${users.map(({ name }) => name).join()} has files on ${host}`];
}

/** Only where a manifest asks for it, and after everything else. */
export function marksGone(agentId: string, oracle: Oracle): readonly string[] {
  const { book, props } = oracle;
  const asked = book.drainsOf(agentId).some(([name]) => props.manifests.drains.get(name)?.markGone);
  const wasAsked = [...props.manifests.deletedDrains.keys()].some(
    (name) => book.drains.get(name)?.agentId === agentId,
  );
  if (!asked && !wasAsked) return ['nobody has asked for it'];
  const { cluster, marathon } = props.world;
  const problems = notLetGo(agentId, { oracle });
  const there = cluster.byId(agentId)?.presence === 'registered';
  const tasks = cluster.tasks.of(agentId).filter(({ id, actual, healthy }) => {
    const instance = marathon.core.tracker.byTask(id);
    const isOurs = instance?.goal === 'Running' && book.owners.has(instance.appId);
    return isOurs && actual === 'TASK_RUNNING' && healthy;
  });
  // It would come to an end with the agent, and somebody be asked to start it elsewhere.
  return there && tasks.length > 0 ? [...problems, `${tasks.length} tasks run there`] : problems;
}

const STATE = stateStoreKeys.statePrefix('AgentDrain');
const STATUS = `${stateStoreKeys.statusPrefix}AgentDrain/`;

/** Only of a drain that keeps nothing from its agent, and of which nobody has anything more to do. */
export function forgets(key: string, body: string, { book, props }: Oracle): readonly string[] {
  const json: unknown = JSON.parse(body);
  if (key.startsWith(STATE)) {
    const { over, ended, cordon, agentId } = agentDrainStateSchema.parse(json);
    if (!over) return ['its drain is not over'];
    const isGone = props.world.cluster.byId(agentId)?.presence === 'gone';
    return ended && cordon === 'Reserve' && !isGone
      ? ['its agent is kept by what the drain has reserved']
      : [];
  }
  if (!key.startsWith(STATUS)) return ['nothing of that sort is ever deleted'];
  const { conditions } = statusSchema.parse(json).status;
  const isRemoved = conditions.some(({ type, status }) => type === 'Removed' && status === 'True');
  // By its status alone what is left of a drain is found.
  const name = nameIn(STATUS, key);
  const isKnown = book.drains.has(name) && !book.forgotten.has(name);
  return [
    ...(isRemoved ? [] : ['its removal is not done']),
    ...(isKnown ? ['its state is still there'] : []),
  ];
}
