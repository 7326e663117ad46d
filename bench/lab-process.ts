import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** One request that the lab has answered. */
export interface Asked {
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly server: 'mesos' | 'marathon' | 'store';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** From its beginning to the end of its answer. */
  readonly millis: number;
}

export interface LabUrls {
  readonly mesosUrl: string;
  readonly marathonUrl: string;
  readonly mesosStandbyUrl: string;
  readonly marathonStandbyUrl: string;
  /** Of a bucket, as S3 would answer. */
  readonly storeUrl: string;
  /** Where some agents answer how they are; 0 where none does. */
  readonly healthPort: number;
}

/** A lab in a process of its own, with the bucket of its operator. */
export interface LabProcess extends LabUrls {
  /** `mesos,marathon,store`, for cases that run in processes of their own. */
  readonly place: string;
  /** What it has answered since it was asked for this last, by when it was asked; streams do not end. */
  requests(): Promise<readonly Asked[]>;
  /** A call of its control API. */
  control(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

export async function startLabProcess(agents: number, ...more: readonly string[]): Promise<LabProcess> {
  const file = path.join(__dirname, 'lab-server.ts');
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', file, `${agents}`, ...more], {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  if (!child.stdout) throw new Error('the lab has no output');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const urls = JSON.parse(line.toString()) as LabUrls;
  return {
    ...urls,
    place: [urls.mesosUrl, urls.marathonUrl, urls.storeUrl].join(),
    requests: async () => {
      const told = once(child, 'message');
      child.send('requests');
      const [asked] = (await told) as [readonly Asked[]];
      return asked;
    },
    control: async (method, at, body) => {
      const answer = await fetch(`${urls.marathonUrl}/lab${at}`, {
        method,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} /lab${at}: the lab answered ${answer.status}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.stdin?.end();
      await ended;
    },
  };
}
