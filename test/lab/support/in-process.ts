import type { HttpClient } from '../../../src/io/http';
import type { HttpAnswer } from '../../../src/io/http-answer';
import type { HttpRequest } from '../../../src/io/http-exchange';
import type { Lab } from '../../../src/lab';

export interface InProcessProps {
  readonly baseUrl: string;
  /** Virtual seconds. */
  readonly timeout: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An HTTP client that asks the lab without sockets, in the shape of {@link HttpClient}: one attempt, redirects
 * followed, and a time-out in virtual time.
 */
export function inProcess(lab: Lab, { baseUrl, timeout, headers = {} }: InProcessProps): HttpClient {
  const request = async (asked: HttpRequest): Promise<HttpAnswer> => {
    const { method, path, json, accept = 'application/json', contentType = 'application/json' } = asked;
    const url = /^https?:/.test(path) ? path : baseUrl + path;
    const late = new AbortController();
    const cancel = lab.world.timeline.after(timeout * 1000, () =>
      late.abort(new Error(`no answer from ${url} within ${timeout} s`)),
    );
    try {
      const response = await lab.fetch(url, {
        method,
        signal: late.signal,
        headers: { accept, 'content-type': contentType, ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      const body = Buffer.from(await response.arrayBuffer());
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body,
        url,
        redirected: false,
      };
    } finally {
      cancel();
    }
  };
  // A class with private members is no shape; what it is asked for is.
  return { request } satisfies Pick<HttpClient, 'request'> as unknown as HttpClient;
}

/**
 * The promise's value, with the clock moved on whenever nothing more happens without time. Nothing that is planned
 * is skipped, so that a run with seconds of waiting takes none.
 */
export async function inVirtualTime<T>(lab: Lab, promise: Promise<T>): Promise<T> {
  let isDone = false;
  const done = promise.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (;;) {
    // What follows from what has happened: some turns of the loop, for streams take more than one.
    for (let turn = 0; turn < 3 && !isDone; turn++) await new Promise(setImmediate);
    if (isDone) return done;
    const { nextAt, now } = lab.world.timeline;
    if (nextAt === undefined) throw new Error('nothing is planned, and the promise is pending');
    lab.driver.advance(Math.max(0, nextAt - now) / 1000);
  }
}
