import { htmlError } from './html-error';
import type { LabRequest, LabResponse } from './route';

/** Whether the request may pass; open where no credentials (`user:password`) are wanted. */
export function isAllowed(request: LabRequest, credentials: string | undefined): boolean {
  if (credentials === undefined) return true;
  const wanted = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return request.headers.get('authorization') === wanted;
}

/** 401 as Marathon answers it: the realm is the word null; a change and the event stream get no body. */
export function challenge(request: LabRequest): LabResponse {
  const headers = { 'WWW-Authenticate': 'basic realm="null"' };
  if (request.method !== 'GET' || request.path === '/v2/events') return { status: 401, headers };
  const page = htmlError(401, 'Unauthorized', request.path);
  return { ...page, headers: { ...page.headers, ...headers } };
}
