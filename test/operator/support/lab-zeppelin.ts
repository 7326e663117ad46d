import type { HttpClient } from '../../../src/io/http';
import type { HttpAnswer } from '../../../src/io/http-answer';
import type { HttpRequest } from '../../../src/io/http-exchange';
import { zeppelinOverHttp } from '../../../src/io/zeppelin-http';
import { ZeppelinSession } from '../../../src/io/zeppelin-session';
import type { Zeppelin as Lab } from '../../../src/lab';
import { ZeppelinHttp } from '../../../src/lab/http/zeppelin-http';
import type { Clock, Zeppelin } from '../../../src/operator/ports';

export const ZEPPELIN = 'http://zeppelin.example.internal:8080';

/** Our client over the lab's Zeppelin, without sockets between them. */
export function zeppelinOf(lab: Lab, clock: Clock, readLogin?: () => Promise<string>): Zeppelin {
  const server = new ZeppelinHttp(lab, ZEPPELIN);
  const client: Pick<HttpClient, 'request'> = {
    request: async ({ method, path, json, form, cookie }: HttpRequest): Promise<HttpAnswer> => {
      const body = form ? new URLSearchParams(form).toString() : JSON.stringify(json);
      const url = `${ZEPPELIN}${path}`;
      const headers = { ...(cookie === undefined ? {} : { cookie }) };
      const answer = await server.fetch(new Request(url, { method, headers, ...(body ? { body } : {}) }));
      return {
        status: answer.status,
        headers: { ...Object.fromEntries(answer.headers), 'set-cookie': answer.headers.getSetCookie() },
        body: Buffer.from(await answer.arrayBuffer()),
        url,
        redirected: false,
      };
    },
  };
  return zeppelinOverHttp(new ZeppelinSession({ client, clock, ...(readLogin ? { readLogin } : {}) }));
}
