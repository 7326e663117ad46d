import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duration } from '../domain/core/duration';
import type { Authorizer } from './authorizer';

export interface HttpClientProps {
  /** Paths are put behind it: `https://leader.example/service/marathon`. */
  readonly baseUrl: string;
  readonly auth?: Authorizer;
  /** PEM text of the authorities to trust, in place of the system's. */
  readonly ca?: string;
  /** No attempt takes longer, its body included. */
  readonly timeout: Duration;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, from the base URL; or a whole URL. */
  readonly path: string;
  readonly json?: unknown;
  /** True where nothing is changed whatever the method says. @default the method is GET */
  readonly safe?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who answered. */
  readonly url: string;
  /** Somebody else answered than was asked. */
  readonly redirected: boolean;
}

/** Attempts of a request that changes nothing. */
const ATTEMPTS = 3;
const HOPS = 3;

/**
 * A small client for the APIs of Mesos and Marathon, which common ones do not serve well: a standby master
 * answers 307 with `Location: //leader:port/…` to POST as well, and credentials must not be lost on the way
 * (domain.md 4). What changes something is sent once and never again, whatever happens; only 401, which comes
 * before anything is done, is tried again with fresh credentials.
 */
export class HttpClient {
  // Reads share connections. A write gets one of its own: on one that the server is about to close it would fail
  // without anybody knowing whether it was done. Idle connections do not keep the process alive.
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };

  constructor(private readonly props: HttpClientProps) {}

  /** @throws Error where there is no answer in time; any status is an answer */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const safe = isSafe(request);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.authorized(request, AbortSignal.timeout(this.props.timeout.toMillis()));
        if (!safe || attempt === ATTEMPTS || ![502, 504].includes(answer.status)) return answer;
      } catch (error) {
        if (!safe || attempt === ATTEMPTS || isTimeout(error)) throw explained(request, this.props, error);
      }
    }
  }

  /** One signal for all of it, logging in included: nothing is sent once the time is over that a lease allows. */
  private async authorized(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { auth } = this.props;
    const answer = await this.redirected(request, signal);
    if (answer.status !== 401 || !(await auth?.refresh())) return answer;
    return this.redirected(request, signal);
  }

  private async redirected(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let url = /^https?:/.test(request.path)
      ? request.path
      : this.props.baseUrl.replace(/\/$/, '') + request.path;
    for (let hop = 0; ; hop++) {
      const answer = await this.send(url, request, signal);
      const next = answer.headers.location;
      if (![301, 302, 307, 308].includes(answer.status) || next === undefined || hop === HOPS) {
        return { ...answer, redirected: hop > 0 };
      }
      const target = new URL(next, url);
      // Never from https to http: the credentials go along.
      if (url.startsWith('https:') && target.protocol !== 'https:') return answer;
      url = target.href;
    }
  }

  private async send(url: string, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { auth, ca } = this.props;
    const { method, json } = request;
    const encrypted = url.startsWith('https:');
    const authorization = await auth?.header();
    const body = json === undefined ? undefined : JSON.stringify(json);
    const options = {
      method,
      signal,
      agent: isSafe(request) && (encrypted ? this.agents.https : this.agents.http),
      headers: {
        accept: 'application/json',
        // Mesos refuses the type with a charset behind it.
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(ca === undefined ? {} : { ca }),
    };
    return new Promise((resolve, reject) => {
      const start = encrypted ? httpsRequest : httpRequest;
      const sent = start(url, options, (response) => {
        const { statusCode: status = 0, headers } = response;
        const body = new BodyCollector(headers['content-length']);
        response.on('data', (chunk: Buffer) => body.add(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status, headers, body: body.whole(), url, redirected: false }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const isSafe = ({ method, safe }: HttpRequest) => safe ?? method === 'GET';

/** Puts a body together. Where its length is told it is written in place, and a large one is never held twice. */
class BodyCollector {
  private readonly target: Buffer | undefined;
  private filled = 0;
  private readonly chunks: Buffer[] = [];

  constructor(length: string | undefined) {
    if (length !== undefined && /^\d{1,10}$/.test(length)) this.target = Buffer.allocUnsafe(Number(length));
  }

  add(chunk: Buffer): void {
    if (this.target) this.filled += chunk.copy(this.target, this.filled);
    else this.chunks.push(chunk);
  }

  whole(): Buffer {
    return this.target ? this.target.subarray(0, this.filled) : Buffer.concat(this.chunks);
  }
}

/** The text of an answer that is an error, for people: Marathon's `message`, or the first line of anything else. */
export function answerText(answer: HttpAnswer): string {
  const text = answer.body.toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    // Not JSON: Mesos answers plain text, proxies HTML.
  }
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? `an empty answer with status ${answer.status}` : line.slice(0, 300);
}

function isTimeout(error: unknown): boolean {
  const name = (error as { readonly name?: unknown } | null)?.name;
  return name === 'TimeoutError' || name === 'AbortError';
}

function explained(request: HttpRequest, { baseUrl, timeout }: HttpClientProps, error: unknown): Error {
  const what = `${request.method} ${baseUrl}${request.path}`;
  if (isTimeout(error))
    return new Error(`${what}: no answer within ${timeout.toSeconds()} s`, { cause: error });
  return new Error(`${what}: ${reason(error)}`, { cause: error });
}

/** A name with several addresses fails with one error for each of them, and none for all. */
function reason(error: unknown): string {
  const { message, errors } = (error ?? {}) as { readonly message?: unknown; readonly errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.map(reason).join(', ');
  return typeof message === 'string' && message !== '' ? message : String(error);
}
