import type { Socket } from 'node:net';
import type { Client, Exception } from 'node-zookeeper-client';
import type { Duration } from '../domain/core/duration';
import type { ZooKeeperUrl } from './zookeeper-url';

/** What is read of ZooKeeper. A node that is not there is undefined. */
export interface ZooKeeper {
  children(path: string): Promise<readonly string[] | undefined>;
  data(path: string): Promise<Buffer | undefined>;
}

/** From one round over all servers to the next, at most. */
const PAUSE_MILLIS = 200;
/** How long a server may take to end a session before its connection is cut. */
const FAREWELL_MILLIS = 1000;

const NO_NODE = -101;

/**
 * Opens a session, reads, and ends it, whatever happens: a session that is kept would have to be watched, for this
 * client does not notice a server that has fallen silent (docs/decisions/0008-zookeeper-client.md).
 * @throws Error that names the ensemble, never its password
 */
export async function withZooKeeper<T>(
  url: ZooKeeperUrl,
  timeout: Duration,
  read: (zooKeeper: ZooKeeper) => Promise<T>,
): Promise<T> {
  const { createClient } = await import('node-zookeeper-client');
  const millis = timeout.toMillis();
  const client = createClient(url.servers.join(','), { sessionTimeout: millis, spinDelay: PAUSE_MILLIS });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout.toSeconds()} s`)), millis);
  });
  const refused = new Promise<never>((_, reject) => {
    client.once('authenticationFailed', () => reject(new Error('user or password are refused')));
  });
  try {
    if (url.digest !== undefined) client.addAuthInfo('digest', Buffer.from(url.digest, 'utf8'));
    client.connect();
    return await Promise.race([read(reader(client)), late, refused]);
  } catch (error) {
    throw new Error(`${url.name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
    end(client);
  }
}

function reader(client: Client): ZooKeeper {
  return {
    children: (path) =>
      new Promise((resolve, reject) =>
        client.getChildren(path, (error, children) => settle(error, children, resolve, reject)),
      ),
    data: (path) =>
      new Promise((resolve, reject) =>
        client.getData(path, (error, data) => settle(error, data ?? Buffer.alloc(0), resolve, reject)),
      ),
  };
}

function settle<T>(
  error: Error | Exception | null,
  value: T,
  resolve: (value: T | undefined) => void,
  reject: (error: unknown) => void,
): void {
  if (!error) resolve(value);
  else if ('code' in error && error.code === NO_NODE) resolve(undefined);
  else reject(error);
}

/** A server that does not answer would keep its connection, and so the process, for ever. */
function end(client: Client): void {
  client.close();
  const { connectionManager } = client as Client & { readonly connectionManager?: { socket?: Socket } };
  const cut = () => connectionManager?.socket?.destroy();
  const timer = setTimeout(cut, FAREWELL_MILLIS);
  timer.unref();
  connectionManager?.socket?.once('close', () => clearTimeout(timer));
}
