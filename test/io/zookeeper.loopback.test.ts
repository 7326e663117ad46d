import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { Duration } from '../../src/domain/core/duration';
import { withZooKeeper } from '../../src/io/zookeeper';
import { parseZooKeeperUrl } from '../../src/io/zookeeper-url';

test('a server that accepts and says nothing is given up in time, and its connection is cut', async () => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = parseZooKeeperUrl('--mesos', `zk://ops:s3cret@127.0.0.1:${port}/mesos`);
  const asked = withZooKeeper(url, Duration.millis(300), (zooKeeper) => zooKeeper.children('/mesos'));
  await expect(asked).rejects.toThrow(`zk://127.0.0.1:${port}/mesos: no answer within 0.3 s`);
  expect(open.size).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(open.size).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});
