import { guardedWorld } from './guarded-world';
import type { World } from './kind';

/** Should a kind try to write where nothing is to be written, it fails here. */
export function unwritten(world: World): World {
  return guardedWorld(world, () => {
    throw new Error('the operator only observes; nothing is written');
  });
}
