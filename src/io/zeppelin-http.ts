import type { Zeppelin, ZeppelinActivity, ZeppelinAnswer } from '../operator/ports';
import { answerText, type HttpAnswer } from './http-answer';
import type { HttpRequest } from './http-exchange';
import type { ZeppelinSession } from './zeppelin-session';
import {
  readNotes,
  readSetting,
  readSettings,
  readStates,
  readVersion,
  withoutUsers,
} from './zeppelin-shapes';

type Session = Pick<ZeppelinSession, 'request'>;

const SETTINGS = '/api/interpreter/setting';
const settingPath = (id: string) => `${SETTINGS}/${encodeURIComponent(id)}`;

/** Zeppelin's REST API, 0.7 to 0.12. */
export function zeppelinOverHttp(session: Session): Zeppelin {
  const get = (path: string) => session.request({ method: 'GET', path, large: true });
  const running = new Notes(get);
  return {
    interpreter: async (idOrName) => {
      const one = await get(settingPath(idOrName));
      const found =
        one.status === 200
          ? readSetting(one)
          : // The id of another version; what 0.7 calls "spark" has an id by chance.
            readSettings(ok(await get(SETTINGS))).find(({ name }) => name === idOrName);
      if (!found || Object.keys(found.properties).length > 0) return found;
      // Nothing tells the form but the version.
      const version = readVersion(ok(await get('/api/version')));
      return { ...found, form: /^0\.[0-7]\./.test(version) ? 'plain' : 'typed' };
    },
    activity: () => running.activity(),
    replaceProperties: ({ id, dependencies, option }, properties) =>
      write(session, {
        method: 'PUT',
        path: settingPath(id),
        // All three: what is left out Zeppelin takes for nothing, or fails at (500, seen on 0.10.0).
        json: { properties, dependencies, option },
      }),
    restart: (id) => write(session, { method: 'PUT', path: `${SETTINGS}/restart/${encodeURIComponent(id)}` }),
  };
}

/** Paragraphs in one of these run nothing. Any other state, one that we do not know as well, counts as running. */
const AT_REST: ReadonlySet<string> = new Set(['READY', 'FINISHED', 'ERROR', 'ABORT', 'CANCELED']);

/** So many notes are asked about at once. */
const AT_ONCE = 4;

/** Whether anybody runs a paragraph, by asking for note after note: the list itself does not tell. */
class Notes {
  /** The note that was busy last is asked for first: most often it still is. */
  private last: string | undefined;

  constructor(private readonly get: (path: string) => Promise<HttpAnswer>) {}

  async activity(): Promise<ZeppelinActivity> {
    const ids = readNotes(ok(await this.get('/api/notebook')));
    const first = ids.filter((id) => id === this.last);
    const queue = [...first, ...ids.filter((id) => id !== this.last)];
    const found: ZeppelinActivity[] = [];
    const worker = async () => {
      for (let id = queue.shift(); id !== undefined && found.length === 0; id = queue.shift()) {
        const one = await this.ofNote(id);
        if (one) found.push(one);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found.find(({ is }) => is === 'busy') ?? found[0] ?? { is: 'idle', notes: ids.length };
  }

  private async ofNote(id: string): Promise<ZeppelinActivity | undefined> {
    const answer = await this.get(`/api/notebook/job/${encodeURIComponent(id)}`);
    // Deleted meanwhile.
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) {
      return {
        is: 'unknown',
        because: `note ${id} cannot be looked into: Zeppelin answered ${answer.status}`,
      };
    }
    const busy = readStates(answer).find((state) => !AT_REST.has(state));
    if (busy === undefined) return undefined;
    this.last = id;
    return {
      is: 'busy',
      because: `a paragraph of note ${id} is ${busy === '' ? 'in no known state' : busy}`,
    };
  }
}

async function write(session: Session, request: HttpRequest): Promise<ZeppelinAnswer> {
  const answer = await session.request(request);
  const { status } = answer;
  if (status >= 200 && status < 300) return { is: 'accepted' };
  const message = wordsOf(answer);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return { is: 'refused', status, message };
  }
  throw new Error(`${request.method} ${request.path}: Zeppelin answered ${status}: ${message}`);
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  throw new Error(`${answer.url}: Zeppelin answered ${answer.status}: ${wordsOf(answer)}`);
}

const wordsOf = (answer: HttpAnswer) => withoutUsers(answerText(answer)).slice(0, 300);
