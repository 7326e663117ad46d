import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { readApps } from '../../src/io/marathon-apps';
import { marathonOverHttp } from '../../src/io/marathon-http';
import { marathonLeader } from '../../src/io/marathon-leader';
import { type RunningLab, startLab } from '../../src/lab';
import { testServer } from './server';

const timeout = Duration.seconds(5);

describe('over the lab', () => {
  let lab: RunningLab;
  beforeEach(async () => {
    lab = await startLab({ clock: 'virtual', agents: 3 });
  });
  afterEach(() => lab.close());

  test('all apps at once are the apps one by one', async () => {
    const marathon = marathonOverHttp(new HttpClient({ baseUrl: lab.marathonUrl, timeout }));
    expect(await marathon.apps?.()).toEqual([]);
    for (const id of ['/a', '/b/c']) {
      await marathon.create({ id, cmd: 'sleep 1000', cpus: 0.1, mem: 32, instances: 2 });
    }
    lab.advance(5);
    await marathon.create({ id: '/waits', cmd: 'sleep 1000', cpus: 1000, mem: 32, instances: 1 });
    const all = (await marathon.apps?.()) ?? [];
    expect(all.map(({ id, tasks, deployments }) => [id, tasks.length, deployments.length])).toEqual([
      ['/a', 2, 0],
      ['/b/c', 2, 0],
      ['/waits', 0, 1],
    ]);
    for (const app of all) expect(app).toEqual(await marathon.app(app.id));
  });

  test('the leader is named as it is', async () => {
    const ask = marathonLeader(new HttpClient({ baseUrl: lab.marathonUrl, timeout }));
    expect(await ask()).toBe(lab.lab.world.marathon.core.config.leader);
  });
});

test('one app among others may have more tasks than a small cluster has', async () => {
  const task = (i: number) => ({
    ...{ id: `a.instance-${i}`, host: `h${i}`, slaveId: `S${i}`, state: 'TASK_RUNNING', ports: [7337] },
    filler: 'x'.repeat(400),
  });
  const app = (id: string, tasks: number) => ({
    ...{ id, instances: tasks, deployments: [] },
    tasks: Array.from({ length: tasks }, (_, i) => task(i)),
  });
  const body = Buffer.from(JSON.stringify({ apps: [app('/small', 1), app('/large', 20_000)] }));
  expect(body.length).toBeGreaterThan(8 * 2 ** 20);
  expect((await readApps(body)).map(({ id, tasks }) => [id, tasks.length])).toEqual([
    ['/small', 1],
    ['/large', 20_000],
  ]);
});

test.each(['{}', '{"apps":[{"id":"/a","instances":1}]}', '{"apps":[{"id":"/a",', '[]'])(
  'an answer that is not whole is not taken for no apps: %s',
  (text) => {
    return expect(readApps(Buffer.from(text))).rejects.toThrow();
  },
);

test.each([
  [{ status: 200, body: { leader: 'm1:8080' } }, 'm1:8080'],
  [{ status: 404, body: { message: 'There is no leader' } }, undefined],
])('the leader of %j', async (told, leader) => {
  const server = await testServer(() => told);
  const ask = marathonLeader(new HttpClient({ baseUrl: server.url, timeout }));
  expect(await ask()).toBe(leader);
  await server.close();
});

test.each([
  [{ status: 500, body: { message: 'broken' } }, 'Marathon answered 500: broken'],
  [{ status: 200, body: {} }, "Marathon's answer names no leader"],
])('nobody is taken for the leader of %j', async (told, message) => {
  const server = await testServer(() => told);
  const ask = marathonLeader(new HttpClient({ baseUrl: server.url, timeout }));
  await expect(ask()).rejects.toThrow(message);
  await server.close();
});
