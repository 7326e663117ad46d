import type { Duration } from '../domain/core/duration';
import type { Clock } from '../operator/ports';

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMillis: () => performance.now(),
  sleep: (time: Duration, stop?: AbortSignal) =>
    new Promise((resolve) => {
      if (stop?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        stop?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, time.toMillis());
      stop?.addEventListener('abort', done);
    }),
};
