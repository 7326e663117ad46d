import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or something that is sent as JSON. */
  readonly body?: unknown;
  /** The connection is cut instead. */
  readonly cut?: boolean;
  /** The connection is cut behind the body, whatever its length was to be. */
  readonly torn?: boolean;
  /** No answer ever comes. */
  readonly silent?: boolean;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly asked: Asked[];
  /** How many are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** A server on loopback that answers as it is told, and remembers what it was asked. */
export async function testServer(answer: (asked: Asked) => Told): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      contentType: request.headers['content-type'],
      body: await text(request),
    };
    asked.push(one);
    const { status = 200, headers = {}, body = '', cut, torn, silent } = answer(one);
    if (silent) return;
    if (cut) return void request.socket.destroy();
    response.writeHead(status, headers);
    if (torn) return void response.write(body, () => request.socket.destroy());
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { url: `http://127.0.0.1:${port}`, port, asked, connections, close: () => close(server) };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
