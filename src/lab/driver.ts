import type { Timeline } from './world/timeline';

/** Milliseconds; timers of Node hold no more than some days. */
const LONGEST_WAIT = 3_600_000;

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
  let offset = timeline.now - wall();
  let timer: NodeJS.Timeout | undefined;
  let armed = Number.POSITIVE_INFINITY;
  const sync = () => timeline.advanceTo(wall() + offset);
  /** Wakes up for what is planned next, unless it wakes up earlier anyway. */
  const arm = (at: number | undefined) => {
    if (at === undefined || at >= armed) return;
    armed = at;
    clearTimeout(timer);
    timer = setTimeout(wake, Math.ceil(Math.min(Math.max(0, at - wall() - offset), LONGEST_WAIT)));
    timer.unref();
  };
  const wake = () => {
    armed = Number.POSITIVE_INFINITY;
    sync();
    arm(timeline.nextAt);
  };
  const stopListening = timeline.planned.add(arm);
  wake();
  return {
    before: sync,
    advance: (seconds) => {
      offset += seconds * 1000;
      wake();
    },
    close: () => {
      stopListening();
      clearTimeout(timer);
    },
  };
}
