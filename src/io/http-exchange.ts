import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Authorizer } from './authorizer';
import type { Sent } from './sent-values';

export interface ExchangeProps {
  readonly auth?: Authorizer;
  /** PEM text of the authorities to trust, in place of the system's. */
  readonly ca?: string;
  /** False where one is asked so seldom that its connection is not worth keeping. @default true */
  readonly keepAlive?: boolean;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, from the base URL; or a whole URL. */
  readonly path: string;
  readonly json?: unknown;
  /** In place of `json`: fields as a web form sends them. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent to whom it is asked of; with `redirects: false` to nobody else. */
  readonly cookie?: string;
  /** False: a redirect is the answer. @default true */
  readonly redirects?: boolean;
  /** True where nothing is changed whatever the method says. @default the method is GET */
  readonly safe?: boolean;
  /** True where the answer grows with the cluster. */
  readonly large?: boolean;
  /** @default application/json */
  readonly accept?: string;
  /** Of `json`. @default application/json */
  readonly contentType?: string;
}

/** An answer whose body is still to come. */
export interface OpenAnswer {
  readonly response: IncomingMessage;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Who answered. */
  readonly url: string;
  /** Somebody else answered than was asked. */
  readonly redirected: boolean;
  readonly sent: Sent;
}

const HOPS = 3;

export const isSafe = ({ method, safe }: HttpRequest) => safe ?? method === 'GET';

/** One request to one address: credentials, and redirects that keep them (domain.md 4). */
export class HttpExchange {
  // Reads share connections. A write gets one of its own: on one that the server is about to close it would fail
  // without anybody knowing whether it was done. Idle connections do not keep the process alive.
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };

  constructor(private readonly props: ExchangeProps) {}

  /** Ends every connection, those in use as well. */
  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  /**
   * One signal for all of it, logging in and the body included: nothing is sent once the time is over that a
   * lease allows.
   * @param ownConnection for what lasts, so that it takes none from the reads
   */
  async open(
    url: string,
    request: HttpRequest,
    signal: AbortSignal,
    ownConnection: boolean,
  ): Promise<OpenAnswer> {
    const { auth } = this.props;
    const answer = await this.redirected(url, request, signal, ownConnection);
    if (answer.status !== 401 || !(await auth?.refresh())) return answer;
    answer.response.resume();
    return this.redirected(url, request, signal, ownConnection);
  }

  private async redirected(
    start: string,
    request: HttpRequest,
    signal: AbortSignal,
    ownConnection: boolean,
  ): Promise<OpenAnswer> {
    let url = start;
    for (let hop = 0; ; hop++) {
      const { response, sent } = await this.send(url, request, signal, ownConnection);
      const { statusCode: status = 0, headers } = response;
      const answer = { response, status, headers, url, redirected: hop > 0, sent };
      const next = headers.location;
      const isRedirect = [301, 302, 307, 308].includes(status) && next !== undefined;
      if (!isRedirect || hop === HOPS || request.redirects === false) return answer;
      const target = new URL(next, url);
      // Never from https to http: the credentials go along.
      if (url.startsWith('https:') && target.protocol !== 'https:') return { ...answer, redirected: false };
      response.resume();
      url = target.href;
    }
  }

  private async send(
    url: string,
    request: HttpRequest,
    signal: AbortSignal,
    ownConnection: boolean,
  ): Promise<Pick<OpenAnswer, 'response' | 'sent'>> {
    const { auth, ca, keepAlive = true } = this.props;
    const { method, cookie, accept = 'application/json' } = request;
    const encrypted = url.startsWith('https:');
    const authorization = await auth?.header();
    const body = bodyOf(request);
    const shared = keepAlive && isSafe(request) && !ownConnection;
    const options = {
      method,
      signal,
      agent: shared && (encrypted ? this.agents.https : this.agents.http),
      headers: {
        accept,
        // Mesos refuses the type with a charset behind it.
        ...(body === undefined
          ? {}
          : { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(ca === undefined ? {} : { ca }),
    };
    return new Promise((resolve, reject) => {
      const start = encrypted ? httpsRequest : httpRequest;
      const sent = start(url, options, (response) => {
        // Whoever reads it hears of it; while we log in, nobody reads.
        response.on('error', () => {});
        resolve({ response, sent: sentBy(request, authorization) });
      });
      sent.on('error', reject);
      sent.end(body?.text);
    });
  }
}

function sentBy({ json, form, cookie }: HttpRequest, authorization: string | undefined): Sent {
  return {
    json: json ?? form,
    ...(authorization === undefined ? {} : { authorization }),
    ...(cookie === undefined ? {} : { cookie }),
  };
}

function bodyOf({
  json,
  form,
  contentType: type = 'application/json',
}: HttpRequest): { readonly type: string; readonly text: string } | undefined {
  if (form !== undefined) {
    return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
  }
  return json === undefined ? undefined : { type, text: JSON.stringify(json) };
}
