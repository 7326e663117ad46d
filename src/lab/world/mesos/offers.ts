import { Listeners } from '../listeners';
import type { Timeline } from '../timeline';
import type { Agent } from './agent';
import { type Portion, scalarOf } from './portions';

/** Resources of one agent that one framework may use until it answers, or until they are taken back. */
export interface OutstandingOffer {
  readonly id: string;
  readonly frameworkId: string;
  readonly agentId: string;
  readonly role: string;
  readonly portions: readonly Portion[];
}

export interface OfferSource {
  readonly masterId: () => string;
  readonly offering: () => readonly Agent[];
  /** What a role may use of the agent: neither in use nor offered. */
  readonly free: (agent: Agent, role: string) => readonly Portion[];
}

/** `--min_allocatable_resources`: less than both of these is not offered. */
const LEAST_CPUS = 0.01;
const LEAST_MEM = 32;

/**
 * Offers that are held by frameworks of the scheduler API. The lab's own schedulers take what they need at once,
 * so they hold none.
 */
export class Offers {
  readonly made = new Listeners<readonly OutstandingOffer[]>();
  readonly rescinded = new Listeners<OutstandingOffer>();
  private readonly held = new Map<string, OutstandingOffer>();
  /** Framework and agent, with the time until when it wants no offer. */
  private readonly filters = new Map<string, number>();
  private count = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly source: OfferSource,
  ) {}

  of(frameworkId: string): readonly OutstandingOffer[] {
    return [...this.held.values()].filter((offer) => offer.frameworkId === frameworkId);
  }

  on(agentId: string): readonly OutstandingOffer[] {
    if (this.held.size === 0) return [];
    return [...this.held.values()].filter((offer) => offer.agentId === agentId);
  }

  /** Offers all that is free to one framework after the other. */
  allocate(frameworks: readonly { readonly id: string; readonly roles: readonly string[] }[]): void {
    for (const { id, roles } of frameworks) {
      const offers = this.source.offering().flatMap((agent) => this.offersOf(id, roles, agent));
      for (const offer of offers) this.held.set(offer.id, offer);
      if (offers.length > 0) this.made.tell(offers);
    }
  }

  private offersOf(id: string, roles: readonly string[], agent: Agent): readonly OutstandingOffer[] {
    if ((this.filters.get(`${id} ${agent.id}`) ?? 0) > this.timeline.now) return [];
    return roles.slice(0, 1).flatMap((role): OutstandingOffer[] => {
      const portions = this.source.free(agent, role);
      if (scalarOf(portions, 'cpus') < LEAST_CPUS && scalarOf(portions, 'mem') < LEAST_MEM) return [];
      const offerId = `${this.source.masterId()}-O${this.count++}`;
      return [{ id: offerId, frameworkId: id, agentId: agent.id, role, portions }];
    });
  }

  /** The framework answers: the offers are its own no longer. Undefined where one is not valid any more. */
  take(ids: readonly string[]): readonly OutstandingOffer[] | undefined {
    const offers = ids.flatMap((id) => this.held.get(id) ?? []);
    for (const { id } of offers) this.held.delete(id);
    return offers.length === ids.length ? offers : undefined;
  }

  refuse(offers: readonly OutstandingOffer[], millis: number): void {
    for (const { frameworkId, agentId } of offers) {
      this.filters.set(`${frameworkId} ${agentId}`, this.timeline.now + millis);
    }
  }

  revive(frameworkId: string): void {
    for (const key of [...this.filters.keys()]) {
      if (key.startsWith(`${frameworkId} `)) this.filters.delete(key);
    }
  }

  rescindOn(agentId: string): void {
    for (const offer of this.on(agentId)) {
      this.held.delete(offer.id);
      this.rescinded.tell(offer);
    }
  }

  forget(frameworkId: string): void {
    for (const { id } of this.of(frameworkId)) this.held.delete(id);
    this.revive(frameworkId);
  }
}
