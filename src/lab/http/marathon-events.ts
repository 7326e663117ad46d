import type { MarathonEvent } from '../world/marathon/events';
import type { Marathon } from '../world/marathon/marathon';
import { htmlError } from './html-error';
import { type LabRequest, toResponse } from './route';
import type { OpenStreams } from './streams';

/** An idle stream carries an empty line every 10 s. */
const HEARTBEAT = 10_000;

/** `/v2/events`: server-sent events from now on, filtered by `event_type`, which may be given several times. */
export function eventStream(marathon: Marathon, request: LabRequest, streams: OpenStreams): Response {
  if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/event-stream')) {
    const reason = `HTTP method ${request.method} is not supported by this URL`;
    const answer = htmlError(405, reason, request.path);
    const leader = { 'X-Marathon-Leader': `http://${marathon.core.config.leader ?? ''}` };
    return toResponse({ ...answer, headers: { ...answer.headers, ...leader } });
  }
  const wanted = request.query.getAll('event_type');
  const { events, timeline } = marathon.core;
  return streams.start({ 'Content-Type': 'text/event-stream;charset=utf-8' }, ({ send }) => {
    const stopListening = events.listeners.add((event) => {
      if (wanted.length === 0 || wanted.includes(event.eventType)) send(eventText(event));
    });
    const stopHeart = timeline.every(HEARTBEAT, () => send('\r\n'));
    events.emit('event_stream_attached', { remoteAddress: '127.0.0.1' });
    return () => {
      stopListening();
      stopHeart();
    };
  });
}

export function eventText(event: MarathonEvent): string {
  return `event: ${event.eventType}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`;
}
