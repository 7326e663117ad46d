import type { Clock } from '../operator/ports';
import { type LoginSecret, loginSecret } from './credentials';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import type { HttpRequest } from './http-exchange';

export interface ZeppelinSessionProps {
  readonly client: Pick<HttpClient, 'request'>;
  readonly clock: Clock;
  /** Reads the secret of the login anew; it may have been rotated. @default - nobody logs in */
  readonly readLogin?: () => Promise<string>;
}

/** Between two logins: a wrong secret must not become a storm of them. */
const LOGIN_MILLIS = 10_000;

/**
 * Requests to a Zeppelin with users, by the cookie of a login. Who is not logged in, or no longer, is answered 302 to
 * `/api/login` before anything is done, a write as well (seen on 0.10.0); then a login follows, and the request once
 * more. Redirects are not followed, so that the cookie goes to nobody else.
 */
export class ZeppelinSession {
  private cookie: string | undefined;
  private since = Number.NEGATIVE_INFINITY;
  private login: Promise<void> | undefined;

  constructor(private readonly props: ZeppelinSessionProps) {}

  /** @throws Error where there is no answer in time, or where Zeppelin lets us not in */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const used = this.cookie;
    const answer = await this.send(request);
    if (!wantsLogin(answer)) return unmoved(answer);
    if (!this.props.readLogin) {
      throw new Error(
        `${answer.url}: Zeppelin wants a login (${answer.status}); name a secret in spec.login`,
      );
    }
    await this.renew(used);
    const again = await this.send(request);
    if (wantsLogin(again)) {
      const right = again.status === 401 ? ', so the user may lack the right (the role of shiro.ini)' : '';
      throw new Error(`${again.url}: Zeppelin answered ${again.status} although the login succeeded${right}`);
    }
    return unmoved(again);
  }

  private send(request: HttpRequest): Promise<HttpAnswer> {
    const cookie = this.cookie === undefined ? {} : { cookie: this.cookie };
    return this.props.client.request({ ...request, ...cookie, redirects: false });
  }

  /** Once for all who wait; not if somebody has done it since the request was sent. */
  private async renew(used: string | undefined): Promise<void> {
    if (this.login) return this.login;
    if (this.cookie !== used) return;
    const { clock } = this.props;
    if (clock.elapsedMillis() - this.since < LOGIN_MILLIS) {
      throw new Error('Zeppelin wants a login anew within 10 s after the last one; it is tried later');
    }
    this.since = clock.elapsedMillis();
    this.cookie = undefined;
    this.login = this.logIn().finally(() => {
      this.login = undefined;
    });
    return this.login;
  }

  private async logIn(): Promise<void> {
    const { client, readLogin } = this.props;
    const { username, password }: LoginSecret = loginSecret((await readLogin?.()) ?? '');
    const answer = await client.request({
      method: 'POST',
      path: '/api/login',
      form: { userName: username, password },
      redirects: false,
    });
    if (answer.status !== 200) {
      const because = answer.status === 403 ? 'the user or the password is wrong' : answerText(answer);
      throw new Error(`${answer.url}: Zeppelin answered the login with ${answer.status}: ${because}`);
    }
    this.cookie = cookieOf(answer.headers['set-cookie'] ?? []);
    if (this.cookie === undefined) throw new Error(`${answer.url}: the login gave no cookie`);
  }
}

function wantsLogin({ status, headers, url }: HttpAnswer): boolean {
  if (status === 401) return true;
  if (status < 300 || status >= 400 || headers.location === undefined) return false;
  return new URL(headers.location, url).pathname.endsWith('/login');
}

/** Anything else that sends us elsewhere is a wrong URL: whoever wrote it should name the right one. */
function unmoved(answer: HttpAnswer): HttpAnswer {
  const { location } = answer.headers;
  if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer;
  const { origin, pathname } = new URL(location, answer.url);
  throw new Error(
    `${answer.url}: answered ${answer.status} to ${origin}${pathname}; name in spec.url where it is`,
  );
}

/** Zeppelin sets and deletes its cookie several times in one answer: the last word counts. */
export function cookieOf(setCookies: readonly string[]): string | undefined {
  const cookies = new Map<string, string>();
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    if (at < 1) continue;
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    const isGone = value === 'deleteMe' || attributes.some((one) => /^\s*max-age=0\s*$/i.test(one));
    if (isGone) cookies.delete(name);
    else cookies.set(name, value);
  }
  const pairs = [...cookies].map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join('; ');
}
