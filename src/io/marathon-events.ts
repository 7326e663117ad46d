import { Duration } from '../domain/core/duration';
import type { Wakes } from '../operator/ports';
import { type EventStreamProps, eventStream } from './event-stream';

/**
 * What can change a plan: an app was changed by somebody, a deployment ended, a task changed its state or its health.
 * The rest is progress, or about the stream itself.
 */
const TYPES = [
  'api_post_event',
  'app_terminated_event',
  'deployment_failed',
  'deployment_success',
  'group_change_success',
  'instance_health_changed_event',
  'status_update_event',
  'unhealthy_instance_kill_event',
] as const;

/** An idle stream carries an empty line every 10 s (recording 31). */
const SILENCE = Duration.seconds(30);

/** Marathon's event stream. A standby sends us to the leader, by the host that the leader is known by. */
export function marathonEvents(props: EventStreamProps): Wakes {
  const query = TYPES.map((type) => `event_type=${type}`).join('&');
  return eventStream(props, {
    name: 'Marathon',
    request: { method: 'GET', path: `/v2/events?${query}`, accept: 'text/event-stream' },
    silence: SILENCE,
    parser: (wake) => eventNames((type) => TYPES.some((one) => one === type) && wake(`Marathon: ${type}`)),
  });
}

/** Of a longer line only the beginning is looked at: data may hold a whole app. */
const LINE = 256;

/** Server-sent events, of which only the names count; lines end with LF, CR or both. */
export function eventNames(tell: (name: string) => void): (chunk: Buffer) => void {
  let line = '';
  const ended = () => {
    const match = /^event: ?(.+)$/.exec(line);
    line = '';
    if (match?.[1] !== undefined) tell(match[1]);
  };
  return (chunk) => {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] !== 0x0a && chunk[i] !== 0x0d) continue;
      line = grown(line, chunk, from, i);
      ended();
      from = i + 1;
    }
    line = grown(line, chunk, from, chunk.length);
  };
}

function grown(line: string, chunk: Buffer, from: number, to: number): string {
  const room = LINE - line.length;
  return room <= 0 || from === to ? line : line + chunk.toString('latin1', from, Math.min(to, from + room));
}
