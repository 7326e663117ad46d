import type { Move } from '../operator/process';
import { fits, hearOfGone, hearOfReturn, place } from '../world/agents';
import { Draft } from '../world/draft';
import { freshNumber, type Mentions } from '../world/fresh';
import { checkScale, endDeployment, mayEnd, taskEnds } from '../world/scaling';
import { type Agent, has, type State, type Task } from '../world/state';
import { add, type Environment, type Making } from './making';
import { connect, consumerLags, endApplications, follow, passTime, reachable } from './users';

/** Everything that goes on by itself: sooner or later, in any order. */
export function progress(state: State, spoken: Mentions, { faults: which }: Environment): readonly Move[] {
  const making: Making = { state, spoken, moves: [] };
  state.agents.forEach((agent, host) => {
    agentGoesOn(making, agent, host);
  });
  for (const task of state.tasks) taskGoesOn(making, task);
  const draft = new Draft(state);
  for (const deployment of state.deployments) {
    const name = `the ${deployment.kind} deployment ends`;
    if (mayEnd(draft, deployment)) add(making, name, {}, (next) => endDeployment(next, deployment));
  }
  for (const app of state.apps)
    if (scaleDiffers(state, app.id)) {
      add(making, 'the periodic scale check (51)', {}, (next) => checkScale(next, app.id));
    }
  if (state.master === 'unread')
    add(making, 'the master has read its registry', {}, (next) => {
      next.master = 'known';
    });
  if (state.hidden)
    add(making, 'reservations are shown again', {}, (next) => {
      next.hidden = false;
    });
  if (which.has('use')) applicationsGoOn(making);
  if (!state.flight && state.operator.node === 0) {
    const next = new Draft(state);
    if (passTime(next))
      making.moves.push({ label: 'a while passes', fault: false, wrong: [], to: next.done() });
  }
  return making.moves;
}

function applicationsGoOn(making: Making): void {
  const { state } = making;
  if (consumerLags(state)) add(making, 'the defaults name the endpoint', {}, follow);
  const known = state.agents.reduce((mask, { users }) => mask | users, state.readers);
  for (let slot = 0; slot < state.slots; slot++) {
    if (has(known, slot))
      add(making, `applications on slot ${slot} end`, {}, (next) => endApplications(next, slot));
    if (!has(state.readers, slot)) continue;
    for (const host of reachable(state, slot))
      add(making, `an application connects to slot ${slot} of h${host}`, {}, (next) =>
        connect(next, slot, host),
      );
  }
}

function agentGoesOn(making: Making, { at, gen, gone, orphans }: Agent, host: number): void {
  const { tasks } = making.state;
  const h = `h${host}`;
  if (at === 'recovered')
    add(making, `${h} registers again`, {}, (next) => next.setAgent(host, { at: 'here' }));
  if (at === 'here' && tasks.some((task) => task.host === host && task.gen === gen && task.life === 'lost'))
    add(making, `Marathon hears that the task of ${h} runs (11)`, {}, (next) => hearOfReturn(next, host));
  if (tasks.some((task) => task.host === host && has(gone, task.gen)))
    add(making, `Marathon hears that ${h} is gone (13)`, {}, (next) => hearOfGone(next, host));
  if (at === 'here' && orphans !== 0)
    add(making, `unknown tasks on ${h} are killed (50c, 54)`, {}, (next) =>
      next.setAgent(host, { orphans: 0 }),
    );
}

function taskGoesOn(making: Making, task: Task): void {
  const { state, spoken } = making;
  const h = `h${task.host}`;
  const { life, up, health } = task;
  if (life === 'killing' || (life === 'running' && up))
    add(making, `the task on ${h} has died`, {}, (next) => taskEnds(next, task));
  if (life === 'staging')
    add(making, `the task on ${h} runs`, {}, (next) => next.renewTask(task, { life: 'running' }));
  if (life === 'running' && !up && health !== 'good')
    add(making, `the task on ${h} is healthy`, {}, (next) => void next.setTask(task, { health: 'good' }));
  if (life !== 'waiting' || up) return;
  // Those that wait are alike: the first one goes first.
  if (
    state.tasks.find((one) => one.life === 'waiting' && one.app === task.app && one.mark === task.mark) !==
    task
  )
    return;
  const draft = new Draft(state);
  state.agents.forEach((_, host) => {
    if (fits(draft, task, host))
      add(making, `a task starts on h${host}`, {}, (next) =>
        place(next, task, { host, n: freshNumber(next, task.app, host, spoken) }),
      );
  });
}

function scaleDiffers(state: State, app: number): boolean {
  if (state.deployments.some((deployment) => deployment.app === app)) return false;
  const counted = state.tasks.filter((task) => task.app === app && !task.up).length;
  return counted !== state.apps.find(({ id }) => id === app)?.instances;
}
