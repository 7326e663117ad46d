import type { Duration } from '../domain/core/duration';
import { causeOf } from './web-hdfs';

/** Whether something is there, or why nobody can say. */
export type Looked =
  | { readonly is: 'there'; readonly length?: number }
  | { readonly is: 'absent'; readonly because: string }
  | { readonly is: 'unknown'; readonly because: string };

/** Asks for the head of a file. What refuses HEAD, as links that are signed for GET do, is asked for its first byte. */
export async function lookAtUrl(url: string, timeout: Duration): Promise<Looked> {
  try {
    let answer = await ask(url, { method: 'HEAD' }, timeout);
    if ([400, 403, 405, 501].includes(answer.status)) {
      answer = await ask(url, { method: 'GET', headers: { range: 'bytes=0-0' } }, timeout);
    }
    await answer.body?.cancel();
    if (answer.status === 401 || answer.status === 403) {
      return {
        is: 'absent',
        because: `answered ${answer.status}: it asks for credentials, which Spark and Mesos do not send`,
      };
    }
    if (!answer.ok) return { is: 'absent', because: `answered ${answer.status}` };
    const length =
      answer.status === 200 ? Number(answer.headers.get('content-length') ?? Number.NaN) : Number.NaN;
    return { is: 'there', ...(Number.isNaN(length) ? {} : { length }) };
  } catch (error) {
    return { is: 'absent', because: causeOf(error) };
  }
}

/** Whether anybody speaks HTTP there: any answer will do. @returns why not */
export async function silence(url: string, timeout: Duration): Promise<string | undefined> {
  try {
    const answer = await ask(url, { method: 'GET', redirect: 'manual' }, timeout);
    await answer.body?.cancel();
    return undefined;
  } catch (error) {
    return causeOf(error);
  }
}

async function ask(url: string, init: RequestInit, timeout: Duration): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeout.toMillis()) });
  } catch (error) {
    if ((error as { readonly name?: unknown } | null)?.name === 'TimeoutError') {
      throw new Error(`no answer within ${timeout.toSeconds()} s`);
    }
    throw error;
  }
}
