import { createServer } from 'node:http';
import { ZeppelinHttp } from './http/zeppelin-http';
import { end, HOST, listen, listener } from './listening';
import { Zeppelin, type ZeppelinOptions } from './world/zeppelin/zeppelin';

export interface StartZeppelinOptions extends ZeppelinOptions {
  /** @default - one that the system chooses */
  readonly port?: number;
}

/** A Zeppelin that answers on 127.0.0.1 and nowhere else. */
export interface RunningZeppelin {
  readonly url: string;
  readonly zeppelin: Zeppelin;
  close(): Promise<void>;
}

export async function startZeppelin(options: StartZeppelinOptions = {}): Promise<RunningZeppelin> {
  const zeppelin = new Zeppelin(options);
  const server = createServer();
  const { port } = await listen(server, options.port ?? 0);
  const url = `http://${HOST}:${port}`;
  server.on('request', listener(new ZeppelinHttp(zeppelin, url)));
  return { url, zeppelin, close: () => end(server) };
}
