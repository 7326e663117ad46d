import type { Timeline } from '../world/timeline';
import type { Outlet } from './streams';

/** `heartbeat_interval_seconds` of both streaming APIs. */
export const HEARTBEAT_SECONDS = 15;

/** RecordIO: the length in bytes, a line feed, the JSON (docs/recordio.md). */
export function record(event: unknown): string {
  const text = JSON.stringify(event);
  return `${Buffer.byteLength(text)}\n${text}`;
}

/** One heartbeat at once and then one every 15 s. Returns what ends them. */
export function heartbeats(timeline: Timeline, { send }: Outlet): () => void {
  const beat = () => send(record({ type: 'HEARTBEAT' }));
  beat();
  return timeline.every(HEARTBEAT_SECONDS * 1000, beat);
}
