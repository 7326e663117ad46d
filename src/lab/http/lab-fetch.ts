import { ConnectionCut, type Endpoint } from './connection';

export type LabFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const HOPS = 5;

/**
 * A `fetch` that reaches the lab's servers by their address, without sockets: it fails as the real one does, hears
 * the signal, and follows redirects unless `redirect` says otherwise.
 */
export function labFetch(endpoints: (origin: string) => Endpoint | undefined): LabFetch {
  return async (url, init = {}) => {
    let target = new URL(url);
    for (let hop = 0; ; hop++) {
      const response = await once(endpoints, target, init);
      const next = response.headers.get('location');
      const follows = REDIRECTS.has(response.status) && next !== null && init.redirect !== 'manual';
      if (!follows) return response;
      if (init.redirect === 'error' || hop === HOPS) throw failed(new Error('unexpected redirect'));
      target = new URL(next, target);
    }
  };
}

async function once(
  endpoints: (origin: string) => Endpoint | undefined,
  url: URL,
  init: RequestInit,
): Promise<Response> {
  const { signal, ...rest } = init;
  signal?.throwIfAborted();
  const endpoint = endpoints(url.origin);
  if (!endpoint) throw failed(new ConnectionCut('ECONNREFUSED'));
  // The request goes on when its sender has stopped waiting, as on a real network.
  const answer = endpoint.fetch(new Request(url, { ...rest, redirect: 'manual' })).catch((error: unknown) => {
    throw error instanceof ConnectionCut ? failed(error) : error;
  });
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function failed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause });
}
