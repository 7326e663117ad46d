import type { Timeline } from './world/timeline';

/** Who moves the clock of a world. */
export interface Driver {
  /** Called before anything is read or written: nothing that is due by now is still to come afterwards. */
  readonly before: () => void;
  readonly advance: (seconds: number) => void;
  readonly close: () => void;
}

/** The clock stands still but for {@link Driver.advance}. */
export function virtualDriver(timeline: Timeline): Driver {
  return { before: () => {}, advance: (seconds) => timeline.advance(seconds * 1000), close: () => {} };
}

/** The clock runs with the wall; what is due happens by itself. Advancing adds to it. */
export function wallDriver(timeline: Timeline, wall: () => number): Driver {
  const offset = { millis: timeline.now - wall() };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const arm = () => {
    clearTimeout(timer);
    if (closed || timeline.nextAt === undefined) return;
    const wait = Math.max(0, Math.min(timeline.nextAt - wall() - offset.millis, 60_000));
    timer = setTimeout(sync, Math.ceil(wait));
    timer.unref();
  };
  const sync = () => {
    timeline.advanceTo(wall() + offset.millis);
    // After the caller has done what may be due next.
    queueMicrotask(arm);
  };
  sync();
  return {
    before: sync,
    advance: (seconds) => {
      offset.millis += seconds * 1000;
      sync();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
