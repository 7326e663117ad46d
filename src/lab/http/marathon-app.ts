import { Failure } from '../world/marathon/failure';
import type { Marathon } from '../world/marathon/marathon';
import { challenge, isAllowed } from './basic-auth';
import { ConnectionCut } from './connection';
import { htmlError } from './html-error';
import { appRoutes } from './marathon-apps';
import { eventStream } from './marathon-events';
import { groupRoutes } from './marathon-groups';
import { infoRoutes } from './marathon-info';
import { queueRoutes } from './marathon-queue';
import { taskRoutes } from './marathon-tasks';
import { findRoute, type LabRequest, type LabResponse, toResponse } from './route';
import { OpenStreams } from './streams';

/** The REST API of Marathon's processes over a world. */
export class MarathonHttp {
  private readonly routes: ReturnType<typeof appRoutes>;
  private readonly streams = new Map<number, OpenStreams>();

  constructor(private readonly marathon: Marathon) {
    this.routes = [
      ...taskRoutes(marathon),
      ...appRoutes(marathon),
      ...groupRoutes(marathon),
      ...queueRoutes(marathon),
      ...infoRoutes(marathon),
    ];
    marathon.leadership.ended.add((index) => this.streams.get(index)?.cut());
  }

  /** What the process with this index answers. @throws ConnectionCut */
  answer(index: number, request: LabRequest): Response {
    const { leadership, core } = this.marathon;
    const standing = leadership.standing(index);
    if (standing === 'down') throw new ConnectionCut('ECONNREFUSED');
    const { leader, httpCredentials } = core.config;
    if (!isAllowed(request, httpCredentials)) return toResponse(challenge(request));
    if (leader === undefined) {
      return toResponse(htmlError(502, 'Could not determine the current leader', request.path));
    }
    if (standing === 'standby') return this.proxied(leadership.address(index), leader, request);
    if (request.path === '/v2/events') return eventStream(this.marathon, request, this.streamsOf(index));
    return toResponse(this.led(request, leader));
  }

  /** Breaks every open event stream. */
  cutStreams(): void {
    for (const streams of this.streams.values()) streams.cut();
  }

  /** A standby asks the leader in the client's place; only event streams are left to the client. */
  private proxied(own: string, leader: string, request: LabRequest): Response {
    const via = `1.1 ${own}`;
    if (request.headers.get('x-marathon-via')?.split(/,\s*/).includes(via)) {
      return toResponse(htmlError(502, 'Detected proxying loop.', request.path));
    }
    if (request.path === '/v2/events') {
      return toResponse({ status: 302, headers: { Location: `http://${leader}${request.target}` } });
    }
    const answer = this.led(request, leader);
    return toResponse({ ...answer, headers: { ...answer.headers, 'X-Marathon-Via': via } });
  }

  private led(request: LabRequest, leader: string): LabResponse {
    const answer = respond(this.routes, request);
    return { ...answer, headers: { ...answer.headers, 'X-Marathon-Leader': `http://${leader}` } };
  }

  private streamsOf(index: number): OpenStreams {
    const streams = this.streams.get(index) ?? new OpenStreams();
    this.streams.set(index, streams);
    return streams;
  }
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
