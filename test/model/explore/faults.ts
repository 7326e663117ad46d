import type { Move } from '../operator/process';
import { comeBack, failOver, join, lose, markGone } from '../world/agents';
import { factsOf } from '../world/definition';
import type { Draft } from '../world/draft';
import { freshDeployment, type Mentions } from '../world/fresh';
import { taskEnds } from '../world/scaling';
import { type Agent, bit, DELETED, has, type State, type Task } from '../world/state';
import { add, type Environment, type Fault, type Making } from './making';
import { connect, reachable, read, readableSlot } from './users';

/** What befalls the world. */
export function faults(
  state: State,
  { faults: which, manifests }: Environment,
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
    if (i !== state.manifest)
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
