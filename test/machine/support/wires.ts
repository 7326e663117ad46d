import { mkdirSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';

/**
 * A socket file for each server, by the port under which the machine shows it. A machine in namespaces has a network
 * of its own, and files are what it shares with this one.
 * @param servers ports on 127.0.0.1 by the machine's ports
 */
export function wiresIn(folder: string, servers: Readonly<Record<number, number>>): readonly Server[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(servers).map(([port, here]) => {
    const wire = createServer((machine) => {
      const server = connect(here, '127.0.0.1');
      machine.on('error', () => server.destroy());
      server.on('error', () => machine.destroy());
      machine.pipe(server).pipe(machine);
    });
    return wire.listen(path.join(folder, port));
  });
}
