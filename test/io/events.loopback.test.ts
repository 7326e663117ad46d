import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duration } from '../../src/domain/core/duration';
import { systemClock } from '../../src/io/clock';
import type { EventStreamProps } from '../../src/io/event-stream';
import { HttpClient } from '../../src/io/http';
import { marathonEvents } from '../../src/io/marathon-events';
import { mesosEvents } from '../../src/io/mesos-events';
import { startLab } from '../../src/lab';
import type { LogFields, Wakes } from '../../src/operator/ports';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(() =>
  Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  ),
);

async function serve(answer: Answer): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const until = async (what: () => boolean | Promise<boolean>) => {
  const end = performance.now() + 4000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const connections = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

/** Listens until it is stopped; what it said is kept. */
function listening(
  kind: (props: EventStreamProps) => Wakes,
  url: string,
  changes: Partial<EventStreamProps> = {},
) {
  const logged: LogFields[] = [];
  const heard: string[] = [];
  const stop = new AbortController();
  const auth = { header: async () => 'token=abc', refresh: async () => false };
  const client = new HttpClient({ baseUrl: url, timeout: Duration.millis(500), auth });
  const wakes = kind({
    client,
    clock: systemClock,
    log: { event: (_, __, fields = {}) => void logged.push(fields) },
    pause: Duration.millis(10),
    longestPause: Duration.millis(40),
    ...changes,
  });
  const done = wakes.listen((because) => heard.push(because), stop.signal);
  const end = async () => {
    stop.abort();
    await done;
    client.close();
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  };
  return { heard, logged, end };
}

const SSE = { 'content-type': 'text/event-stream' };

test("Marathon's events wake, those of the lab too", async () => {
  const lab = await startLab({ agents: 1, clock: 'virtual' });
  const { heard, end } = listening(marathonEvents, lab.marathonUrl);
  await until(() => heard.length === 1);
  const body = JSON.stringify({ id: '/x', cmd: 'sleep', cpus: 0.1, mem: 32, instances: 1 });
  await fetch(`${lab.marathonUrl}/v2/apps`, { method: 'POST', body });
  lab.advance(5);
  await until(() => heard.includes('Marathon: deployment_success'));
  expect(heard[0]).toBe('Marathon: listening from now on');
  expect(new Set(heard)).toContain('Marathon: status_update_event');
  await end();
  await lab.close();
});

test('a standby sends on to the leader, and the credentials go along (recording 26)', async () => {
  const seen: (string | undefined)[] = [];
  const leader = await serve(({ headers, url }, response) => {
    seen.push(headers.authorization, headers.accept, url);
    response.writeHead(200, SSE).write('event: deployment_failed\r\n\r\n');
  });
  const standby = await serve(({ url }, response) =>
    response.writeHead(302, { Location: `${leader.url}${url}` }).end(),
  );
  const { heard, end } = listening(marathonEvents, standby.url);
  await until(() => heard.includes('Marathon: deployment_failed'));
  expect(seen.slice(0, 2)).toEqual(['token=abc', 'text/event-stream']);
  expect(seen[2]).toMatch(/^\/v2\/events\?event_type=api_post_event&event_type=/);
  await end();
});

const record = (text: string) => `${Buffer.byteLength(text)}\n${text}`;

test("Mesos' agents wake, its tasks and heartbeats do not (recording 03)", async () => {
  const asked: string[] = [];
  const master = await serve(async (request, response) => {
    for await (const chunk of request) asked.push(String(chunk));
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const type of ['SUBSCRIBED', 'HEARTBEAT', 'TASK_ADDED', 'AGENT_ADDED', 'AGENT_REMOVED']) {
      response.write(record(JSON.stringify({ type })));
    }
  });
  const { heard, end } = listening(mesosEvents, master.url);
  await until(() => heard.length === 3);
  expect(heard).toEqual(['Mesos: listening from now on', 'Mesos: AGENT_ADDED', 'Mesos: AGENT_REMOVED']);
  expect(asked).toEqual(['{"type":"SUBSCRIBE"}']);
  await end();
});

test('silence ends a stream, and it is opened again', async () => {
  let opened = 0;
  const master = await serve((_, response) => {
    opened++;
    response.writeHead(200, SSE).write('\r\n');
  });
  const { heard, logged, end } = listening(marathonEvents, master.url, { silence: Duration.millis(50) });
  await until(() => opened >= 3);
  expect(heard.length).toBeGreaterThanOrEqual(2);
  expect(logged[0]).toEqual({ of: 'Marathon', because: 'not a sign of life for 0.05 s' });
  await end();
});

test('a sign of life in time keeps it open', async () => {
  let opened = 0;
  const master = await serve((_, response) => {
    opened++;
    response.writeHead(200, SSE);
    const timer = setInterval(() => response.write('\r\n'), 20);
    response.on('close', () => clearInterval(timer));
  });
  const { end } = listening(marathonEvents, master.url, { silence: Duration.millis(300) });
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(opened).toBe(1);
  await end();
});

test('a failure is told once, and the pauses grow', async () => {
  const times: number[] = [];
  const master = await serve((_, response) => {
    times.push(performance.now());
    response.writeHead(503).end('No leader elected');
  });
  const { heard, logged, end } = listening(marathonEvents, master.url);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await end();
  expect(heard).toEqual([]);
  expect(logged).toHaveLength(1);
  expect(logged[0]?.['because']).toMatch(/^GET .*\/v2\/events\?.*: answered 503: No leader elected$/);
  // 20 to 40 ms apart at last.
  expect(times.length).toBeLessThan(25);
});

test('what is no stream of records is no reason to end', async () => {
  const master = await serve((_, response) => void response.writeHead(200).write('<html>'));
  const { logged, end } = listening(mesosEvents, master.url);
  await until(() => logged.length > 0);
  expect(logged[0]?.['because']).toContain('the stream is no RecordIO');
  await end();
});

test('two hundred times opened and stopped, nothing is left open', async () => {
  const { url, server } = await serve((_, response) => void response.writeHead(200, SSE).write('\r\n'));
  const resources = () =>
    process.getActiveResourcesInfo().filter((name) => /TCPSocket|Timeout/.test(name)).length;
  const before = resources();
  for (let i = 0; i < 200; i++) {
    const { heard, end } = listening(i % 2 === 0 ? marathonEvents : mesosEvents, url);
    // Every other one is stopped while it connects.
    if (i % 4 < 2) await until(() => heard.length > 0);
    await end();
  }
  await until(async () => (await connections(server)) === 0);
  await until(() => resources() <= before);
});
