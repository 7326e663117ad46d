import { marathonOverHttp } from '../../../src/io/marathon-http';
import { mesosOverHttp } from '../../../src/io/mesos-http';
import { createLab, type FaultRule } from '../../../src/lab';
import { inProcess, inVirtualTime } from './in-process';

function clients(...faults: readonly FaultRule[]) {
  const lab = createLab({ clock: 'virtual', agents: 2, faults });
  const timeout = 5;
  return {
    lab,
    mesos: mesosOverHttp(inProcess(lab, { baseUrl: 'http://127.0.0.1:5050', timeout })),
    marathon: marathonOverHttp(inProcess(lab, { baseUrl: 'http://127.0.0.1:8080', timeout })),
  };
}

describe('the clients of the operator, without sockets', () => {
  test('see the agents and create an app', async () => {
    const { lab, mesos, marathon } = clients();
    expect(await inVirtualTime(lab, mesos.view())).toMatchObject({ is: 'known', agents: [{}, {}] });
    const app = { id: '/a', cmd: 'serve', cpus: 0.1, mem: 32 };
    expect(await inVirtualTime(lab, marathon.create(app))).toMatchObject({ is: 'accepted' });
    lab.driver.advance(3);
    expect((await inVirtualTime(lab, marathon.app('/a')))?.tasks).toHaveLength(1);
  });

  test('wait for a slow answer in virtual time, and give up where it takes too long', async () => {
    const slow = clients({ kind: 'slow-answer', seconds: 4 });
    const begin = slow.lab.world.timeline.now;
    await inVirtualTime(slow.lab, slow.marathon.info());
    expect(slow.lab.world.timeline.now - begin).toBe(4_000);
    const never = clients({ kind: 'no-answer', server: 'marathon' });
    await expect(inVirtualTime(never.lab, never.marathon.info())).rejects.toThrow('within 5 s');
    expect(await inVirtualTime(never.lab, never.mesos.view())).toMatchObject({ is: 'known' });
  });

  test('say so where nothing will ever happen', async () => {
    const { lab } = clients();
    const still = { ...lab, world: { timeline: { nextAt: undefined, now: 0 } } } as unknown as typeof lab;
    await expect(inVirtualTime(still, new Promise(() => undefined))).rejects.toThrow('pending');
  });
});
