import type { Kind } from '../engine/kind';
import { marathonApp } from './marathon-app';
import { shuffleService } from './shuffle-service';
import { sparkDefaults } from './spark-defaults';

/**
 * Every kind, in the order in which a pass works on them: a Marathon of its own comes before what runs on it,
 * and defaults publish what services have decided.
 */
export const kinds: readonly Kind[] = [marathonApp, shuffleService, sparkDefaults];
