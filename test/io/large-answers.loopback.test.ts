import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { marathonOverHttp } from '../../src/io/marathon-http';
import { mesosOverHttp } from '../../src/io/mesos-http';

jest.setTimeout(120_000);

/** A list of that many bytes, from one row after another. */
function largeList(megabytes: number, head: string, row: (index: number) => string, tail: string): Buffer {
  const rows: string[] = [];
  let size = 0;
  for (let index = 0; size < megabytes * 1e6; index++) {
    const text = row(index);
    rows.push(text);
    size += text.length + 1;
  }
  return Buffer.from(`${head}${rows.join(',')}${tail}`);
}

const amounts = { cpus: 8, mem: 15_360, disk: 102_400, gpus: 0, ports: '[1025-7336, 7340-32000]' };
const filler = Array.from({ length: 12 }, (_, i) => ({
  name: `r${i}`,
  type: 'SCALAR',
  scalar: { value: i },
}));

const agent = (index: number) =>
  JSON.stringify({
    ...{ id: `m1-S${index}`, hostname: `a${index}`, port: 5051, active: true, deactivated: false },
    attributes: { workload: 'spark' },
    resources: amounts,
    unreserved_resources: { ...amounts, cpus: 6 },
    reserved_resources: { shuffle: { cpus: 2, mem: 4096, disk: 0, gpus: 0, ports: '[7337-7339]' } },
    used_resources: { ...amounts, ports: `[${20_000 + (index % 1000)}-${21_000 + (index % 1000)}]` },
    used_resources_full: [{ name: 'cpus', type: 'SCALAR', scalar: { value: index % 8 }, role: 'shuffle' }],
    unreserved_resources_full: filler,
  });

const task = (index: number) =>
  JSON.stringify({
    ...{
      id: `x.instance-${index}._app.1`,
      host: `a${index}`,
      slaveId: `m1-S${index}`,
      state: 'TASK_RUNNING',
    },
    ...{ ports: [7337], appId: '/x', healthCheckResults: [{ alive: true, consecutiveFailures: 0 }] },
    ipAddresses: [{ ipAddress: '10.0.0.1', protocol: 'IPv4' }],
  });

const app = (index: number) =>
  JSON.stringify({
    ...{ id: `/x${index}`, instances: 2, cmd: 'true', env: { TEXT: 'x'.repeat(1000) }, requirePorts: true },
    portDefinitions: [{ port: 7337 }],
    tasks: [JSON.parse(task(index)), JSON.parse(task(index + 1))],
  });

const waiting = (index: number) => `{"count":1,"app":${app(index)}}`;

const bodies: Readonly<Record<string, (megabytes: number) => Buffer>> = {
  '/slaves': (megabytes) => largeList(megabytes, '{"slaves":[', agent, '],"recovered_slaves":[]}'),
  '/v2/apps/x': (megabytes) =>
    largeList(megabytes, '{"app":{"id":"/x","instances":1,"deployments":[],"tasks":[', task, ']}}'),
  '/v2/apps?embed=apps.tasks': (megabytes) => largeList(megabytes, '{"apps":[', app, ']}'),
  '/v2/queue': (megabytes) => largeList(megabytes, '{"queue":[', waiting, ']}'),
};

let server: Server;
let body: Buffer;
let url: string;
let chunked = false;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/maintenance/status') return response.end('{}');
    if (request.method === 'POST') return response.end('{"get_master":{"master_info":{"id":"m1"}}}');
    if (!chunked) response.setHeader('content-length', body.length);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** Milliseconds that this process worked: what else the machine does is not in it. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The most work that was done while a timer of a millisecond waited. */
async function longestGap(work: () => Promise<void>): Promise<number> {
  let [gap, last] = [0, worked()];
  const look = () => {
    const now = worked();
    gap = Math.max(gap, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  await work();
  look();
  clearInterval(timer);
  return gap;
}

const parsed = (bytes: Buffer) => async () => {
  if (typeof JSON.parse(bytes.toString('utf8')) !== 'object') throw new Error('no object');
};

const clients = () => {
  const client = new HttpClient({ baseUrl: url, timeout: Duration.minutes(1) });
  const [mesos, marathon] = [mesosOverHttp(client), marathonOverHttp(client)];
  const reads: Readonly<Record<string, () => Promise<number>>> = {
    '/slaves': async () => {
      const view = await mesos.view();
      if (view.is === 'unknown') throw new Error(view.message);
      return view.agents.length;
    },
    '/v2/apps/x': async () => (await marathon.app('/x'))?.tasks.length ?? 0,
    '/v2/apps?embed=apps.tasks': async () => (await marathon.ports()).length,
    '/v2/queue': async () => (await marathon.queue()).size,
  };
  return { client, reads };
};

test.each([
  ['/slaves', 100, true],
  ['/slaves', 100, false],
  ['/v2/apps/x', 100, true],
  ['/v2/apps?embed=apps.tasks', 100, false],
  ['/v2/queue', 100, false],
] as const)('%s of %i MB never stops the rest for long (chunked: %s)', async (path, megabytes, inChunks) => {
  body = bodies[path]?.(megabytes) ?? Buffer.alloc(0);
  chunked = inChunks;
  const { client, reads } = clients();
  let count = 0;
  const read = async () => {
    count = (await reads[path]?.()) ?? 0;
  };
  // What else the machine does only ever makes a gap longer; a walk that blocks does so each time.
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    ours.push(await longestGap(read));
    theirs.push(await longestGap(parsed(body)));
    if (Math.min(...ours) < Math.min(...theirs) / 3) break;
  }
  client.close();
  if (process.env['SHOW_GAPS']) process.stderr.write(`${path} ${JSON.stringify({ count, ours, theirs })}\n`);
  expect(count).toBeGreaterThan(10_000);
  expect(Math.min(...ours)).toBeLessThan(Math.min(...theirs) / 3);
});

test('300 MB are refused at once where the length is told', async () => {
  body = Buffer.alloc(300 * 2 ** 20, ' ');
  chunked = false;
  const { client, reads } = clients();
  await expect(reads['/slaves']?.()).rejects.toThrow(
    'the answer is too large and was not read: found 314572800 bytes, wanted at most 256 MiB',
  );
  client.close();
});
