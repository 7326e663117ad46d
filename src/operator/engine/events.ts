import { MAX_EVENTS, type StatusEvent } from '../../manifest';

export type Happening = Pick<StatusEvent, 'type' | 'reason' | 'message'>;

/** It happened once, now. */
export function eventOf(happening: Happening, now: Date): StatusEvent {
  const time = now.toISOString();
  return { ...happening, count: 1, firstTime: time, lastTime: time };
}

/** Repeated ones are counted and move to the end; the oldest go where there is no room. */
export function withEvents(
  old: readonly StatusEvent[],
  news: readonly StatusEvent[],
): readonly StatusEvent[] {
  const all = news.reduce<readonly StatusEvent[]>((events, one) => {
    const same = events.find(isSame(one));
    const next = same ? { ...one, count: same.count + one.count, firstTime: same.firstTime } : one;
    return [...events.filter((event) => event !== same), next];
  }, old);
  return all.slice(-MAX_EVENTS);
}

/** Whether there is one that is not in the list yet. */
export function hasNews(old: readonly StatusEvent[], news: readonly StatusEvent[]): boolean {
  return news.some((one) => !old.some(isSame(one)));
}

function isSame(a: Happening): (b: Happening) => boolean {
  return (b) => a.type === b.type && a.reason === b.reason && a.message === b.message;
}

/** `create-app` as the reason of an event: `CreateApp`. */
export function reasonOf(action: string): string {
  return action.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
