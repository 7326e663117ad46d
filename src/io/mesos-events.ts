import { z } from 'zod';
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
    parser: (wake) =>
      recordTypes((type, record) => TYPES.has(type) && wake(`Mesos: ${type}`, arrivedIn(record))),
  });
}

/** Of a record its beginning is looked at; `type` is the first field of every message. */
const HEAD = 256;

/** The record of one agent is read whole, unless it is as large as none is. */
const ARRIVAL = 'AGENT_ADDED';
const LARGEST = 256 * 1024;

const AGENT = z.object({
  agent_added: z.object({
    agent: z.object({ agent_info: z.object({ id: z.object({ value: z.string().min(1) }) }) }),
  }),
});

/** The id is only a hint of whom to look at first: a record without one wakes all the same. */
function arrivedIn(record: string): string | undefined {
  try {
    return AGENT.safeParse(JSON.parse(record)).data?.agent_added.agent.agent_info.id.value;
  } catch {
    return undefined;
  }
}

/**
 * RecordIO, of which only the types of the records count, and what comes with an arrival: a length in decimal, a line
 * feed, that many bytes.
 * @param tell is given the text as well, of which all is there only where an agent came
 */
export function recordTypes(tell: (type: string, record: string) => void): (chunk: Buffer) => void {
  let digits = '';
  let left = 0;
  let head: Buffer[] = [];
  let kept = 0;
  let room = HEAD;
  const typeOf = (text: string) => /^\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(text)?.[1];
  const ended = () => {
    const text = Buffer.concat(head).toString('utf8');
    const type = typeOf(text);
    [head, kept, room] = [[], 0, HEAD];
    if (type !== undefined) tell(type, text);
  };
  const keep = (piece: Buffer) => {
    // A copy: the chunk is not held on to for the sake of it.
    head.push(Buffer.from(piece));
    kept += piece.length;
    if (kept === HEAD && typeOf(Buffer.concat(head).toString('latin1')) === ARRIVAL) room = LARGEST;
  };
  return (chunk) => {
    for (let i = 0; i < chunk.length; ) {
      if (left > 0) {
        // Up to the end of the head first: it says how much is wanted.
        const wanted = (kept < HEAD ? HEAD : room) - kept;
        const taken = Math.min(left, chunk.length - i, wanted > 0 ? wanted : left);
        if (wanted > 0) keep(chunk.subarray(i, i + taken));
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
