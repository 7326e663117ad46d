import { type AgentDrainState, type Interruption, OPERATOR_STACK, stateStoreKeys } from '../../manifest';
import { declare, undeclare } from '../engine/declared';
import { stateIn } from '../engine/drains';
import type { InterruptionMessage } from '../ports';
import { decided, isAnswered, isDue } from './decided';
import { drainManifests } from './drains';
import { foundAgents } from './found';
import { pruned, StoredLedger } from './ledger';
import { type Ledger, noted } from './noted';
import type { RoundMemory, RoundProps } from './parts';
import { Teller } from './teller';

/**
 * One look at the queue and at every machine that is about to end. What a message says is written down, then the
 * drains are declared, and only then is the message done with; so whatever ends in between, the next round goes on.
 */
export class Round {
  private readonly teller: Teller;
  /** What is to be written next. */
  private ledger: Ledger;

  private constructor(
    private readonly props: RoundProps,
    private readonly memory: RoundMemory,
    private readonly stored: StoredLedger,
  ) {
    this.ledger = stored.value;
    this.teller = new Teller(props.log, memory.told);
  }

  /** @param declared called when there are new drains, so that nobody waits for the interval */
  static async run(
    props: RoundProps,
    memory: RoundMemory,
    declared: (because: string) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const messages = await props.queue.receive(stop);
    if (stop.aborted) return;
    const round = new Round(props, memory, await StoredLedger.read(props.store));
    round.note(messages);
    await round.heartbeats();
    await round.find();
    await round.declareDrains(declared);
    await round.decide();
    await round.answer();
    await round.finish(messages);
  }

  private get clock(): string {
    return this.props.clock.now().toISOString();
  }

  private get active(): readonly (readonly [string, Interruption])[] {
    const { clock } = this;
    return [...this.ledger].filter(([, one]) => isDue(one, clock));
  }

  /** Nothing is written yet: most notices are about somebody else's machines. */
  private note(messages: readonly InterruptionMessage[]): void {
    this.ledger = pruned(this.ledger, this.clock);
    for (const { id, content } of messages) {
      const about = { message: id, ...('because' in content ? { because: content.because } : {}) };
      if (content.is === 'nothing') this.teller.tell('debug', about);
      else if (content.is === 'unreadable') this.teller.once(`message ${id}`, 'warn', about);
      else for (const notice of content.notices) this.ledger = noted(this.ledger, notice);
    }
  }

  /** Before anything is decided: a hook that is over is nobody's to wait for. */
  private async heartbeats(): Promise<void> {
    for (const [machine, one] of this.active) {
      const { hook } = one;
      if (!hook || hook.outcome || !this.memory.watch.beatIsDue(machine, hook.heartbeatSeconds)) continue;
      await this.teller.quietly(machine, async () => {
        await this.props.gate();
        const { is } = await this.props.hooks.heartbeat({ group: hook.group, hook: hook.name, machine });
        this.memory.watch.beaten(machine);
        if (is === 'done') return;
        const because = `${hook.group} does not wait for it: the time of the hook is over, or somebody has answered`;
        const outcome = { reason: 'HookOver', because, at: this.clock };
        await this.change(machine, { ...one, hook: { ...hook, outcome, answered: true } });
        this.teller.tell('info', { machine, did: 'gave up', reason: outcome.reason, because });
      });
    }
  }

  /** What was noted is written down with the agents that were found, or without where nobody says. */
  private async find(): Promise<void> {
    const ids = this.active
      .filter(([, one]) => one.drains === undefined && !isLost(one))
      .map(([machine]) => machine);
    if (ids.length > 0) {
      const { machines, mesos } = this.props;
      const found = await foundAgents(this.ledger, ids, { machines, mesos, clock: this.clock });
      if ('is' in found) {
        const because = `which agents run there is not known: ${found.message}`;
        this.teller.once('agents', 'warn', { machines: ids, because });
      } else {
        this.teller.forget('agents');
        for (const { machine, because } of found.nobody) {
          const isHeld = this.ledger.get(machine)?.hook !== undefined;
          this.teller.tell(isHeld ? 'info' : 'debug', { machine, did: 'nothing', because });
        }
        this.ledger = found.ledger;
      }
    }
    await this.stored.save(this.ledger);
  }

  private async declareDrains(declared: (because: string) => void): Promise<void> {
    const { store, sha256 } = this.props;
    for (const [machine, one] of this.active) {
      if (one.declared || one.drains === undefined) continue;
      await this.teller.quietly(machine, async () => {
        await declare({ store, sha256, stack: OPERATOR_STACK }, drainManifests(machine, one));
        await this.change(machine, { ...one, declared: true });
        const agents = one.drains?.map(({ hostname, agentId }) => `${hostname} (${agentId})`);
        this.teller.tell('info', {
          machine,
          did: 'declared',
          agents,
          deadlineAt: one.deadlineAt,
          because: one.causes.at(-1)?.because,
        });
        declared(`${machine} is about to end`);
      });
    }
  }

  private async decide(): Promise<void> {
    const asked = this.active.filter(([, one]) => isAnswered(one)).map(([machine]) => machine);
    const ended = await this.memory.watch.ended(asked, this.props.machines);
    for (const [machine, one] of this.active) {
      await this.teller.quietly(machine, async () => {
        const states = await this.states(one);
        const next = decided(one, { clock: this.clock, states, machineEnded: ended.has(machine) });
        if (next === one) return;
        // What was declared for a machine that has ended goes before it is forgotten why.
        if (next.over) await this.undeclare(next);
        await this.change(machine, next);
        const told = next.over ?? next.hook?.outcome;
        if (told) this.teller.tell('info', { machine, did: next.over ? 'ended' : 'decided', ...told });
      });
    }
  }

  private async states({ drains = [] }: Interruption): Promise<ReadonlyMap<string, AgentDrainState>> {
    const states = new Map<string, AgentDrainState>();
    for (const { name, agentId } of drains) {
      const key = stateStoreKeys.state('AgentDrain', name);
      const found = await this.props.store.get(key);
      const state = found && stateIn(key, found.body);
      if (state?.agentId === agentId) states.set(name, state);
    }
    return states;
  }

  private async undeclare({ drains = [] }: Interruption): Promise<void> {
    if (drains.length === 0) return;
    const { store, sha256 } = this.props;
    const names = drains.map(({ name }) => ({ kind: 'AgentDrain', name }));
    await undeclare({ store, sha256, stack: OPERATOR_STACK }, names);
  }

  /** The group ends the machine as soon as it knows. */
  private async answer(): Promise<void> {
    for (const [machine, one] of this.active) {
      const { hook } = one;
      if (!hook?.outcome || hook.answered) continue;
      await this.teller.quietly(machine, async () => {
        await this.props.gate();
        const { is } = await this.props.hooks.complete({ group: hook.group, hook: hook.name, machine });
        await this.change(machine, { ...one, hook: { ...hook, answered: true } });
        const { reason, because } = hook.outcome ?? {};
        this.teller.tell('info', {
          machine,
          did: is === 'done' ? 'answered' : 'answered too late',
          reason,
          because,
        });
      });
    }
  }

  /** Messages whose machines are looked after; the others come again, and those that nobody can read are put aside. */
  private async finish(messages: readonly InterruptionMessage[]): Promise<void> {
    const { clock } = this;
    const isSettled = (machine: string) => {
      const one = this.ledger.get(machine);
      return !one || one.declared || !isDue(one, clock) || isLost(one);
    };
    for (const { content, receipt } of messages) {
      if (content.is === 'unreadable') continue;
      if (content.is === 'notices' && !content.notices.every(({ machine }) => isSettled(machine))) continue;
      await this.props.gate();
      await this.props.queue.done(receipt);
    }
  }

  private change(machine: string, next: Interruption): Promise<void> {
    this.ledger = new Map([...this.ledger, [machine, next]]);
    return this.stored.save(this.ledger);
  }
}

/** Its group does not wait for it, so there is nothing that its message asks for. */
function isLost({ hook, causes }: Interruption): boolean {
  return hook?.outcome?.reason === 'HookOver' && causes.length === 1;
}
