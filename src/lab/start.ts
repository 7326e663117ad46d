import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createLab, type Lab, type LabOptions } from './lab';

export interface StartOptions extends LabOptions {
  /** Of Marathon and `/lab`. @default - one that the system chooses */
  readonly port?: number;
  /** Of the Mesos master. @default - one that the system chooses */
  readonly mesosPort?: number;
}

/** A lab that answers on 127.0.0.1 and nowhere else. */
export interface RunningLab {
  /** Marathon's base; `/lab` is below it. */
  readonly url: string;
  readonly marathonUrl: string;
  readonly mesosUrl: string;
  /** The control API: `<url>/lab`. */
  readonly labUrl: string;
  readonly lab: Lab;
  /** Moves the clock on. */
  advance(seconds: number): void;
  /** Ends both servers and every open stream. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function startLab(options: StartOptions = {}): Promise<RunningLab> {
  const marathon = createServer();
  const mesos = createServer();
  try {
    const ports = {
      marathon: await listen(marathon, options.port ?? 0),
      mesos: await listen(mesos, options.mesosPort ?? 0),
    };
    const lab = createLab(options, {
      marathon: { host: HOST, port: ports.marathon },
      mesos: { host: HOST, port: ports.mesos },
    });
    marathon.on('request', getRequestListener(lab.marathon.fetch));
    mesos.on('request', getRequestListener(lab.mesos.fetch));
    const url = `http://${HOST}:${ports.marathon}`;
    return {
      url,
      marathonUrl: url,
      mesosUrl: `http://${HOST}:${ports.mesos}`,
      labUrl: `${url}/lab`,
      lab,
      advance: lab.driver.advance,
      close: async () => {
        lab.driver.close();
        await Promise.all([end(marathon), end(mesos)]);
      },
    };
  } catch (error) {
    await Promise.all([end(marathon), end(mesos)]);
    throw error;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
