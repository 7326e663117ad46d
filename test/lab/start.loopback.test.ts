import { startLab } from '../../src/lab';

const app = { cmd: 'sleep 1', cpus: 0.1, mem: 32, instances: 2, constraints: [['hostname', 'UNIQUE']] };

describe('a lab on sockets', () => {
  test('answers on loopback, streams events, and ends with its streams', async () => {
    const lab = await startLab({ agents: 2, clock: 'virtual' });
    try {
      for (const url of [lab.mesosUrl, lab.marathonUrl]) expect(new URL(url).hostname).toBe('127.0.0.1');
      const events = await fetch(`${lab.marathonUrl}/v2/events?event_type=deployment_success`, {
        headers: { Accept: 'text/event-stream' },
      });
      const created = await fetch(`${lab.marathonUrl}/v2/apps/a`, {
        method: 'PUT',
        body: JSON.stringify(app),
      });
      expect(created.status).toBe(201);
      lab.advance(2);
      const chunk = await events.body?.getReader().read();
      expect(new TextDecoder().decode(chunk?.value)).toMatch(
        /^event: deployment_success\r\ndata: \{.*\}\r\n\r\n$/,
      );
      const slaves = (await (await fetch(`${lab.mesosUrl}/master/slaves`)).json()) as { slaves: unknown[] };
      expect(slaves.slaves).toHaveLength(2);
      const redirect = await fetch(`${lab.mesosUrl}/redirect`, { redirect: 'manual' });
      expect(redirect.headers.get('location')).toBe(lab.mesosUrl.replace('http:', ''));
    } finally {
      await lab.close();
    }
    await expect(fetch(lab.marathonUrl)).rejects.toThrow('fetch failed');
  });

  test('starts tasks by itself while the clock runs', async () => {
    const lab = await startLab({
      agents: 2,
      tasks: { starting: 5, running: 10 },
      marathon: { offerDelay: 5 },
    });
    try {
      await fetch(`${lab.url}/v2/apps/a`, { method: 'PUT', body: JSON.stringify(app) });
      let running = 0;
      for (let tries = 0; running < 2 && tries < 100; tries++) {
        await new Promise((done) => setTimeout(done, 10));
        const shown = (await (await fetch(`${lab.url}/v2/apps/a`)).json()) as {
          app: { tasksRunning: number };
        };
        running = shown.app.tasksRunning;
      }
      expect(running).toBe(2);
    } finally {
      await lab.close();
    }
  });

  test('fails where the port is taken, and leaves nothing open', async () => {
    const lab = await startLab();
    const port = Number(new URL(lab.mesosUrl).port);
    await expect(startLab({ mesosPort: port })).rejects.toThrow('EADDRINUSE');
    await lab.close();
  });
});

describe('what goes wrong on sockets', () => {
  test('connections are refused, cut and torn as they are without', async () => {
    const lab = await startLab({ agents: 3, clock: 'virtual', standbys: true });
    const fault = (rule: object) =>
      fetch(`${lab.labUrl}/faults`, { method: 'POST', body: JSON.stringify({ times: 1, ...rule }) });
    try {
      await fault({ kind: 'cut-before' });
      await expect(fetch(`${lab.mesosUrl}/slaves`)).rejects.toThrow('fetch failed');
      await fault({ kind: 'torn' });
      const torn = await fetch(`${lab.mesosUrl}/slaves`);
      expect(torn.status).toBe(200);
      await expect(torn.text()).rejects.toThrow();
      const events = await fetch(`${lab.marathonStandbyUrl}/v2/events`, {
        headers: { Accept: 'text/event-stream' },
        redirect: 'manual',
      });
      expect(events.headers.get('location')).toBe(`${lab.marathonUrl}/v2/events`);
      const stream = await fetch(`${lab.mesosUrl}/api/v1`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: '{"type":"SUBSCRIBE"}',
      });
      expect(stream.headers.get('transfer-encoding')).toBe('chunked');
      const reader = stream.body?.getReader();
      await reader?.read();
      await fetch(`${lab.labUrl}/master/kill`, { method: 'POST' });
      await expect(fetch(`${lab.mesosUrl}/slaves`)).rejects.toThrow('fetch failed');
      const rest = (async () => {
        for (;;) if ((await reader?.read())?.done) return;
      })();
      await expect(rest).rejects.toThrow('terminated');
      lab.advance(11);
      const slaves = (await (await fetch(`${lab.mesosStandbyUrl}/slaves`)).json()) as { slaves: unknown[] };
      expect(slaves.slaves).toHaveLength(3);
    } finally {
      await lab.close();
    }
  });
});
