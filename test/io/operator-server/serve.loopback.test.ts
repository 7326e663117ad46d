import { request } from 'node:http';
import { connect } from 'node:net';
import { type OperatorServer, serveOperator } from '../../../src/io/operator-server/serve';
import { Board } from '../../../src/operator/engine/board';
import { VirtualClock } from '../../operator/support/virtual-clock';

const at = { host: '127.0.0.1', port: 0 };
let board: Board;
let server: OperatorServer;

beforeEach(async () => {
  board = new Board({ clock: new VirtualClock(), mode: 'act', intervalMillis: 10_000 });
  server = await serveOperator({ board, at, version: '1.2.3' });
});
afterEach(() => server.close());

/** With a Host header of one's own, which `fetch` does not let one choose. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/healthz`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}

test('answers over HTTP, and no name of somebody else', async () => {
  expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(await statusFor('evil.example')).toBe(421);
  expect(await statusFor('localhost')).toBe(200);
});

test('fails where the port is taken, and says with which option', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serveOperator({ board, at: { ...at, port }, version: '' })).rejects.toThrow(
    /^--listen: found .*EADDRINUSE.*, wanted an address of this machine and a port that is free$/,
  );
});

test('ends also with a connection that asks nothing', async () => {
  const idle = connect(Number(new URL(server.url).port), '127.0.0.1');
  const closed = new Promise((resolve) => idle.once('close', resolve));
  idle.on('error', () => {});
  await new Promise((resolve) => idle.once('connect', resolve));
  await server.close();
  await closed;
  await expect(fetch(server.url)).rejects.toThrow();
});
