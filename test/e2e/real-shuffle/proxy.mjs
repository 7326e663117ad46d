// Hands on what comes to a port to another one, and keeps a copy of all that went either way.
//   node proxy.mjs PORT TARGET FILE
import { createWriteStream } from 'node:fs';
import { connect, createServer } from 'node:net';

const [port, target, file] = process.argv.slice(2);
const copy = createWriteStream(file);

createServer((client) => {
  const server = connect(Number(target), '127.0.0.1');
  for (const [from, to] of [
    [client, server],
    [server, client],
  ]) {
    from.on('data', (bytes) => copy.write(bytes));
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('listens'));
