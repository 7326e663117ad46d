import { bakedScripts, imageScript } from '../../src/domain/agent/image-recipe';
import type { Platform } from '../../src/domain/agent/platform';
import { bootScripts } from '../../src/io/boot-scripts';
import { sha256 } from '../../src/io/digest';

/** What an image of these sources holds. */
export const BAKED = bakedScripts(bootScripts(), sha256);

/** What `mesos-spark image` prints. */
export function printedImage(platform: Platform): string {
  return imageScript({ platform, baked: BAKED, bake: bootScripts()['bake.sh'] ?? '', version: '0.0.0' });
}
