import type { ZeppelinPlace } from '../../manifest';
import { guardedMarathon, guardedStore, guardedZeppelin } from './guard';
import type { World } from './kind';

/** Should a kind try to write where nothing is to be written, it fails here. */
export function unwritten(world: World): World {
  const refuse = () => {
    throw new Error('the operator only observes; nothing is written');
  };
  return {
    ...world,
    marathon: guardedMarathon(world.marathon, refuse),
    zeppelinAt: (place: ZeppelinPlace) => guardedZeppelin(world.zeppelinAt(place), refuse),
    store: guardedStore(world.store, refuse),
  };
}
