import { systemClock } from '../../io/clock';
import type { CliIo } from '../io';

/** The moment that ages are counted to. */
export const nowOf = (io: CliIo): Date => (io.clock ?? systemClock).now();
