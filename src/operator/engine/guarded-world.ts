import type { MarathonCredentials, ZeppelinPlace } from '../../manifest';
import {
  guardedCosmos,
  guardedDispatcher,
  guardedMarathon,
  guardedMesos,
  guardedMetronome,
  guardedStore,
  guardedZeppelin,
  type WriteGate,
} from './guard';
import type { Outside } from './kind';

/** The same outside, but no write starts anywhere unless the gate lets it. */
export function guardedWorld<W extends Outside>(world: W, gate: WriteGate): W {
  return {
    ...world,
    mesos: guardedMesos(world.mesos, gate),
    marathon: guardedMarathon(world.marathon, gate),
    marathonAt: (address: string, credentials?: MarathonCredentials) =>
      guardedMarathon(world.marathonAt(address, credentials), gate),
    metronome: () => guardedMetronome(world.metronome(), gate),
    cosmos: () => guardedCosmos(world.cosmos(), gate),
    dispatcherAt: (address: string) => guardedDispatcher(world.dispatcherAt(address), gate),
    zeppelinAt: (place: ZeppelinPlace) => guardedZeppelin(world.zeppelinAt(place), gate),
    store: guardedStore(world.store, gate),
  };
}
