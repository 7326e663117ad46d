import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { breakWith, ConnectionCut, type Endpoint } from './http/connection';

/** The lab listens nowhere else. */
export const HOST = '127.0.0.1';

/** A connection that is cut is closed at once, and after what was sent before. */
export function listener(endpoint: Endpoint): RequestListener {
  const answer = async (request: Request, { incoming }: { readonly incoming: IncomingMessage }) => {
    try {
      const response = await endpoint.fetch(request);
      // The body has to be on its way first.
      breakWith(response, () => setTimeout(() => incoming.socket.destroySoon(), 5));
      return response;
    } catch (error) {
      if (error instanceof ConnectionCut) incoming.socket.destroy();
      throw error;
    }
  };
  return getRequestListener(answer as Parameters<typeof getRequestListener>[0], {
    errorHandler: (error) =>
      error instanceof ConnectionCut ? undefined : new Response('the lab failed', { status: 500 }),
  });
}

export async function listen(
  server: Server | undefined,
  port: number,
): Promise<{ readonly host: string; readonly port: number }> {
  if (!server) return { host: HOST, port: 0 };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve({ host: HOST, port: (server.address() as AddressInfo).port });
    });
  });
}

export function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
