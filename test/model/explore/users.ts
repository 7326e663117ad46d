import { API_VERSION } from '../../../src/manifest';
import { CONSUMER, consumerOf, type Endpoint, endpointOf } from '../operator/decisions';
import { age, putText } from '../operator/store';
import { type Draft, slotOf } from '../world/draft';
import { FIRST_PORT, SERVICE } from '../world/names';
import { bit, has, type State } from '../world/state';

/**
 * Applications: they read the port from the published defaults, connect within a while or not at all, and spread over
 * agents as long as they run. All on one slot end together.
 */

/** The published defaults name another endpoint than they should. */
export function consumerLags(state: State): boolean {
  const endpoint = endpointOf(state);
  return endpoint !== undefined && sentTo(endpoint)?.appId !== consumerOf(state)?.appId;
}

const sentTo = (endpoint: Endpoint) => (endpoint.withdrawn ? undefined : endpoint);

/** SparkDefaults takes the endpoint up and says so, or goes with the service. */
export function follow(draft: Draft): void {
  const endpoint = endpointOf(draft);
  if (!endpoint) return;
  const named = sentTo(endpoint);
  const status = {
    observedGeneration: 'g',
    stack: 'demo',
    conditions: [],
    uses: named ? [{ service: SERVICE, appId: named.appId, port: named.port }] : [],
  };
  const document = { apiVersion: API_VERSION, kind: 'SparkDefaults', metadata: { name: 'defaults' }, status };
  putText(draft, CONSUMER, JSON.stringify(document));
}

/** The slot that an application is sent to now. */
export function readableSlot(state: State): number | undefined {
  const named = consumerOf(state);
  return named === undefined || endpointOf(state)?.withdrawn ? undefined : named.port - FIRST_PORT;
}

export function read(draft: Draft, slot: number): void {
  draft.readers |= bit(slot);
}

/** Hosts on which an application could open a connection to the slot. */
export function reachable(state: State, slot: number): readonly number[] {
  return state.agents.flatMap(({ users, gen }, host) => {
    const runs = state.tasks.some(
      (task) => task.host === host && task.gen === gen && task.life === 'running' && slotOf(task) === slot,
    );
    return runs && !has(users, slot) ? [host] : [];
  });
}

export function connect(draft: Draft, slot: number, host: number): void {
  draft.setAgent(host, { users: draft.agent(host).users | bit(slot) });
  draft.readers &= ~bit(slot);
}

export function endApplications(draft: Draft, slot: number): void {
  for (const host of draft.connected(slot))
    draft.setAgent(host, { users: draft.agent(host).users & ~bit(slot) });
  draft.readers &= ~bit(slot);
}

/** A while passes: who has read a port that nothing names any more has connected by now, or never will. */
export function passTime(draft: Draft): boolean {
  const named = consumerOf(draft);
  const readers = draft.readers & (named === undefined ? 0 : bit(named.port - FIRST_PORT));
  const fewer = readers !== draft.readers;
  draft.readers = readers;
  return age(draft) || fewer;
}
