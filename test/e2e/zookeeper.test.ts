import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { marathonLeader, mesosLeader, zooKeeperAddresses } from '../../src/io/zookeeper-leader';
import { parseZooKeeperUrl } from '../../src/io/zookeeper-url';
import { startLab } from '../../src/lab';
import { runHere } from '../cli/buffer-io';
import { testServer } from '../io/server';
import { ZooKeeperServer } from './support/zookeeper';

jest.setTimeout(60_000);

let server: ZooKeeperServer;
beforeAll(async () => {
  server = await ZooKeeperServer.make();
});
afterAll(() => server.remove());

const PASSWORD = 'pa55-w0rd';
const timeout = Duration.seconds(5);

const at = (path: string, user = '', scheme = 'zk') =>
  parseZooKeeperUrl('--mesos', `${scheme}://${user}127.0.0.1:1,127.0.0.1:${server.port}${path}`);
const master = (port: number) =>
  JSON.stringify({ id: 'm', hostname: 'm1', address: { hostname: 'm1.example', ip: '10.0.0.1', port } });
const find = async (...args: Parameters<typeof at>) =>
  (await zooKeeperAddresses(at(...args), mesosLeader, timeout).list())[0];

test('the master with the lowest number leads, and the next one when it is gone', async () => {
  await server.folders('/mesos/log_replicas');
  const first = await server.candidate('/mesos/json.info_', master(5050));
  await server.candidate('/mesos/json.info_', master(5051));
  await server.candidate('/mesos/info_', 'protobuf');
  const addresses = zooKeeperAddresses(at('/mesos'), mesosLeader, timeout);
  expect(await addresses.list()).toEqual(['http://10.0.0.1:5050']);
  await server.delete(first);
  expect(await addresses.list()).toEqual(['http://10.0.0.1:5050']);
  addresses.doubt('http://10.0.0.1:5050');
  expect(await addresses.list()).toEqual(['http://10.0.0.1:5051']);
});

test('by TLS it is reached by its name', async () => {
  expect(await find('/mesos', '', 'zk+https')).toBe('https://m1.example:5051');
});

test('a client goes on to the new leader by itself', async () => {
  await server.folders('/other');
  const leader = await testServer(() => ({ body: 'leader' }));
  const info = (port: number) => JSON.stringify({ address: { ip: '127.0.0.1', port } });
  const dead = await server.candidate('/other/json.info_', info(1));
  await server.candidate('/other/json.info_', info(leader.port));
  const client = new HttpClient({
    baseUrl: zooKeeperAddresses(at('/other'), mesosLeader, timeout),
    timeout,
  });
  await expect(client.request({ method: 'GET', path: '/slaves' })).rejects.toThrow('ECONNREFUSED');
  await server.delete(dead);
  expect((await client.request({ method: 'GET', path: '/slaves' })).body.toString()).toBe('leader');
  client.close();
  await leader.close();
});

test("Marathon's latch names its leader, before 1.4 its group", async () => {
  const find = async (path: string) =>
    (await zooKeeperAddresses(at(path), marathonLeader, timeout).list())[0];
  await server.folders('/marathon/leader-curator');
  // Curator puts an id of its own before the name; only the number counts.
  const first = await server.candidate('/marathon/leader-curator/_c_f-latch-', 'm1.example:8080');
  await server.candidate('/marathon/leader-curator/_c_a-latch-', 'm2.example:8080');
  expect(await find('/marathon')).toBe('http://m1.example:8080');
  await server.delete(first);
  expect(await find('/marathon')).toBe('http://m2.example:8080');
  await server.folders('/old/leader');
  await server.candidate('/old/leader/member_', 'm3.example:8080');
  expect(await find('/old')).toBe('http://m3.example:8080');
});

test('user and password open what is closed, and no message shows them', async () => {
  await server.folders('/closed');
  await server.candidate('/closed/json.info_', master(5052), `ops:${PASSWORD}`);
  expect(await find('/closed', `ops:${PASSWORD}@`)).toBe('http://10.0.0.1:5052');
  const refused = find('/closed', `ops:${PASSWORD}-not@`);
  await expect(refused).rejects.toThrow(`zk://127.0.0.1:1,127.0.0.1:${server.port}/closed: `);
  await expect(refused).rejects.toThrow('NO_AUTH');
  await expect(refused).rejects.not.toThrow(PASSWORD);
});

test.each([
  ['/nothing', 'nobody leads: found no candidate in /nothing'],
  ['/empty', 'nobody leads: found no candidate in /empty'],
  ['/odd', "wanted a master's info with address.ip and address.port"],
])('%s fails with the reason', async (path, message) => {
  await server.folders('/empty');
  await server.folders('/odd');
  await server.candidate('/odd/json.info_', '{"address":{"ip":"10.0.0.1","port":"5050"}}');
  await expect(find(path)).rejects.toThrow(message);
});

test('a server that is stopped fails in time, and serves again when it is back', async () => {
  const short = zooKeeperAddresses(at('/mesos'), mesosLeader, Duration.seconds(1));
  await server.stop();
  await expect(short.list()).rejects.toThrow('no answer within 1 s');
  await server.start();
  const again = zooKeeperAddresses(at('/mesos'), mesosLeader, timeout);
  expect(await again.list()).toEqual(['http://10.0.0.1:5051']);
});

test('mesos-spark master finds by it who leads', async () => {
  const lab = await startLab({ agents: 1, clock: 'virtual' });
  try {
    const { port } = new URL(lab.mesosUrl);
    await server.folders('/lead/mesos');
    await server.folders('/lead/marathon/leader-curator');
    const info = { address: { ip: '127.0.0.1', port: Number(port) } };
    await server.candidate('/lead/mesos/json.info_', JSON.stringify(info));
    const marathon = new URL(lab.marathonUrl).host;
    await server.candidate('/lead/marathon/leader-curator/_c_f-latch-', marathon);
    const zk = `zk://127.0.0.1:${server.port}/lead`;
    const { code, stdout } = await runHere([
      'master',
      '--mesos',
      `${zk}/mesos`,
      '--marathon',
      `${zk}/marathon`,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Mesos master .*answered at http://127\\.0\\.0\\.1:${port}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^Marathon +${marathon} .*asked ${zk}/marathon$`, 'm'));
  } finally {
    await lab.close();
  }
});
