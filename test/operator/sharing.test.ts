import type { Marathon } from '../../src/operator/ports';
import { Bed } from './support/bed';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare, service } from './support/manifests';

const HOSTS = ['a1', 'a2', 'a3'];
const PORTS = [7337, 7338, 7339];

let lab: LabInProcess;
let bed: Bed;
/** Looks at Marathon's apps. */
let looks = 0;

beforeEach(async () => {
  looks = 0;
  lab = labInProcess();
  bed = new Bed({ ...lab, marathon: looked(lab.marathon) });
  for (const host of HOSTS) await lab.addAgent(host);
  connections(7337, 0);
});

afterEach(() => bed.close());

/** Never two apps on one port, after every write: neither by what they ask for nor by what their tasks have. */
async function look(): Promise<void> {
  looks++;
  const held = (await lab.marathon.ports()).flatMap(({ id, wanted, held: has }) =>
    [...new Set([...wanted, ...has])].map((port) => ({ id, port })),
  );
  const ports = held.map(({ port }) => port).sort();
  expect([held, ports]).toEqual([held, [...new Set(ports)]]);
}

function looked(marathon: Marathon): Marathon {
  const then = <A extends readonly unknown[], T>(write: (...args: A) => Promise<T>) => {
    return async (...args: A) => {
      const answer = await write(...args);
      await look();
      return answer;
    };
  };
  const { create, raise, replace, remove, release, wipe, stop } = marathon;
  return {
    ...marathon,
    create: then(create),
    raise: then(raise),
    replace: then(replace),
    remove: then(remove),
    release: then(release),
    wipe: then(wipe),
    stop: then(stop),
  };
}

/** What the agents say of their ports: nobody is connected, but to this one. */
function connections(port: number, count: number): void {
  const ports = new Map(
    PORTS.map((one) => [
      one,
      { listening: true, connections: one === port ? count : 0, cleaner: 'alive' as const },
    ]),
  );
  for (const host of HOSTS) lab.ports.set(host, { is: 'known', ports });
}

const spark2 = (sparkVersion = '2.4.0') => service({ sparkVersion });
const spark3 = (sparkVersion = '3.0.1') => service({ name: 'spark-3-0', sparkVersion });
const of = (name: string) => ({
  active: bed.status('ShuffleService', name).activeRevision,
  upToDate: bed.condition('UpToDate', 'ShuffleService', name),
  deployed: bed.condition('Deployed', 'ShuffleService', name),
});

async function run(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 10) {
    await bed.run(10);
    await look();
  }
}

/** Both, and then the first one on its way to the third port, with an application on its older version. */
async function rolling(): Promise<void> {
  declare(bed.manifests, [spark2(), spark3()]);
  bed.start('one');
  await run(60);
  expect([of('spark-2-4').active?.port, of('spark-3-0').active?.port]).toEqual([7337, 7338]);
  for (const name of ['spark-2-4', 'spark-3-0']) {
    expect(bed.condition('Ready', 'ShuffleService', name)?.status).toBe('True');
  }
  connections(7337, 1);
  declare(bed.manifests, [spark2('2.4.8'), spark3()]);
  await run(60);
  expect(of('spark-2-4')).toMatchObject({ active: { port: 7339 }, upToDate: { status: 'True' } });
  bed.writes.splice(0);
}

const HOLDERS =
  'no port is free: 7337 is used by the shuffle service spark-2-4, 7338 is used by the shuffle service spark-3-0, ' +
  '7339 is used by the shuffle service spark-2-4';

test('two services on three ports: one rolls out at a time, and the other follows', async () => {
  await rolling();
  declare(bed.manifests, [spark2('2.4.8'), spark3('3.0.3')]);
  await run(600);
  // As long as an application is on the older version.
  expect(bed.writes).toEqual([]);
  expect(of('spark-3-0')).toMatchObject({
    active: { port: 7338, sparkVersion: '3.0.1' },
    upToDate: { status: 'False', reason: 'RolloutBlocked', message: expect.stringContaining(HOLDERS) },
  });
  connections(7337, 0);
  await run(800);
  expect(bed.writes.slice(0, 2)).toEqual([
    expect.stringMatching(/^remove \/shuffle\/spark-2-4-/),
    'create 3',
  ]);
  expect(of('spark-3-0')).toMatchObject({
    active: { port: 7337, sparkVersion: '3.0.3' },
    upToDate: { status: 'True' },
  });
  await run(800);
  expect(bed.writes.slice(2)).toEqual([expect.stringMatching(/^remove \/shuffle\/spark-3-0-/)]);
  expect((await lab.marathon.ports()).map(({ wanted }) => wanted[0]).sort()).toEqual([7337, 7339]);
  for (const name of ['spark-2-4', 'spark-3-0']) {
    expect(bed.condition('Ready', 'ShuffleService', name)?.status).toBe('True');
  }
  expect(looks).toBeGreaterThan(200);
});

test('both at once: one begins, the other waits its turn', async () => {
  declare(bed.manifests, [spark2(), spark3()]);
  bed.start('one');
  await run(60);
  bed.writes.splice(0);
  declare(bed.manifests, [spark2('2.4.8'), spark3('3.0.3')]);
  await run(60);
  expect(bed.writes).toEqual(['create 3']);
  expect([of('spark-2-4').active?.port, of('spark-3-0').active?.port]).toEqual([7339, 7338]);
  expect(of('spark-3-0').upToDate?.reason).toBe('RolloutBlocked');
  await run(1700);
  expect([of('spark-2-4').active?.port, of('spark-3-0').active?.port]).toEqual([7339, 7337]);
  expect(bed.writes).toHaveLength(4);
});

test('a third one finds no port, and says who holds them', async () => {
  await rolling();
  declare(bed.manifests, [spark2('2.4.8'), spark3(), service({ name: 'spark-3-5', sparkVersion: '3.5.1' })]);
  await run(120);
  expect(bed.writes).toEqual([]);
  expect(of('spark-3-5')).toMatchObject({
    active: undefined,
    deployed: { status: 'False', reason: 'RolloutBlocked', message: HOLDERS },
  });
  for (const name of ['spark-2-4', 'spark-3-0']) {
    expect(bed.condition('Ready', 'ShuffleService', name)?.status).toBe('True');
  }
});
