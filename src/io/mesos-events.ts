import { Duration } from '../domain/core/duration';
import type { Wakes } from '../operator/ports';
import { type EventStreamProps, eventStream } from './event-stream';

/**
 * An agent came, or went in one of the few ways that have an event (domain.md 4). Tasks are Marathon's, which tells
 * of ours alone, and their events are as many as a cluster has tasks.
 */
const TYPES: ReadonlySet<string> = new Set(['AGENT_ADDED', 'AGENT_REMOVED']);

/** Five heartbeats. */
const SILENCE = Duration.seconds(75);

/** The leading master's events. They begin with its whole state, which is passed over. */
export function mesosEvents(props: EventStreamProps): Wakes {
  return eventStream(props, {
    name: 'Mesos',
    request: { method: 'POST', path: '/api/v1', json: { type: 'SUBSCRIBE' }, safe: true },
    silence: SILENCE,
    parser: (wake) => recordTypes((type) => TYPES.has(type) && wake(`Mesos: ${type}`)),
  });
}

/** Of a record only its beginning is looked at; `type` is the first field of every message. */
const HEAD = 256;

/** RecordIO, of which only the types of the records count: a length in decimal, a line feed, that many bytes. */
export function recordTypes(tell: (type: string) => void): (chunk: Buffer) => void {
  let digits = '';
  let left = 0;
  let head = '';
  const ended = () => {
    const match = /^\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(head);
    head = '';
    if (match?.[1] !== undefined) tell(match[1]);
  };
  return (chunk) => {
    for (let i = 0; i < chunk.length; ) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - i);
        const room = HEAD - head.length;
        if (room > 0) head += chunk.toString('latin1', i, i + Math.min(taken, room));
        left -= taken;
        i += taken;
        if (left === 0) ended();
        continue;
      }
      const byte = chunk[i++] ?? 0;
      if (byte === 0x0a && digits !== '') {
        left = Number(digits);
        digits = '';
      } else if (byte >= 0x30 && byte <= 0x39 && digits.length < 15) digits += String.fromCharCode(byte);
      else throw new Error('the stream is no RecordIO: found no length where a record begins');
    }
  };
}
