import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import type { Duration } from '../domain/core/duration';
import { streamDigest } from './file-digest';
import { reason } from './http-answer';

export interface WebHdfsProps {
  /** Of every NameNode; who is active is found out. */
  readonly urls: readonly string[];
  /** Whom HDFS takes us for; it asks for no password unless it uses Kerberos. */
  readonly user: string;
  /** No request takes longer, but for the bytes of files. */
  readonly timeout: Duration;
}

export interface HdfsFile {
  readonly type: 'FILE' | 'DIRECTORY';
  readonly length: number;
}

const STATUS = z.object({
  FileStatus: z.object({ type: z.enum(['FILE', 'DIRECTORY']), length: z.number() }),
});
const REFUSAL = z.object({ RemoteException: z.object({ exception: z.string(), message: z.string() }) });

/** HDFS by its REST API (WebHDFS, Hadoop 2 and 3), which needs nothing of Hadoop here. */
export class WebHdfs {
  private active: string | undefined;

  constructor(private readonly props: WebHdfsProps) {}

  /** @returns undefined where nothing is there. @throws Error where HDFS does not answer, or refuses */
  async status(path: string): Promise<HdfsFile | undefined> {
    const answer = await this.ask('GET', path, { op: 'GETFILESTATUS' });
    if (answer.status === 404) return undefined;
    const read = STATUS.safeParse(await this.json(answer, 200));
    if (!read.success) throw new Error(`${answer.url}: found no FileStatus in the answer`);
    return read.data.FileStatus;
  }

  /** SHA-256 of a file's bytes, in hex. */
  async digest(path: string): Promise<string> {
    const answer = await this.ask('GET', path, { op: 'OPEN' }, true);
    if (answer.status !== 200 || answer.body === null) await this.json(answer, 200);
    return streamDigest(Readable.fromWeb(answer.body as ReadableStream));
  }

  /**
   * Writes a file that is not there. As `hdfs dfs -put` does: under another name first, so that nobody reads half of
   * it; a file that has come meanwhile stays.
   * @throws Error where that does not succeed; then nothing is left behind
   */
  async create(path: string, file: string): Promise<void> {
    const draft = `${path}._COPYING_`;
    try {
      await this.write(draft, file);
      const answer = await this.ask('PUT', draft, { op: 'RENAME', destination: path });
      const renamed = z.object({ boolean: z.boolean() }).safeParse(await this.json(answer, 200));
      if (!renamed.success || !renamed.data.boolean) throw new Error(`${path} is there already`);
    } catch (error) {
      await this.ask('DELETE', draft, { op: 'DELETE' }).catch(() => undefined);
      throw error;
    }
  }

  /** The NameNode says which DataNode takes the bytes (two steps, so that none are sent in vain). */
  private async write(path: string, file: string): Promise<void> {
    const first = await this.ask('PUT', path, { op: 'CREATE', overwrite: 'true' });
    const target = first.headers.get('location');
    if (first.status !== 307 || target === null) {
      await this.json(first, 307);
      throw new Error(`${first.url} named no DataNode`);
    }
    await first.body?.cancel();
    const status = await putFile(target, file).catch((error: unknown) => {
      throw new Error(`PUT ${new URL(target).origin}: ${causeOf(error)}`);
    });
    if (status !== 201) throw new Error(`PUT ${new URL(target).origin} answered ${status}`);
  }

  private async ask(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    query: Readonly<Record<string, string>>,
    follow = false,
  ): Promise<Response> {
    const failures: string[] = [];
    for (const url of this.active === undefined ? this.props.urls : [this.active]) {
      const wanted = new URL(`${url}/webhdfs/v1${path.split('/').map(encodeURIComponent).join('/')}`);
      wanted.search = new URLSearchParams({ ...query, 'user.name': this.props.user }).toString();
      try {
        // The timer runs until the answer begins; bytes of a file take as long as they take.
        const limit = new AbortController();
        const timer = setTimeout(() => limit.abort(), this.props.timeout.toMillis());
        const answer = await fetch(wanted, {
          method,
          redirect: follow ? 'follow' : 'manual',
          signal: limit.signal,
        }).finally(() => clearTimeout(timer));
        const standby =
          answer.status === 403 && (await refusal(answer.clone()))?.exception === 'StandbyException';
        if (!standby) {
          this.active = url;
          return answer;
        }
        failures.push(`${url} is on standby`);
      } catch (error) {
        failures.push(`${url}: ${causeOf(error)}`);
      }
    }
    throw new Error(`no active NameNode: ${failures.join('; ')}`);
  }

  private async json(answer: Response, wanted: number): Promise<unknown> {
    if (answer.status === wanted) return answer.json();
    const { origin } = new URL(answer.url);
    if (answer.status === 401) throw new Error(`${origin} asks for Kerberos, which we do not speak`);
    const said = await refusal(answer);
    throw new Error(
      `${origin} answered ${answer.status}${said ? `: ${said.exception}: ${said.message}` : ''}`,
    );
  }
}

/** Not by fetch: DataNodes say "100 Continue" without being asked, which it takes for an error. */
async function putFile(target: string, file: string): Promise<number> {
  const { size } = await stat(file);
  return new Promise((resolve, reject) => {
    const start = target.startsWith('https:') ? httpsRequest : httpRequest;
    const headers = { 'content-type': 'application/octet-stream', 'content-length': size };
    const sent = start(target, { method: 'PUT', headers, agent: false }, (response) => {
      response
        .resume()
        .once('end', () => resolve(response.statusCode ?? 0))
        .once('error', reject);
    });
    // Once all bytes are sent the pipeline has ended, and no longer hears of what goes wrong.
    sent.once('error', reject);
    pipeline(createReadStream(file), sent).catch(reject);
  });
}

async function refusal(answer: Response): Promise<{ exception: string; message: string } | undefined> {
  try {
    return REFUSAL.parse(await answer.json()).RemoteException;
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing; its cause does. By shape: such errors come from another realm in some test runners. */
export function causeOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'AbortError') return 'no answer in time';
  return reason(cause ?? error);
}
