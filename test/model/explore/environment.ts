import { wrongEnds } from '../operator/judge';
import type { Move } from '../operator/process';
import {
  comeBack,
  failOver,
  fits,
  hearOfGone,
  hearOfReturn,
  join,
  lose,
  markGone,
  place,
} from '../world/agents';
import { factsOf } from '../world/definition';
import { Draft } from '../world/draft';
import { freshDeployment, freshNumber, type Mentions } from '../world/fresh';
import { checkScale, endDeployment, mayEnd, taskEnds } from '../world/scaling';
import { type Agent, bit, DELETED, has, type State, type Task } from '../world/state';
import {
  connect,
  consumerLags,
  endApplications,
  follow,
  passTime,
  reachable,
  read,
  readableSlot,
} from './users';

/** What may befall the world, beside the operator; `faults` are counted. */
export type Fault =
  | 'join'
  | 'lose'
  | 'return'
  | 'markGone'
  | 'sayGone'
  | 'takeBack'
  | 'newMachine'
  | 'deactivate'
  | 'hide'
  | 'failOver'
  | 'sick'
  | 'fail'
  | 'foreignPort'
  | 'foreignDeployment'
  | 'respec'
  | 'delete'
  | 'use';

export interface Environment {
  readonly faults: ReadonlySet<Fault>;
  /** How many manifests there are to be declared. */
  readonly manifests: number;
  /** No earlier manifest is declared again. @default false */
  readonly forward?: boolean;
}

interface Making {
  readonly state: State;
  readonly spoken: Mentions;
  readonly moves: Move[];
}

function add(
  { state, moves }: Making,
  label: string,
  { fault = false }: { readonly fault?: boolean },
  work: (draft: Draft) => void,
): void {
  const draft = new Draft(state);
  work(draft);
  moves.push({ label, fault, wrong: wrongEnds(draft), to: draft.done() });
}

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

/** What befalls the world. */
export function faults(
  state: State,
  { faults: which, manifests, forward = false }: Environment,
  spoken: Mentions,
): readonly Move[] {
  const making: Making = { state, spoken, moves: [] };
  const fault = (name: Fault, label: string, work: (draft: Draft) => void) => {
    if (which.has(name)) add(making, label, { fault: true }, work);
  };
  state.agents.forEach((agent, host) => {
    agentFaults(fault, state, { agent, host });
  });
  for (const task of state.tasks) taskFaults(fault, task);
  if (state.master === 'known') fault('failOver', 'another master leads (mesos 05)', failOver);
  if (!state.hidden)
    fault('hide', 'reservations are hidden', (next) => {
      next.hidden = true;
    });
  for (const { id } of state.apps)
    if (!state.deployments.some(({ app }) => app === id))
      fault('foreignDeployment', "somebody's deployment locks the app", (next) => {
        next.deployments.push({
          app: id,
          n: freshDeployment(next, id, spoken),
          kind: 'foreign',
          starts: undefined,
          age: 0,
        });
      });
  for (let i = 0; i < manifests; i++)
    if (i !== state.manifest && !(forward && i < state.manifest))
      fault('respec', `manifest ${i} is declared`, (next) => {
        next.manifest = i;
      });
  if (state.manifest !== DELETED)
    fault('delete', 'the manifest is gone', (next) => {
      next.manifest = DELETED;
    });
  applicationFaults(fault, state);
  return making.moves;
}

function applicationFaults(fault: Adding, state: State): void {
  const slot = readableSlot(state);
  if (slot !== undefined && !has(state.readers, slot))
    fault('use', `an application reads slot ${slot}`, (next) => read(next, slot));
  for (let one = 0; one < state.slots; one++)
    if (state.agents.some(({ users }) => has(users, one)))
      for (const host of reachable(state, one))
        fault('use', `the application on slot ${one} spreads to h${host}`, (next) =>
          connect(next, one, host),
        );
}

type Adding = (name: Fault, label: string, work: (draft: Draft) => void) => void;

function agentFaults(
  fault: Adding,
  state: State,
  { agent, host }: { readonly agent: Agent; readonly host: number },
): void {
  const { at, deactivated, foreign, orphans, gen } = agent;
  const h = `h${host}`;
  if (at === 'absent') fault('join', `${h} joins (52)`, (next) => join(next, host));
  if (at === 'here' || at === 'recovered') fault('lose', `${h} is lost (09)`, (next) => lose(next, host));
  if (at === 'lost') {
    fault('return', `${h} comes back (11)`, (next) => comeBack(next, host));
    fault('markGone', `the registry says that ${h} is gone (13)`, (next) => markGone(next, host));
    if (!has(state.saidGone, host))
      fault('sayGone', `a person says that ${h} is gone`, (next) => {
        next.saidGone |= bit(host);
        next.setAgent(host, { said: agent.said | bit(gen) });
      });
  }
  if ((at === 'gone' || has(state.saidGone, host)) && at !== 'here' && gen < 1)
    fault('newMachine', `a new machine is ${h}`, (next) => {
      join(next, host);
      // As the manifest asks for: taken back once the slot is free.
      if (!holds(state, host)) next.saidGone &= ~bit(host);
    });
  if (has(state.saidGone, host))
    fault('takeBack', `the person takes back that ${h} is gone`, (next) => {
      next.saidGone &= ~bit(host);
    });
  if (at !== 'here') return;
  fault('deactivate', `${h} is ${deactivated ? 're' : 'de'}activated (34)`, (next) =>
    next.setAgent(host, { deactivated: !deactivated }),
  );
  for (let slot = 0; slot < state.slots; slot++) {
    const taken = state.tasks.some(
      (task) => task.host === host && task.life !== 'waiting' && task.gen === gen,
    );
    if (!has(foreign | orphans, slot) && !taken)
      fault('foreignPort', `a stranger takes slot ${slot} of ${h} (30)`, (next) =>
        next.setAgent(host, { foreign: foreign | bit(slot) }),
      );
    if (has(foreign, slot))
      fault('foreignPort', `the stranger leaves slot ${slot} of ${h}`, (next) =>
        next.setAgent(host, { foreign: foreign & ~bit(slot) }),
      );
  }
}

/** A lost task on the host still holds its slot. */
const holds = (state: State, host: number) =>
  state.tasks.some((task) => task.host === host && task.life === 'lost' && !task.up);

function taskFaults(fault: Adding, task: Task): void {
  const { life, health, host, app, up } = task;
  if (life !== 'running' || up) return;
  fault('fail', `the task on h${host} fails (29)`, (next) => taskEnds(next, task));
  if (health !== 'good') return;
  fault('sick', `the check on h${host} fails (55)`, (next) => {
    const definition = next.app(app)?.definition;
    if (definition !== undefined && factsOf(definition).checkKills) {
      next.victims.push({ task, because: 'check' });
      taskEnds(next, task);
    } else next.setTask(task, { health: 'bad' });
  });
}
