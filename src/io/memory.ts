import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What has to lie about before it is worth a collection, which takes some tens of milliseconds. */
const WORTH = 16 * 2 ** 20;

export interface TidyingProps {
  /** Bytes. @default - of this process */
  readonly memory?: () => Pick<NodeJS.MemoryUsage, 'heapUsed' | 'arrayBuffers'>;
  /** @default - V8's own */
  readonly collect?: () => void;
}

/**
 * Gives memory back after work that will not be repeated for a while. V8 collects when it needs room, and a process
 * that does nothing needs none: between two passes over ten thousand agents it would sit on the answers of the last
 * two or three, twenty megabytes each.
 */
export function tidying(props: TidyingProps = {}): () => void {
  const { memory = process.memoryUsage, collect = garbageCollector() } = props;
  let kept = 0;
  return () => {
    const { heapUsed, arrayBuffers } = memory();
    // Of the bodies none is kept, and whether they are gone is not known at once: other threads free them.
    if (heapUsed - kept + arrayBuffers < WORTH) return;
    collect();
    kept = memory().heapUsed;
  };
}

/** What `--expose-gc` gives, however the process was started. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return () => {};
  return () => {
    collect();
    // Gives back the pages that the first one has emptied.
    collect();
  };
}
