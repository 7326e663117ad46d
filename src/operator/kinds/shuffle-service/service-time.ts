import type { ServiceState, UseRecord } from '../../../manifest';
import { type CountedTime, countedTime, wroteState } from '../../engine/counted-time';
import type { World } from '../../engine/kind';
import type { Stored } from './model';
import { placedOf } from './state';

const subjectOf = (service: string) => `ShuffleService/${service}`;

/** The time by which the waiting of a service is measured. */
export function serviceTime(
  world: Pick<World, 'clock' | 'memory'>,
  service: string,
  state: Stored<ServiceState> | undefined,
): CountedTime {
  const moments = state ? momentsOf(state.value) : [];
  return countedTime(world, subjectOf(service), { etag: state?.etag, moments });
}

/** The state was written by this very process: it goes on counting. */
export function ownWrite(world: Pick<World, 'memory'>, service: string, etag: string): void {
  wroteState(world, subjectOf(service), etag);
}

/** Whatever anything is measured from. */
function momentsOf(state: ServiceState): readonly (string | undefined)[] {
  const uses = [...state.retiring.map(({ use }) => use), state.green?.use].flatMap(momentsOfUse);
  const asked = placedOf(state).flatMap(({ releases }) =>
    releases.filter((one) => one.state === 'asked').map(({ at }) => at),
  );
  return [...uses, ...asked];
}

function momentsOfUse(use: UseRecord | undefined): readonly (string | undefined)[] {
  return use ? [use.since, use.counted, use.quiet?.since, use.quiet?.seen] : [];
}
