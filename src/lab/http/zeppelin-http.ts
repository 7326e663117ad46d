import type { Zeppelin } from '../world/zeppelin/zeppelin';
import type { Endpoint } from './connection';
import { findRoute, type LabRequest, type LabResponse, type Route, readRequest, toResponse } from './route';
import { exception, noMethodPage, notFoundPage, okWith, told } from './zeppelin-answers';
import { interpreterRoutes } from './zeppelin-interpreters';
import { noteRoutes } from './zeppelin-notes';

/** Zeppelin's REST API. */
export class ZeppelinHttp implements Endpoint {
  private readonly routes: readonly Route[];

  /** @param url how it calls itself when it sends somebody to its login */
  constructor(
    private readonly zeppelin: Zeppelin,
    private readonly url: string,
  ) {
    const userOf = (request: LabRequest) => zeppelin.userOf(sessionOf(request));
    this.routes = [...interpreterRoutes(zeppelin), ...noteRoutes(zeppelin, userOf)];
  }

  async fetch(raw: Request): Promise<Response> {
    const request = await readRequest(raw);
    if (request.path === '/api/login') return this.login(request);
    return toResponse(this.answer(request));
  }

  private answer(request: LabRequest): LabResponse {
    const { method, path } = request;
    const { version } = this.zeppelin;
    if (path === '/api/version') {
      return told(200, 'OK', { body: this.zeppelin.plain ? version : { version } });
    }
    const refused = this.refusal(request);
    if (refused) return refused;
    const found = findRoute(this.routes, method, path);
    if (found.is === 'route') return found.route.handle({ ...request, params: found.params });
    return found.is === 'nothing' ? notFoundPage(path) : noMethodPage(path);
  }

  /** As the rules of shiro.ini's template: who is not logged in is sent to the login, who lacks the role gets 401. */
  private refusal(request: LabRequest): LabResponse | undefined {
    const { users } = this.zeppelin;
    if (users === undefined) return undefined;
    const user = this.zeppelin.userOf(sessionOf(request));
    if (user === undefined) return { status: 302, headers: { Location: `${this.url}/api/login` } };
    const isRestart = request.path.startsWith('/api/interpreter/setting/restart/');
    const isAdmin = users[user]?.roles?.includes('admin') ?? false;
    if (!request.path.startsWith('/api/interpreter/') || isRestart || isAdmin) return undefined;
    return { status: 401, body: '<html><title>Error 401 Unauthorized</title></html>' };
  }

  /** Its cookies come as the real ones: set, deleted and set again in one answer. */
  private login({ method, body }: LabRequest): Response {
    if (method !== 'POST') return toResponse(told(405, 'METHOD_NOT_ALLOWED'));
    if (this.zeppelin.users === undefined) {
      return toResponse(exception('UnavailableSecurityManagerException', 'No SecurityManager accessible'));
    }
    const form = new URLSearchParams(body);
    const name = form.get('userName') ?? '';
    const session = this.zeppelin.logIn(name, form.get('password') ?? '');
    const answer = toResponse(
      session === undefined
        ? told(403, 'FORBIDDEN', { message: '' })
        : okWith({ principal: name, roles: '[]' }),
    );
    for (const cookie of ['first', 'deleteMe; Path=/; Max-Age=0', session ?? 'nobody']) {
      answer.headers.append('Set-Cookie', `JSESSIONID=${cookie}; Path=/; HttpOnly`);
    }
    answer.headers.append('Set-Cookie', 'rememberMe=deleteMe; Path=/; Max-Age=0');
    return answer;
  }
}

function sessionOf({ headers }: LabRequest): string | undefined {
  return /(?:^|;\s*)JSESSIONID=([^;]+)/.exec(headers.get('cookie') ?? '')?.[1];
}
