import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { ProblemError } from '../../domain/core/problem';
import type { Board } from '../../operator/engine/board';
import { type OperatorAppProps, operatorApp } from './app';
import type { ListenPlace } from './listen-place';

export interface ServeProps extends Pick<OperatorAppProps, 'metrics'> {
  readonly board: Board;
  readonly at: ListenPlace;
  /** Names by which it may be asked, beside addresses, `localhost`, that of `at` and the machine's own. */
  readonly names?: readonly string[];
  readonly version: string;
}

export interface OperatorServer {
  /** For example `http://127.0.0.1:8095`. */
  readonly url: string;
  /** No more is taken; what is being answered has a second left. */
  close(): Promise<void>;
}

/** More than anybody needs who looks; an operator's memory is small. */
const MOST_CONNECTIONS = 128;
const LAST_ANSWERS_MILLIS = 1000;

/** @throws ProblemError where it cannot listen there */
export async function serveOperator({ at, names = [], ...props }: ServeProps): Promise<OperatorServer> {
  const known = [...names, at.host, hostname()].filter((name) => isIP(name) === 0);
  const app = operatorApp({ ...props, names: known });
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5000 },
    getRequestListener(app.fetch),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, at);
  const { port } = server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return { url: `http://${host}:${port}`, close: () => close(server) };
}

function listen(server: Server, { host, port }: ListenPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = ({ message }: Error) => {
      const wanted = 'an address of this machine and a port that is free';
      reject(new ProblemError([{ at: '--listen', found: message, wanted }]));
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MILLIS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}
