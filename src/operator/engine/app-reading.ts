import type { Marathon, MarathonApp } from '../ports';

/** An app between two reads of the queue. */
export interface AppReading {
  readonly app?: MarathonApp;
  /** Instances that wait for an offer; the larger of a read before and one after the app. */
  readonly queued: number;
  /** Both reads agree. */
  readonly queueSteady: boolean;
  /** Why offers were declined, for people. */
  readonly queueReasons: readonly string[];
}

/**
 * The app between two reads of the queue, of which the larger counts: an instance that is launched or queued
 * meanwhile may then be counted twice, never be missed and taken for a held slot.
 */
export async function readApp(marathon: Marathon, appId: string): Promise<AppReading> {
  const before = (await marathon.queue()).get(appId);
  const app = await marathon.app(appId);
  const after = (await marathon.queue()).get(appId);
  return {
    ...(app ? { app } : {}),
    queued: Math.max(before?.count ?? 0, after?.count ?? 0),
    queueSteady: (before?.count ?? 0) === (after?.count ?? 0),
    queueReasons: after?.reasons ?? before?.reasons ?? [],
  };
}
