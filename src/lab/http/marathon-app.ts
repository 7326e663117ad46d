import { Hono } from 'hono';
import { Failure } from '../world/marathon/failure';
import type { Marathon } from '../world/marathon/marathon';
import { challenge, isAllowed } from './basic-auth';
import { htmlError } from './html-error';
import { appRoutes } from './marathon-apps';
import { eventStream } from './marathon-events';
import { groupRoutes } from './marathon-groups';
import { infoRoutes } from './marathon-info';
import { queueRoutes } from './marathon-queue';
import { taskRoutes } from './marathon-tasks';
import { decodedPath, findRoute, type LabRequest, type LabResponse, toResponse } from './route';

/** Marathon's REST API over a world. `before` brings the world up to date with the clock. */
export function marathonApp(marathon: Marathon, before: () => void): Hono {
  const routes = [
    ...taskRoutes(marathon),
    ...appRoutes(marathon),
    ...groupRoutes(marathon),
    ...queueRoutes(marathon),
    ...infoRoutes(marathon),
  ];
  const app = new Hono();
  app.all('*', async (context) => {
    const body = await context.req.text();
    before();
    const { leader, httpCredentials } = marathon.core.config;
    const url = new URL(context.req.url);
    const request: LabRequest = {
      method: context.req.method,
      path: decodedPath(url),
      query: url.searchParams,
      headers: context.req.raw.headers,
      body,
      params: [],
    };
    if (!isAllowed(request, httpCredentials)) return toResponse(challenge(request));
    if (leader === undefined)
      return toResponse(htmlError(502, 'Could not determine the current leader', request.path));
    if (request.path === '/v2/events') return eventStream(marathon, request);
    const answer = respond(routes, request);
    return toResponse({ ...answer, headers: { ...answer.headers, 'X-Marathon-Leader': `http://${leader}` } });
  });
  return app;
}

function respond(routes: ReturnType<typeof appRoutes>, request: LabRequest): LabResponse {
  const found = findRoute(routes, request.method === 'HEAD' ? 'GET' : request.method, request.path);
  try {
    if (found.is === 'nothing') throw new Failure(500, 'URI not found');
    if (found.is === 'otherMethods') throw new Failure(405, 'Method Not Allowed');
    return found.route.handle({ ...request, params: found.params });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: error.status, body: { message: error.message, ...error.more } };
  }
}
