import type { CliIo } from './io';

/** Works until it is done or SIGINT or SIGTERM asks it to end. A second signal ends the process as it always does. */
export async function untilStopped<T>(io: CliIo, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  if (io.stop) return work(io.stop);
  const stop = new AbortController();
  const end = () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    stop.abort();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}
