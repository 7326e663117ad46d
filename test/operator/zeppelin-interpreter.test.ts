import { Zeppelin } from '../../src/lab';
import {
  API_VERSION,
  publishedHeader,
  stateStoreKeys,
  zeppelinInterpreterStateSchema,
} from '../../src/manifest';
import { Bed } from './support/bed';
import { Crash } from './support/crash';
import { FakeCluster } from './support/fake-cluster';
import { ZEPPELIN, zeppelinOf } from './support/lab-zeppelin';
import { declare, defaults, service } from './support/manifests';

let lab: Zeppelin;
let bed: Bed;

const KIND = 'ZeppelinInterpreter';
const manifest = (spec: Readonly<Record<string, unknown>> = {}) => ({
  apiVersion: API_VERSION,
  kind: KIND,
  metadata: { name: 'spark' },
  spec: { url: ZEPPELIN, sparkDefaults: 'defaults', ...spec },
});

function start(version = '0.10.0', properties?: Readonly<Record<string, string>>): void {
  lab = new Zeppelin({ version, ...(properties ? { properties } : {}) });
  bed = new Bed(new FakeCluster());
  bed.zeppelins.set(ZEPPELIN, zeppelinOf(lab, bed.clock));
}

function publish(properties: Readonly<Record<string, string>>, port = 7337): void {
  const endpoint = {
    service: 'spark-2-4',
    appId: `/shuffle/a-${port}`,
    port,
    sparkVersion: '2.4.0',
    sharedDirectory: '/x',
  };
  const all = { ...properties, 'spark.shuffle.service.port': `${port}` };
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
  bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), publishedHeader(endpoint) + lines.join(''));
}

async function work(passes = 3, operator = bed.passes()): Promise<void> {
  for (let i = 0; i < passes; i++) {
    await operator.run().catch((error: Error) => expect(error.message).toBe('the process is gone'));
    await bed.clock.run(10, 0);
  }
}

const condition = (type: string) => bed.condition(type, KIND, 'spark');
const status = () => bed.status(KIND, 'spark');
const events = () => (status().events ?? []).map((one) => one.reason);
const uses = () => (status().uses ?? []).map(({ port }) => port);
const state = () => {
  const text = bed.state.text(stateStoreKeys.state(KIND, 'spark'));
  return text === undefined ? undefined : zeppelinInterpreterStateSchema.parse(JSON.parse(text));
};
const spark = () => lab.interpreters[0] ?? lab.create('none', {});
const there = () =>
  Object.fromEntries(
    Object.entries(spark().properties).map(([name, one]) => [
      name,
      typeof one === 'object' ? (one as { readonly value: unknown }).value : one,
    ]),
  );
function runNote(owner?: string) {
  const note = lab.addNote('n', ['%spark\n1 + 1'], owner);
  const [paragraph] = note.paragraphs;
  if (!paragraph) throw new Error('no paragraph');
  lab.run(paragraph);
  return paragraph;
}

beforeEach(() => start());

describe.each(['0.7.3', '0.8.2', '0.10.0'])('Zeppelin %s', (version) => {
  beforeEach(() => start(version));

  test('is given what is published, restarted, and a second pass writes nothing', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest({ sparkConf: { 'spark.app.name': 'z' } })]);
    await work();
    const { id } = spark();
    expect(lab.writes).toEqual([`put ${id}`, `restart ${id}`]);
    expect(there()).toEqual({
      'spark.app.name': 'z',
      'spark.cores.max': '8',
      'spark.master': 'local[*]',
      'spark.shuffle.service.port': '7337',
      'zeppelin.spark.maxResult': '1000',
    });
    expect(condition('Ready')).toMatchObject({ status: 'True' });
    expect(status().interpreter).toEqual({
      url: ZEPPELIN,
      id,
      properties: ['spark.app.name', 'spark.cores.max', 'spark.shuffle.service.port'],
    });
    expect(events()).toEqual(['AnnounceChange', 'PutProperties', 'RestartInterpreter']);
    bed.puts.splice(0);
    await work(5);
    // A process that has just begun, too.
    await work(2);
    expect(lab.writes).toHaveLength(2);
    expect(bed.puts).toEqual([]);
  });

  test('waits while somebody runs a paragraph', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest()]);
    const paragraph = runNote();
    await work(5);
    expect(lab.writes).toEqual([]);
    expect(paragraph.status).toBe('RUNNING');
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Busy' });
    expect(condition('Current')?.message).toMatch(
      /^not as wanted: spark.cores.max, spark.shuffle.service.port. it waits since .*: a paragraph of note \w+ is RUNNING$/,
    );
    const puts = bed.puts.length;
    await work(5);
    expect(bed.puts).toHaveLength(puts);
    paragraph.status = 'FINISHED';
    await work();
    expect(condition('Ready')?.status).toBe('True');
    expect(state()?.waitsSince).toBeUndefined();
  });

  test('keeps its list of notes to those who may see it: what cannot be looked into counts as running', async () => {
    publish({});
    declare(bed.manifests, [manifest()]);
    bed.zeppelins.set(ZEPPELIN, {
      ...zeppelinOf(lab, bed.clock),
      activity: () => Promise.reject(new Error('no answer')),
    });
    await work();
    expect(lab.writes).toEqual([]);
    expect(condition('Current')).toMatchObject({ reason: 'ActivityUnknown' });
    expect(condition('Current')?.message).toContain('no answer');
  });
});

describe('restart', () => {
  beforeEach(() => publish({ 'spark.cores.max': '8' }));

  test('Always ends what runs', async () => {
    declare(bed.manifests, [manifest({ restart: 'Always' })]);
    const paragraph = runNote();
    await work();
    expect(paragraph.status).toBe('ABORT');
    expect(condition('Ready')?.status).toBe('True');
  });

  test('Never writes nothing, for to write is to restart', async () => {
    declare(bed.manifests, [manifest({ restart: 'Never' })]);
    await work();
    expect(lab.writes).toEqual([]);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Held' });
  });

  test('WhenIdle with a limit ends what runs once that is over, whoever counted', async () => {
    declare(bed.manifests, [manifest({ maximumWaitSeconds: 120 })]);
    const paragraph = runNote();
    await work(7);
    // Another process goes on counting.
    await work(5);
    expect(lab.writes).toEqual([]);
    await work(3);
    expect(lab.writes).toEqual(['put spark', 'restart spark']);
    expect(paragraph.status).toBe('ABORT');
  });

  test('that is due waits for who began meanwhile', async () => {
    declare(bed.manifests, [manifest()]);
    const real = zeppelinOf(lab, bed.clock);
    let late: ReturnType<typeof runNote> | undefined;
    bed.zeppelins.set(ZEPPELIN, {
      ...real,
      replaceProperties: async (setting, all) => {
        const answer = await real.replaceProperties(setting, all);
        late = runNote();
        return answer;
      },
    });
    await work();
    expect(lab.writes).toEqual(['put spark']);
    expect(condition('Ready')).toMatchObject({ reason: 'RestartWaits' });
    expect(condition('Current')).toMatchObject({ reason: 'AsWanted' });
    if (late) late.status = 'FINISHED';
    await work();
    expect(lab.writes).toEqual(['put spark', 'restart spark']);
    expect(condition('Ready')?.status).toBe('True');
  });
});

test('what is published no longer is taken away, and what others have set stays', async () => {
  publish({ 'spark.cores.max': '8', 'spark.x': 'y' });
  declare(bed.manifests, [manifest()]);
  await work();
  publish({ 'spark.cores.max': '8' });
  await work();
  expect(Object.keys(there()).sort()).toEqual([
    'spark.cores.max',
    'spark.master',
    'spark.shuffle.service.port',
    'zeppelin.spark.maxResult',
  ]);
  expect(status().interpreter?.properties).not.toContain('spark.x');
});

test('what somebody else changes is put back, and an event says so', async () => {
  publish({ 'spark.cores.max': '8' });
  declare(bed.manifests, [manifest()]);
  await work();
  const { properties } = spark();
  spark().properties = {
    ...properties,
    'spark.cores.max': lab.property('spark.cores.max', 'planted-secret'),
  };
  await work();
  expect(there()['spark.cores.max']).toBe('8');
  const mended = status().events?.find((one) => one.reason === 'MendProperties');
  expect(mended?.message).toBe('somebody else has changed spark.cores.max; nobody runs a paragraph');
  expect(JSON.stringify([status(), state(), bed.events])).not.toContain('planted-secret');
});

test('what Zeppelin keeps otherwise than it was sent is written once, and told', async () => {
  lab.rewrite = (properties) => ({
    ...properties,
    'spark.cores.max': lab.property('spark.cores.max', '8.0'),
  });
  publish({ 'spark.cores.max': '8' });
  declare(bed.manifests, [manifest()]);
  await work();
  await work();
  expect(lab.writes).toEqual(['put spark', 'restart spark']);
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Rewritten' });
});

test('a password stays as it is and is told nowhere; masked, it keeps everything from being written', async () => {
  const { properties } = spark();
  spark().properties = {
    ...properties,
    'spark.secret': lab.property('spark.secret', 'planted-secret', 'password'),
  };
  publish({ 'spark.cores.max': '8', 'spark.secret': 'public' });
  declare(bed.manifests, [manifest()]);
  await work();
  expect(there()['spark.secret']).toBe('planted-secret');
  expect(condition('Current')?.message).toBe(
    'every property is as wanted; left alone, for they hold secrets: spark.secret',
  );
  expect(JSON.stringify([status(), state(), bed.events])).not.toContain('planted-secret');
  const before = lab.writes.length;
  spark().properties = { ...spark().properties, token: lab.property('token', '********') };
  publish({ 'spark.cores.max': '9' });
  await work();
  expect(lab.writes).toHaveLength(before);
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Masked' });
});

describe('what it uses', () => {
  const serviceState = (retiring: number) => ({
    service: 'spark-2-4',
    active: { revision: 'r', appId: '/shuffle/a-7338', port: 7338, releases: [] },
    retiring: [
      {
        ...{ revision: 'r', appId: `/shuffle/a-${retiring}`, port: retiring, releases: [] },
        use: { since: '2026-01-01T00:00:00.000Z' },
      },
    ],
  });

  test('is the old port until it is restarted, and both in between', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest()]);
    await work();
    expect(uses()).toEqual([7337]);
    publish({ 'spark.cores.max': '8' }, 7338);
    const paragraph = runNote();
    await work();
    expect(uses()).toEqual([7337]);
    // It ends between the write and the restart, for ever busy afterwards.
    const crash = new Crash(3, 'before');
    paragraph.status = 'FINISHED';
    await work(
      1,
      bed.passes(() => {}, { crash }),
    );
    expect(crash.happened).toBe(true);
    runNote();
    await work();
    expect(uses()).toEqual([7337, 7338]);
    for (const one of lab.notes.flatMap(({ paragraphs }) => paragraphs)) one.status = 'FINISHED';
    await work();
    expect(uses()).toEqual([7338]);
    expect(status().uses).toEqual([{ service: 'spark-2-4', appId: '/shuffle/a-7338', port: 7338 }]);
  });

  test('is known of one that was set up by hand, by what services have', async () => {
    start('0.10.0', { 'spark.shuffle.service.port': '7337' });
    bed.rawState.set(stateStoreKeys.state('ShuffleService', 'spark-2-4'), JSON.stringify(serviceState(7337)));
    publish({}, 7338);
    declare(bed.manifests, [manifest()]);
    const paragraph = runNote();
    await work();
    expect(status().uses).toEqual([{ service: 'spark-2-4', appId: '/shuffle/a-7337', port: 7337 }]);
    paragraph.status = 'ERROR';
    await work();
    expect(uses()).toEqual([7338]);
  });
});

test('rule 4: an older shuffle service stays as long as an interpreter runs with its port', async () => {
  const cluster = new FakeCluster();
  bed = new Bed(cluster);
  bed.zeppelins.set(ZEPPELIN, zeppelinOf(lab, bed.clock));
  for (const host of ['a1', 'a2']) {
    await cluster.addAgent(host);
    const quiet = { listening: true, connections: 0, cleaner: 'alive' } as const;
    const ports = new Map([7337, 7338].map((port) => [port, quiet]));
    cluster.ports.set(host, { is: 'known', ports });
  }
  const say = (sparkVersion: string) =>
    declare(bed.manifests, [service({ sparkVersion }), defaults(), manifest()]);
  say('2.4.0');
  const operator = bed.passes();
  await work(6, operator);
  expect(uses()).toEqual([7337]);
  const paragraph = runNote();
  say('2.4.8');
  bed.writes.splice(0);
  await work(200, operator);
  expect(bed.status().activeRevision?.port).toBe(7338);
  expect(bed.writes.filter((one) => one.startsWith('remove'))).toEqual([]);
  expect(bed.status().retiring?.[0]?.because).toBe('ZeppelinInterpreter/spark still names port 7337');
  expect(paragraph.status).toBe('RUNNING');
  paragraph.status = 'FINISHED';
  await work(70, operator);
  expect(uses()).toEqual([7338]);
  expect(bed.writes.filter((one) => one.startsWith('remove'))).toHaveLength(1);
});

test('an interpreter that is absent, and defaults that are not published, are told', async () => {
  declare(bed.manifests, [manifest({ interpreter: 'nope' })]);
  await work();
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'NotPublished' });
  publish({});
  await work();
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'NoSuchInterpreter' });
  expect(lab.writes).toEqual([]);
});

test.each([
  ['ERROR', 'InterpreterError', 'Zeppelin says: cannot resolve'],
  ['DOWNLOADING_DEPENDENCIES', 'Downloading', 'Zeppelin fetches its dependencies'],
] as const)('Zeppelin’s own word is told: %s', async (word, told, message) => {
  publish({});
  Object.assign(spark(), { status: word, errorReason: 'cannot resolve' });
  declare(bed.manifests, [manifest()]);
  await work();
  expect(condition('Usable')).toMatchObject({ status: 'False', reason: told, message });
});

test('another interpreter than before is looked after from now on; the former keeps what it has', async () => {
  publish({ 'spark.cores.max': '8' });
  declare(bed.manifests, [manifest()]);
  await work();
  lab.create('spark2', {});
  declare(bed.manifests, [manifest({ interpreter: 'spark2' })]);
  await work();
  expect(lab.writes).toEqual(['put spark', 'restart spark', 'put spark2', 'restart spark2']);
  expect(there()['spark.cores.max']).toBe('8');
  expect(
    status()
      .events?.map(({ message }) => message)
      .join(),
  ).toContain(`what spark at ${ZEPPELIN} has been given stays there`);
});

test('paused, observing and dry runs write nothing to Zeppelin', async () => {
  publish({ 'spark.cores.max': '8' });
  declare(bed.manifests, [manifest()]);
  await work(
    2,
    bed.passes(() => {}, { dryRun: true }),
  );
  await work(
    2,
    bed.passes(() => {}, { observeOnly: true }),
  );
  declare(bed.manifests, [manifest({ paused: true })]);
  await work();
  expect(lab.writes).toEqual([]);
  expect(state()).toBeUndefined();
});

test('a process that ends at any write leaves everything to be done, and no endpoint untold', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; ; at++) {
      start();
      publish({ 'spark.cores.max': '8' });
      declare(bed.manifests, [manifest()]);
      await work();
      publish({ 'spark.cores.max': '9' }, 7338);
      const crash = new Crash(at, when);
      await work(
        1,
        bed.passes(() => {}, { crash }),
      );
      if (!crash.happened) break;
      // What it was started with is among what it is known to use.
      const running = there()['spark.shuffle.service.port'];
      const known = (state()?.uses ?? []).map(({ port }) => `${port}`);
      expect([at, when, known]).toEqual([at, when, expect.arrayContaining([running])]);
      await work();
      expect([at, when, there()['spark.cores.max'], uses()]).toEqual([at, when, '9', [7338]]);
      expect(condition('Ready')?.status).toBe('True');
    }
  }
});

describe('when the manifest is gone', () => {
  const gone = () => declare(bed.manifests, []);

  test('Retain leaves everything as it is', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest()]);
    await work();
    gone();
    await work();
    expect(lab.writes).toHaveLength(2);
    expect(condition('Ready')).toMatchObject({ reason: 'Retained' });
  });

  test('Drain takes away what was set, once nobody runs a paragraph', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest({ deletionPolicy: 'Drain' })]);
    await work();
    gone();
    const paragraph = runNote();
    await work();
    expect(lab.writes).toHaveLength(2);
    expect(condition('Removed')).toMatchObject({ status: 'False', reason: 'RemovalWaits' });
    expect(uses()).toEqual([7337]);
    paragraph.status = 'FINISHED';
    await work();
    expect(there()).toEqual({ 'spark.master': 'local[*]', 'zeppelin.spark.maxResult': '1000' });
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
    expect(status().uses).toBeUndefined();
    const writes = lab.writes.length;
    await work(3);
    expect(lab.writes).toHaveLength(writes);
  });

  test('Drain with Never leaves it alone, and nothing is left of an interpreter that is gone', async () => {
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest({ deletionPolicy: 'Drain' })]);
    await work();
    declare(bed.manifests, [manifest({ deletionPolicy: 'Drain', restart: 'Never' })]);
    await work();
    gone();
    await work();
    expect(lab.writes).toHaveLength(2);
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'LeftAlone' });
    start();
    publish({ 'spark.cores.max': '8' });
    declare(bed.manifests, [manifest({ deletionPolicy: 'Drain' })]);
    await work();
    lab.interpreters.pop();
    gone();
    await work();
    expect(condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
  });
});
