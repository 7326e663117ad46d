/** Thrown in place of an answer: the connection is refused, or ends before there is one. */
export class ConnectionCut extends Error {
  constructor(readonly code: 'ECONNREFUSED' | 'ECONNRESET') {
    super(code === 'ECONNREFUSED' ? 'connection refused' : 'connection reset');
    this.name = 'ConnectionCut';
  }
}

/** One server, reached without sockets. Rejects with {@link ConnectionCut}. */
export interface Endpoint {
  fetch(request: Request): Promise<Response>;
}

const breakers = new WeakMap<Response, { run: () => void }>();

/** A response whose connection can break while its body is on its way. */
export function breakable(response: Response, fallback: () => void): { readonly run: () => void } {
  const breaker = { run: fallback };
  breakers.set(response, breaker);
  return { run: () => breaker.run() };
}

/** What breaking means where there is a socket; without one the body fails. */
export function breakWith(response: Response, run: () => void): void {
  const breaker = breakers.get(response);
  if (breaker) breaker.run = run;
}
