import { Zeppelin } from '../../src/lab';
import { API_VERSION, publishedHeader, stateStoreKeys } from '../../src/manifest';
import { application, type Stage, scheduled, stage, starts } from './support/applications';
import { dispatcher } from './support/dispatchers';
import { ZEPPELIN, zeppelinOf } from './support/lab-zeppelin';
import { declare } from './support/manifests';

jest.setTimeout(120_000);

let at: Stage;
let zeppelin: Zeppelin;
beforeEach(() => {
  at = stage();
  zeppelin = new Zeppelin({ version: '0.10.0' });
  at.bed.zeppelins.set(ZEPPELIN, zeppelinOf(zeppelin, at.bed.clock));
});
afterEach(() => at.bed.close());

async function work(passes: number): Promise<void> {
  const operator = at.bed.passes();
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await at.bed.clock.run(10, 0);
  }
}

const USE = { service: 'spark-2-4', appId: '/shuffle/spark-2-4-1', port: 7338 };
const PUBLISHED = [
  'spark.shuffle.service.enabled=true',
  'spark.shuffle.service.port=7338',
  'spark.local.dir=/data/spark/a',
];
function publish(
  lines: readonly string[],
  origin = { sharedDirectory: '/data/spark', sparkVersion: '2.4.8' },
) {
  const body = `${publishedHeader({ ...USE, ...origin })}${lines.join('\n')}\n`;
  at.bed.rawState.set(stateStoreKeys.sparkDefaults('defaults'), body);
}

type Conf = Readonly<Record<string, string>>;
const given = (sparkConf: Conf) => ({ sparkDefaults: 'defaults', sparkConf: { ...sparkConf } });

interface Case {
  readonly kind: string;
  readonly name: string;
  readonly manifest: (conf: Conf) => Parameters<typeof declare>[1][number];
  /** What stands in the world because of it. */
  readonly written: () => Promise<readonly unknown[]>;
}

const CASES: readonly Case[] = [
  ...(['Marathon', 'Metronome', 'Dispatcher'] as const).map((place) => ({
    kind: 'SparkApplication',
    name: 'pi',
    manifest: (conf: Conf) => application(place, given(conf), { ends: 'never' }),
    written: async () => starts(at),
  })),
  {
    kind: 'ScheduledSparkApplication',
    name: 'pi',
    manifest: (conf) => scheduled({ template: given(conf) }),
    written: async () => [await at.lab.metronome.job('pi')].filter(Boolean),
  },
  {
    kind: 'SparkDispatcher',
    name: 'spark',
    manifest: (conf) => dispatcher({ ...given(conf), dispatcherConf: { 'spark.mesos.maxDrivers': '7' } }),
    written: async () => [await at.lab.marathon.app('/spark')].filter(Boolean),
  },
  {
    kind: 'ZeppelinInterpreter',
    name: 'spark',
    manifest: (conf) => ({
      ...{ apiVersion: API_VERSION, kind: 'ZeppelinInterpreter', metadata: { name: 'spark' } },
      spec: { url: ZEPPELIN, ...given(conf) },
    }),
    written: async () => zeppelin.writes.filter((one) => one.startsWith('put')),
  },
];

describe.each(CASES.map((one, i) => ({ ...one, title: `${one.kind} (${i})` })))(
  'rule: own properties part nobody from the published service; $title',
  ({ kind, name, manifest, written }) => {
    const condition = (type: string) => at.bed.condition(type, kind, name);

    test('what contradicts them is told, with all that is wrong, and nothing is written until it does not', async () => {
      publish(PUBLISHED);
      declare(at.bed.manifests, [
        manifest({
          'spark.local.dir': '/tmp',
          'spark.mesos.network.name': 'dcos',
          'spark.executor.extraJavaOptions': '-Dcom.sun.management.jmxremote.port=9010',
        }),
      ]);
      await work(3);
      expect(await written()).toEqual([]);
      expect(at.bed.puts.filter((key) => key.startsWith('state/'))).toEqual([]);
      expect(condition('Observed')).toBeUndefined();
      expect(condition('Compatible')).toMatchObject({ status: 'False', reason: 'Contradicted' });
      expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Contradicted' });
      for (const part of [
        'sparkConf.spark.local.dir: found "/tmp", wanted /data/spark or folders in it',
        'sparkConf.spark.mesos.network.name: found "dcos", wanted nothing; a container network hides',
        'wanted no fixed port in executors',
      ]) {
        expect(condition('Compatible')?.message).toContain(part);
      }
      declare(at.bed.manifests, [manifest({})]);
      await work(4);
      expect(await written()).toHaveLength(1);
      expect(condition('Compatible')).toMatchObject({ status: 'True', reason: 'Compatible' });
    });

    test('a folder beside the published one, in the shared directory, is as good', async () => {
      publish(PUBLISHED);
      declare(at.bed.manifests, [manifest({ 'spark.local.dir': '/data/spark/b' })]);
      await work(4);
      expect(condition('Compatible')).toMatchObject({ status: 'True', reason: 'Compatible' });
      expect(await written()).toHaveLength(1);
    });

    test('what is published later and contradicted changes nothing that is there', async () => {
      publish(PUBLISHED);
      declare(at.bed.manifests, [manifest({ 'spark.mesos.network.name': 'dcos', ...WITHOUT })]);
      await work(5);
      const before = await written();
      expect(before).toHaveLength(1);
      const { length } = at.bed.writes;
      declare(at.bed.manifests, [manifest({ 'spark.mesos.network.name': 'dcos' })]);
      await work(5);
      expect(condition('Compatible')).toMatchObject({ status: 'False', reason: 'Contradicted' });
      expect(await written()).toEqual(before);
      expect(at.bed.writes).toHaveLength(length);
    });
  },
);

/** Who does without the service may say what they like. */
const WITHOUT = { 'spark.shuffle.service.enabled': 'false', 'spark.dynamicAllocation.enabled': 'false' };

test('an application that runs, or has ended, goes by what was published when it started', async () => {
  const condition = (type: string) => at.bed.condition(type, 'SparkApplication', 'pi');
  publish(['spark.executor.memory=2g']);
  declare(at.bed.manifests, [application('Marathon', given({ 'spark.mesos.network.name': 'dcos' }))]);
  await work(4);
  publish(PUBLISHED);
  await work(2);
  expect(condition('Compatible')).toMatchObject({ status: 'True', reason: 'NoStartDue' });
  expect(condition('Compatible')?.message).toContain('another start would be refused: sparkConf.spark.mesos');
  await work(20);
  expect(condition('Ran')?.reason).toBe('Completed');
  expect(condition('Ready')?.status).toBe('True');
});

test('a driver does not end for a manifest that would not be started; it does once it would', async () => {
  const condition = (type: string) => at.bed.condition(type, 'SparkApplication', 'pi');
  const run = (conf: Conf) => application('Marathon', given(conf), { ends: 'never' });
  publish(PUBLISHED);
  declare(at.bed.manifests, [run({})]);
  await work(4);
  declare(at.bed.manifests, [run({ 'spark.shuffle.service.port': '1' })]);
  await work(6);
  expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_RUNNING']);
  expect(condition('Compatible')).toMatchObject({ status: 'False', reason: 'Contradicted' });
  expect(condition('Submitted')).toMatchObject({ status: 'False', reason: 'NotReplaced' });
  expect(at.bed.status('SparkApplication', 'pi').application?.state).toBe('Running');
  declare(at.bed.manifests, [run({ 'spark.shuffle.service.port': '7338' })]);
  await work(12);
  expect(starts(at).map((text) => text.split(' ')[1])).toEqual(['TASK_KILLED', 'TASK_RUNNING']);
});

test('what no shell can be told is told, too, and is no failed look', async () => {
  publish(['spark.my.value=a\\u0000b']);
  declare(at.bed.manifests, [dispatcher(given({})), scheduled({ template: given({}) })]);
  await work(3);
  for (const [kind, name] of [
    ['SparkDispatcher', 'spark'],
    ['ScheduledSparkApplication', 'pi'],
  ] as const) {
    expect(at.bed.condition('Compatible', kind, name)).toMatchObject({ reason: 'Contradicted' });
    expect(at.bed.condition('Observed', kind, name)).toBeUndefined();
  }
});

describe('what Zeppelin does not hand on', () => {
  const declareZeppelin = (conf: Conf) =>
    declare(at.bed.manifests, [
      {
        ...{ apiVersion: API_VERSION, kind: 'ZeppelinInterpreter', metadata: { name: 'spark' } },
        spec: { url: ZEPPELIN, ...given(conf), properties: { 'zeppelin.x': 'a|b' } },
      } as Parameters<typeof declare>[1][number],
    ]);
  const warnings = () => at.bed.status('ZeppelinInterpreter', 'spark').warnings;

  test('is a warning in the status, of what is published as well, without the values', async () => {
    publish(['spark.a=planted|1', 'spark.b=fine']);
    declareZeppelin({ 'spark.c': '' });
    await work(3);
    expect(warnings()).toEqual([
      {
        ...{ severity: 'warning', reason: 'ChangedByZeppelin' },
        message: expect.stringContaining('properties["spark.a"]: found another value, wanted no "|"'),
      },
      {
        ...{ severity: 'warning', reason: 'ChangedByZeppelin' },
        message: expect.stringContaining('properties["spark.c"]: found another value, wanted a value'),
      },
    ]);
    expect(JSON.stringify(at.bed.status('ZeppelinInterpreter', 'spark'))).not.toContain('planted');
    // It holds nothing back.
    expect(at.bed.condition('Ready', 'ZeppelinInterpreter', 'spark')?.status).toBe('True');
  });

  test('is none where there is nothing', async () => {
    publish(['spark.b=fine']);
    declareZeppelin({ 'spark.c': 'd' });
    await work(3);
    expect(warnings()).toBeUndefined();
  });
});
