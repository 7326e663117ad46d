import type { HttpClient } from './http';
import { answerText } from './http-answer';

/** Who leads Marathon, as `host:port`. A standby passes the question on, so any of them will do (recording 26). */
export function marathonLeader(client: HttpClient): () => Promise<string | undefined> {
  return async () => {
    const answer = await client.request({ method: 'GET', path: '/v2/leader' });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) {
      throw new Error(`${answer.url}: Marathon answered ${answer.status}: ${answerText(answer)}`);
    }
    const { leader } = JSON.parse(answer.body.toString('utf8')) as { readonly leader?: unknown };
    if (typeof leader === 'string') return leader;
    throw new Error(`${answer.url}: Marathon's answer names no leader`);
  };
}
