import { unreachable } from '../../domain/core/unreachable';
import type { Fault } from '../world/faults';
import type { Json } from '../world/marathon/app';
import { locked } from '../world/marathon/failure';
import type { Timeline } from '../world/timeline';
import { plainText } from './call-fields';
import { breakable, ConnectionCut } from './connection';
import { type LabResponse, toResponse } from './route';

/** An answer with a fault on its way. @throws ConnectionCut */
export async function disturbed(
  fault: Fault,
  timeline: Timeline,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const seconds = fault.seconds ?? 1;
  const later = () => new Promise<void>((resolve) => timeline.after(seconds * 1000, resolve));
  const never = () => new Promise<Response>(() => undefined);
  switch (fault.kind) {
    case 'status':
      return toResponse(statusAnswer(fault));
    case 'cut-before':
      throw new ConnectionCut('ECONNRESET');
    case 'cut-after':
      await (await answer()).body?.cancel();
      throw new ConnectionCut('ECONNRESET');
    case 'slow-answer': {
      const response = await answer();
      await later();
      return response;
    }
    case 'slow-request':
      await later();
      return answer();
    case 'no-answer':
      await (await answer()).body?.cancel();
      return never();
    case 'lost-request':
      return never();
    case 'torn':
      return torn(await answer(), () => later());
    default:
      return unreachable(fault.kind);
  }
}

function statusAnswer({ status = 503, body, server }: Fault): LabResponse {
  if (body !== undefined) return { status, body: body as Json };
  if (status === 409 && (server ?? 'marathon') === 'marathon') {
    const { message, more } = locked(['00000000-0000-4000-8000-000000000000']);
    return { status, body: { message, ...more } };
  }
  return plainText(status, `${status} by a fault of the lab.`);
}

/** Half of the body, or a stream until its time is over. */
async function torn(response: Response, later: () => Promise<void>): Promise<Response> {
  const isStream = /event-stream/.test(response.headers.get('content-type') ?? '');
  const source = response.body;
  if (isStream && source) return tornStream(response, source, later);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let sent = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      pull: () => {
        if (sent) return broken.run();
        sent = true;
        controller?.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      },
    },
    { highWaterMark: 0 },
  );
  const headers = new Headers(response.headers);
  headers.set('Content-Length', String(bytes.length));
  const half = new Response(stream, { status: response.status, headers });
  const broken = breakable(half, () => controller?.error(new ConnectionCut('ECONNRESET')));
  return half;
}

function tornStream(
  response: Response,
  source: ReadableStream<Uint8Array>,
  later: () => Promise<void>,
): Response {
  const reader = source.getReader();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    pull: async () => {
      const { value, done } = await reader.read();
      if (done) controller?.close();
      else controller?.enqueue(value);
    },
    cancel: () => reader.cancel(),
  });
  const whole = new Response(stream, { status: response.status, headers: response.headers });
  const broken = breakable(whole, () => controller?.error(new ConnectionCut('ECONNRESET')));
  void later().then(async () => {
    broken.run();
    await reader.cancel().catch(() => undefined);
  });
  return whole;
}
