import fc from 'fast-check';
import { driverArguments, readConf, type VerifyJob } from '../../../../src/domain/spark/verify/verify-job';
import { JOB } from './run';

const PLACES = { script: '/run/job.scala', eventsUrl: 'file:///run/events' };

function confOf(job: Partial<VerifyJob>): Readonly<Record<string, string>> {
  const args = driverArguments({ ...JOB, ...job }, PLACES);
  return readPairs(args.filter((_, i) => args[i - 1] === '--conf'));
}

const readPairs = (pairs: readonly string[]) =>
  Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

test('a shell runs Scala, spark-submit runs Python, both in client mode', () => {
  const scala = driverArguments({ ...JOB, master: 'mesos://a:5050' }, { ...PLACES, propertiesFile: '/p' });
  expect(scala.slice(0, 8)).toEqual([
    ...['--master', 'mesos://a:5050', '--deploy-mode', 'client', '--name', 'mesos-spark verify'],
    ...['--properties-file', '/p'],
  ]);
  expect(scala.slice(-2)).toEqual(['-i', '/run/job.scala']);
  const python = driverArguments({ ...JOB, language: 'python' }, PLACES);
  expect(python.at(-1)).toBe('/run/job.scala');
  expect(python).not.toContain('-i');
  expect(python).not.toContain('--master');
});

test('sizes and the event log are set, and no executor is kept', () => {
  expect(confOf({})).toEqual({
    'spark.dynamicAllocation.minExecutors': '0',
    'spark.eventLog.compress': 'false',
    'spark.eventLog.dir': 'file:///run/events',
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.rolling.enabled': 'false',
    'spark.mesosSparkVerify.fallSeconds': '60',
    'spark.mesosSparkVerify.numKeys': '1000',
    'spark.mesosSparkVerify.numMappers': '100',
    'spark.mesosSparkVerify.numReducers': '100',
    'spark.mesosSparkVerify.valSize': '10',
    'spark.ui.showConsoleProgress': 'false',
  });
});

test("the user's settings win over what is only suggested", () => {
  const conf = { 'spark.dynamicAllocation.minExecutors': '2', 'spark.shuffle.readHostLocalDisk': 'true' };
  expect(confOf({ singleHost: true })).toMatchObject({ 'spark.shuffle.readHostLocalDisk': 'false' });
  expect(confOf({ singleHost: true, conf })).toMatchObject(conf);
});

test('any value comes through as it is', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const conf = readConf('--conf', [`spark.a=${value}`]);
      expect(confOf({ conf })).toMatchObject({ 'spark.a': value });
    }),
  );
});

test('names each setting that is none or not free, and shows no value', () => {
  const settings = [
    'a=secret',
    'spark.x',
    'spark.eventLog.dir=secret',
    'spark.submit.deployMode=cluster',
    'spark.ok=1',
  ];
  expect(() => readConf('--conf', settings)).toThrow(
    [
      '--conf: found "a", wanted spark.KEY=VALUE',
      '--conf: found "spark.x", wanted spark.KEY=VALUE',
      '--conf: found "spark.eventLog.dir", wanted a setting that verify does not read its results by',
      '--conf: found "spark.submit.deployMode", wanted a setting that verify does not read its results by',
    ].join('\n'),
  );
});
