import type { Kind } from '../engine/kind';
import { shuffleService } from './shuffle-service';
import { sparkDefaults } from './spark-defaults';

/** Every kind, in the order in which a pass works on them: defaults publish what services have decided. */
export const kinds: readonly Kind[] = [shuffleService, sparkDefaults];
