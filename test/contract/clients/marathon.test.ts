import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from '../../../src/domain/core/duration';
import { systemClock } from '../../../src/io/clock';
import { HttpClient } from '../../../src/io/http';
import { marathonEvents } from '../../../src/io/marathon-events';
import { marathonOverHttp } from '../../../src/io/marathon-http';
import { type RunningLab, startLab } from '../../../src/lab';
import type { Marathon } from '../../../src/operator/ports';

/**
 * The same checks of our client against the lab and, where `MARATHON_URL` names one, against a real Marathon. They run
 * nothing there: the app can be placed nowhere, has a group of its own, and is removed at the end.
 */
interface Target {
  readonly name: string;
  readonly url: () => Promise<string>;
  /** Lets it work for a moment. */
  readonly moment: () => Promise<void>;
  readonly close: () => Promise<void>;
}

let lab: RunningLab;
const inLab: Target = {
  name: 'the lab',
  url: async () => {
    lab = await startLab({ agents: 2, clock: 'virtual' });
    return lab.marathonUrl;
  },
  moment: async () => lab.advance(1),
  close: () => lab.close(),
};

const { MARATHON_URL } = process.env;
const real: Target = {
  name: `the Marathon at ${MARATHON_URL}`,
  url: async () => MARATHON_URL ?? '',
  moment: () => sleep(200),
  close: async () => {},
};

const GROUP = `/client-check-${process.pid}`;
const ID = `${GROUP}/nowhere`;
const APP = {
  id: ID,
  cmd: 'sleep 1',
  ...{ cpus: 0.01, mem: 16, instances: 1, requirePorts: true },
  portDefinitions: [{ port: 31_999, protocol: 'tcp' }],
  constraints: [['hostname', 'CLUSTER', 'nowhere.invalid']],
};

describe.each(MARATHON_URL === undefined ? [inLab] : [inLab, real])('$name', (target) => {
  let client: HttpClient;
  let marathon: Marathon;
  const heard: string[] = [];
  const stop = new AbortController();
  let listening: Promise<void>;

  beforeAll(async () => {
    client = new HttpClient({ baseUrl: await target.url(), timeout: Duration.seconds(10) });
    marathon = marathonOverHttp(client);
    const log = { event: () => {} };
    const wakes = marathonEvents({ client, clock: systemClock, log });
    listening = wakes.listen((because) => void heard.push(because), stop.signal);
    await until(async () => heard.length > 0);
  });
  afterAll(async () => {
    // Whatever came of it, nothing stays.
    await client.request({ method: 'DELETE', path: `/v2/groups${GROUP}?force=true` });
    stop.abort();
    await listening;
    client.close();
    await target.close();
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (await holds()) return;
      await target.moment();
      await sleep(10);
    }
    throw new Error('waited in vain');
  }

  const deploymentOf = async () => (await marathon.deployments()).find(({ apps }) => apps.includes(ID));
  const stopDeployment = async () => {
    const deployment = await deploymentOf();
    expect(deployment?.actions.map(({ app }) => app)).toEqual([ID]);
    expect(await marathon.stop(deployment?.id ?? '')).toMatchObject({ is: 'accepted' });
    await until(async () => (await deploymentOf()) === undefined);
  };

  test('says what it is', async () => {
    const { version, marathon_config } = await marathon.info();
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(marathon_config).toHaveProperty('mesos_role');
  });

  test('an app that is not there is none', async () => {
    expect(await marathon.app(ID)).toBeUndefined();
  });

  test('what is not valid is refused, with the field', async () => {
    const answer = await marathon.create({ ...APP, cpus: -1 });
    expect(answer).toMatchObject({ is: 'refused', status: 422, message: expect.stringContaining('cpus') });
  });

  test('an app is created once, waits, and is locked meanwhile', async () => {
    expect(await marathon.create(APP)).toMatchObject({
      is: 'accepted',
      deploymentId: expect.stringMatching(/./),
    });
    expect(await marathon.create(APP)).toMatchObject({ is: 'exists' });
    await until(async () => (await marathon.queue()).get(ID)?.count === 1);
    const app = await marathon.app(ID);
    expect(app).toMatchObject({ id: ID, instances: 1, tasks: [], definition: { id: ID, cmd: 'sleep 1' } });
    expect(app?.deployments).toEqual([(await deploymentOf())?.id]);
    expect(await marathon.raise(ID, 2)).toMatchObject({ is: 'locked', deployments: app?.deployments });
    expect(await marathon.remove(ID)).toMatchObject({ is: 'locked' });
    expect((await marathon.ports()).find(({ id }) => id === ID)).toEqual({
      id: ID,
      wanted: [31_999],
      held: [],
    });
  });

  test('its deployment can be stopped, then it is raised and replaced', async () => {
    await stopDeployment();
    expect(await marathon.raise(ID, 2)).toMatchObject({ is: 'accepted' });
    await stopDeployment();
    expect((await marathon.app(ID))?.instances).toBe(2);
    expect(await marathon.replace({ ...APP, instances: 2, cmd: 'sleep 2' })).toMatchObject({
      is: 'accepted',
    });
    await until(async () => (await marathon.app(ID))?.definition['cmd'] === 'sleep 2');
  });

  test('it is removed, and a write to it refused from then on', async () => {
    if (await deploymentOf()) await stopDeployment();
    expect(await marathon.remove(ID)).toMatchObject({ is: 'accepted' });
    await until(async () => (await marathon.app(ID)) === undefined);
    expect(await marathon.remove(ID)).toMatchObject({ is: 'refused', status: 404 });
    expect(await marathon.release(ID, 'no-such-task')).toMatchObject({ is: 'refused', status: 404 });
  });

  test('its events were heard', async () => {
    await until(async () => heard.includes('Marathon: api_post_event'));
    expect(heard[0]).toBe('Marathon: listening from now on');
  });
});
