import { factsOf } from './definition';
import { type Draft, slotOf } from './draft';
import { orphan } from './requests';
import { checkScale, proceed, taskEnds } from './scaling';
import { bit, has, type State, type Task } from './state';

const isThere = ({ life }: Task) => life === 'staging' || life === 'running' || life === 'killing';
const onAgent = (draft: Draft, host: number, gen: number) =>
  draft.tasks.filter((task) => task.host === host && task.gen === gen);

/** An agent with a new id registers on this host (52). */
export function join(draft: Draft, host: number): void {
  const agent = draft.agent(host);
  const gen = agent.at === 'absent' ? agent.gen : agent.gen + 1;
  draft.setAgent(host, { at: 'here', gen, deactivated: false, orphans: 0, users: 0, foreign: 0 });
}

/** The master marks the agent unreachable: its tasks are TASK_UNREACHABLE (08, 09; with {0,0} they are replaced: 07). */
export function lose(draft: Draft, host: number): void {
  const agent = draft.agent(host);
  draft.setAgent(host, { at: 'lost' });
  const replaced = new Set<number>();
  for (const task of onAgent(draft, host, agent.gen).filter(isThere)) {
    const app = draft.app(task.app);
    if (app && factsOf(app.definition).replacesLost) {
      orphan(draft, task);
      draft.removeTask(task);
      replaced.add(task.app);
    } else draft.setTask(task, { life: 'lost' });
  }
  proceed(draft);
  for (const app of replaced) checkScale(draft, app);
}

/** The same agent registers again; Marathon hears of its tasks a moment later. */
export function comeBack(draft: Draft, host: number): void {
  draft.setAgent(host, { at: 'here' });
}

/** TASK_RUNNING after TASK_UNREACHABLE (11): it goes on; one that was given up is to be killed (50). */
export function hearOfReturn(draft: Draft, host: number): void {
  const { gen } = draft.agent(host);
  for (const task of onAgent(draft, host, gen))
    if (task.life === 'lost') draft.setTask(task, { life: 'running' });
}

/** Another master leads: every agent is only recovered until it registers again (mesos 05). */
export function failOver(draft: Draft): void {
  draft.master = 'unread';
  draft.agents.forEach(({ at }, host) => {
    if (at === 'here') draft.setAgent(host, { at: 'recovered' });
  });
}

/** The registry says that the agent is gone for good (mesos 06); Marathon hears of it with a reconciliation. */
export function markGone(draft: Draft, host: number): void {
  const { gen, gone } = draft.agent(host);
  draft.setAgent(host, { at: 'gone', gone: gone | bit(gen), orphans: 0, users: 0 });
}

/** TASK_GONE_BY_OPERATOR frees the slot (13). */
export function hearOfGone(draft: Draft, host: number): void {
  const { gone } = draft.agent(host);
  for (const task of draft.tasks.filter((one) => one.host === host && has(gone, one.gen)))
    taskEnds(draft, task);
}

/** Whether Marathon would start this waiting instance on this host now (11, 30, 34). */
export function fits(draft: Draft, task: Task, host: number): boolean {
  const agent = draft.agent(host);
  const app = draft.app(task.app);
  if (!app || agent.at !== 'here' || agent.deactivated || draft.master === 'unread') return false;
  const { slot, offered } = factsOf(app.definition);
  if (!offered || has(agent.foreign | agent.orphans, slot)) return false;
  const there = draft.tasks.filter(
    (one) => one.host === host && (isThere(one) || (one.life === 'lost' && one.gen === agent.gen)),
  );
  return there.every((one) => one.app !== task.app && slotOf(one) !== slot);
}

export function place(
  draft: Draft,
  task: Task,
  { host, n }: { readonly host: number; readonly n: number },
): void {
  draft.renewTask(task, { life: 'staging', host, n, gen: draft.agent(host).gen });
}

/** Slots that some task uses on the agent, as the master shows it. */
export function usedSlots(state: Pick<State, 'agents' | 'tasks'>, host: number): number {
  const agent = state.agents[host];
  if (!agent) return 0;
  let mask = agent.foreign | agent.orphans;
  for (const one of state.tasks)
    if (one.host === host && one.gen === agent.gen && one.life !== 'waiting') mask |= bit(slotOf(one));
  return mask;
}
