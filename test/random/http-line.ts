import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { HttpClient, type HttpClientProps } from '../../src/io/http';
import type { OpenAnswer } from '../../src/io/http-exchange';
import { type HttpRequest, isSafe } from '../../src/io/http-exchange';
import type { Endpoint } from '../../src/lab';
import type { OperatorProcess } from './operator-process';

export interface LineProps extends HttpClientProps {
  readonly process: OperatorProcess;
  /** Who listens where. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Told of every request at the moment in which it leaves the process. */
  readonly sends: (request: HttpRequest, url: string) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The connection broke before the body was whole. */
  readonly torn: boolean;
}

/** The real client; only where it would open a socket the lab is asked in the same process. */
export function httpLine(props: LineProps): HttpClient {
  const client = new HttpClient(props);
  const send = (
    url: string,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Pick<OpenAnswer, 'response' | 'sent'>> =>
    props.process.request(!isSafe(request), async () => {
      // A process that stood still hears of the time-out first.
      signal.throwIfAborted();
      props.sends(request, url);
      const authorization = await props.auth?.header();
      const response = incoming(await raced(ask(props.endpoints, url, request, authorization), signal));
      return {
        response,
        sent: { json: request.json, ...(authorization === undefined ? {} : { authorization }) },
      };
    });
  const exchange: unknown = Reflect.get(client, 'exchange');
  if (typeof exchange !== 'object' || exchange === null || !('send' in exchange)) {
    throw new Error('the HTTP client has no exchange that sends: test/random/http-line.ts is to follow it');
  }
  Reflect.set(exchange, 'send', send);
  return client;
}

/** What the lab reads of a Request; a real one costs more than all the rest. */
type Asked = Pick<Request, 'method' | 'url' | 'headers' | 'text'> & { readonly body: string | null };

async function ask(
  endpoints: LineProps['endpoints'],
  url: string,
  { method, json, accept = 'application/json' }: HttpRequest,
  authorization: string | undefined,
): Promise<Answer> {
  const endpoint = endpoints.get(new URL(url).origin);
  if (!endpoint) throw new Error(`connect ECONNREFUSED ${url}`);
  const text = json === undefined ? undefined : JSON.stringify(json);
  const headers = new Headers({ accept });
  if (text !== undefined) headers.set('content-type', 'application/json');
  if (authorization !== undefined) headers.set('authorization', authorization);
  const asked: Asked = { method, url, headers, body: text ?? null, text: async () => text ?? '' };
  const response = await endpoint.fetch(asked as unknown as Request);
  const answer = { status: response.status, headers: Object.fromEntries(response.headers) };
  try {
    return { ...answer, body: Buffer.from(await response.arrayBuffer()), torn: false };
  } catch {
    // How much of it came says nothing: it was not whole.
    return { ...answer, body: Buffer.alloc(0), torn: true };
  }
}

/** The lab goes on with a request whose sender has stopped waiting. */
function raced(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** As much of an answer of node:http as the client looks at. */
function incoming({ status, headers, body, torn }: Answer): IncomingMessage {
  const stream = new Readable({ read: () => {} });
  stream.push(body);
  if (torn) process.nextTick(() => stream.destroy(new Error('read ECONNRESET')));
  else stream.push(null);
  stream.on('error', () => {});
  return Object.assign(stream, { statusCode: status, headers }) as unknown as IncomingMessage;
}
