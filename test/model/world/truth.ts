import { factsOf } from './definition';
import { slotOf } from './draft';
import { bit, has, type State, type Window } from './state';

/** A machine that runs its tasks, whatever the master knows of it. */
const runs = (at: string) => at === 'here' || at === 'recovered';

/** What is true of a slot now, whoever sees it. */
export function windowOf(state: State, slot: number): Window {
  return { ...takersOf(state, slot), bare: bareOn(state, slot), used: usedOn(state, slot) };
}

/** Who could take an instance: hosts that have a task or room for one, and slots that are held. */
function takersOf(state: State, slot: number): Pick<Window, 'hosts' | 'held'> {
  const apps = state.apps.filter((app) => factsOf(app.definition).slot === slot);
  if (apps.some((app) => !factsOf(app.definition).offered)) return { hosts: 0, held: 0 };
  let hosts = 0;
  let held = 0;
  let busy = 0;
  for (const task of state.tasks) {
    if (task.life === 'waiting' || slotOf(task) !== slot) continue;
    if (task.life === 'lost' && !task.up) held++;
    else if (!task.up && task.life !== 'killing') hosts |= bit(task.host);
    if (task.gen === state.agents[task.host]?.gen) busy |= bit(task.host);
  }
  state.agents.forEach((agent, host) => {
    if (agent.at !== 'here' || agent.deactivated || has(busy, host)) return;
    if (!has(agent.foreign | agent.orphans, slot)) hosts |= bit(host);
  });
  return { hosts, held };
}

/** How many instances those could take, who could at some moment. */
export const mostOf = ({ hosts, held }: Window): number => countBits(hosts) + held;

const countBits = (mask: number) => [0, 1, 2, 3, 4, 5].filter((i) => has(mask, i)).length;

/** Hosts that should have a healthy task and have none. */
function bareOn(state: State, slot: number): number {
  let bare = 0;
  state.agents.forEach((agent, host) => {
    if (runs(agent.at) && !agent.deactivated) bare |= bit(host);
  });
  for (const task of state.tasks)
    if (task.life === 'running' && task.health === 'good' && !task.up && slotOf(task) === slot)
      bare &= ~bit(task.host);
  return bare;
}

/** Hosts on which an application uses the slot, seen or not. */
function usedOn(state: State, slot: number): number {
  let used = 0;
  state.agents.forEach(({ users, at }, host) => {
    if (at !== 'gone' && has(users, slot)) used |= bit(host);
  });
  return used;
}

export const windowsOf = (state: State): readonly Window[] =>
  Array.from({ length: state.slots }, (_, slot) => windowOf(state, slot));

/** What was true at some moment since a pass began. */
export function widened(old: readonly Window[], state: State): readonly Window[] {
  return old.map((window, slot) => {
    const now = windowOf(state, slot);
    return {
      hosts: window.hosts | now.hosts,
      held: Math.max(window.held, now.held),
      bare: window.bare & now.bare,
      used: window.used & now.used,
    };
  });
}
