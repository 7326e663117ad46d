import { createServer } from 'node:http';

/** Of the agents that answer how they are; the others are silent. */
const ANSWERING = 20;

/** How long the number of connections stays as it is. */
const SECONDS = 10;

/**
 * Answers for some agents how they are, each on its own loopback address: connections to the shuffle services rise
 * and fall, and now and then there is none.
 * @returns the port
 */
export async function startAgentHealth(hosts: readonly string[]): Promise<number> {
  let port = 0;
  for (const host of hosts.slice(0, ANSWERING)) {
    const server = createServer((_, response) => {
      const connections = Math.floor(Date.now() / 1000 / SECONDS) % 4;
      const seen = { listening: true, connections, cleaner: 'alive' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ports: { 7337: seen, 7338: seen, 7339: seen } }));
    });
    port = await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }
  return port;
}
