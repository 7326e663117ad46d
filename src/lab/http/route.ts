import type { Json } from '../world/marathon/app';

/** What a handler is given of a request. */
export interface LabRequest {
  readonly method: string;
  /** With leading slash, without query. */
  readonly path: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
  /** The groups of the route's pattern. */
  readonly params: readonly string[];
}

export interface LabResponse {
  readonly status: number;
  /** A string is sent as it is, anything else as JSON; undefined sends no body. */
  readonly body?: Json | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (request: LabRequest) => LabResponse;
}

export type Found =
  | { readonly is: 'route'; readonly route: Route; readonly params: readonly string[] }
  | { readonly is: 'otherMethods'; readonly methods: readonly string[] }
  | { readonly is: 'nothing' };

/** The first route that fits; the order decides between patterns that overlap. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found {
  const fitting = routes.flatMap((route) => {
    const match = route.path.exec(path);
    return match ? [{ route, params: match.slice(1).map((part) => part ?? '') }] : [];
  });
  const pattern = fitting[0]?.route.path.source;
  const exact = fitting.find(({ route }) => route.method === method && route.path.source === pattern);
  if (exact) return { is: 'route', ...exact };
  return pattern === undefined
    ? { is: 'nothing' }
    : {
        is: 'otherMethods',
        methods: fitting
          .filter(({ route }) => route.path.source === pattern)
          .map(({ route }) => route.method),
      };
}

/** True for `?name`, `?name=true`, as both servers read flags. */
export function flag(query: URLSearchParams, name: string, otherwise = false): boolean {
  const value = query.get(name);
  return value === null ? otherwise : value === '' || value === 'true';
}

/** A request as the handlers take it. */
export async function readRequest(request: Request): Promise<LabRequest> {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: decoded(url.pathname),
    target: `${url.pathname}${url.search}`,
    query: url.searchParams,
    headers: request.headers,
    body: request.body === null ? '' : await request.text(),
    params: [],
  };
}

/** Without percent signs; as it is where they make no sense. */
function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A LabResponse as fetch knows it. */
export function toResponse({ status, body, headers = {} }: LabResponse): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const type: Record<string, string> =
    body === undefined || typeof body === 'string' ? {} : { 'Content-Type': 'application/json' };
  return new Response(text, { status, headers: { ...type, ...headers } });
}
