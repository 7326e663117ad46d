import {
  type AgentDrainState,
  agentDrainStateSchema,
  type Endpoint,
  endpointSchema,
  leaseSchema,
  type Placed,
  type ServiceState,
  serviceStateSchema,
  stateStoreKeys,
} from '../../src/manifest';
import { LEASE_MILLIS } from './timing';

const STATE = stateStoreKeys.statePrefix('ShuffleService');
const DRAIN = stateStoreKeys.statePrefix('AgentDrain');
const ENDPOINT = 'endpoints/';

/** Of the object under a prefix. */
export const nameIn = (prefix: string, key: string) => key.slice(prefix.length, -'.json'.length);

/** What the operators have written down, as an outsider follows it. */
export class Book {
  readonly states = new Map<string, ServiceState>();
  readonly endpoints = new Map<string, Endpoint>();
  readonly drains = new Map<string, AgentDrainState>();
  /** Drains of whose state nothing is left. */
  readonly forgotten = new Set<string>();
  /** When an app was last published; `Infinity` while it is. */
  readonly published = new Map<string, number>();
  /** Whose app it is, of every app that was ever decided on. */
  readonly owners = new Map<string, string>();
  private lease: { readonly holder: string; readonly until: number } | undefined;

  constructor(private readonly now: () => number) {}

  written(key: string, body: string): void {
    const json: unknown = key.startsWith('published/') ? undefined : JSON.parse(body);
    if (key === stateStoreKeys.lease) {
      this.lease = { holder: leaseSchema.parse(json).holder, until: this.now() + LEASE_MILLIS };
    } else if (key.startsWith(STATE)) this.decided(serviceStateSchema.parse(json));
    else if (key.startsWith(DRAIN)) {
      this.drains.set(nameIn(DRAIN, key), agentDrainStateSchema.parse(json));
      this.forgotten.delete(nameIn(DRAIN, key));
    } else if (key.startsWith(ENDPOINT)) this.publishes(endpointSchema.parse(json));
  }

  deleted(key: string): void {
    if (key.startsWith(DRAIN)) this.forgotten.add(nameIn(DRAIN, key));
  }

  mayWrite(holder: string): boolean {
    return this.lease?.holder === holder && this.now() < this.lease.until;
  }

  /** Drains of an agent that are in force, by name. */
  drainsOf(agentId: string): readonly (readonly [string, AgentDrainState])[] {
    return [...this.drains].filter(([, one]) => one.agentId === agentId && !one.over);
  }

  drained(): ReadonlySet<string> {
    return new Set([...this.drains.values()].filter(({ over }) => !over).map(({ agentId }) => agentId));
  }

  placed(service: string): readonly Placed[] {
    const { active, green, retiring = [] } = this.states.get(service) ?? {};
    return [active, green, ...retiring].filter((one) => one !== undefined);
  }

  /** The app that is to end before its successor starts on its port. */
  isReplacedInPlace(service: string, appId: string): boolean {
    const { active, green } = this.states.get(service) ?? {};
    return active?.appId === appId && green?.port === active.port;
  }

  private decided(state: ServiceState): void {
    this.states.set(state.service, state);
    for (const { appId } of this.placed(state.service)) this.owners.set(appId, state.service);
  }

  private publishes(endpoint: Endpoint): void {
    const before = this.endpoints.get(endpoint.service);
    if (before) this.published.set(before.appId, this.now());
    this.endpoints.set(endpoint.service, endpoint);
    this.published.set(endpoint.appId, endpoint.withdrawn ? this.now() : Number.POSITIVE_INFINITY);
  }
}
