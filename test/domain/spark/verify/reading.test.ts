import { findSign } from '../../../../src/domain/spark/logs/catalogue';
import { LogReading } from '../../../../src/domain/spark/logs/log-reading';
import { hopeless } from '../../../../src/domain/spark/verify/hopeless';
import { jobWord } from '../../../../src/domain/spark/verify/job-word';
import { sparkEvent } from '../../../../src/domain/spark/verify/spark-event';
import { lines, outcome } from './run';

test.each([
  ['MESOS_SPARK_VERIFY {"step":"fall"}', { says: 'step', step: 'fall' }],
  [
    'scala> MESOS_SPARK_VERIFY {"read":"first-read","groups":7}',
    { says: 'groups', read: 'first-read', groups: 7 },
  ],
  ['MESOS_SPARK_VERIFY {"failure":"a\\u000ab"}', { says: 'failure', failure: 'a\nb' }],
  ['MESOS_SPARK_VERIFY {"step":"dance"}', undefined],
  ['MESOS_SPARK_VERIFY {"step":', undefined],
  ['Groups count: 1000', undefined],
])('the job says %s', (line, word) => {
  expect(jobWord(line)).toEqual(word);
});

test.each([
  ['an event of another kind', '{"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{}}'],
  ['half an event', lines.settings().slice(0, 60)],
  ['no event', '26/11/30 02:28:21 INFO SparkContext: x'],
])('%s is passed over', (_, line) => {
  expect(sparkEvent(line)).toBeUndefined();
});

test('fields that are missing are empty, as in events of other versions', () => {
  expect(sparkEvent('{"Event":"SparkListenerTaskEnd"}')).toEqual({
    ...{ is: 'task', stage: 0, isMap: false, succeeded: false, executor: '', host: '' },
    ...{ remoteBlocks: 0, remoteBytes: 0, localBlocks: 0 },
  });
});

describe('waiting is hopeless', () => {
  const line = findSign('service-registration-failed')?.texts[0].sample ?? '';
  const failures = (n: number) => {
    const reading = new LogReading();
    for (let i = 0; i < n; i++) reading.line(line, 'driver.log', i + 1);
    return reading.counts;
  };
  const { record } = outcome();
  const fresh = {
    ...record,
    reads: { ...record.reads, 'first-read': { ...record.reads['first-read'], tasks: 0 } },
  };

  test.each([
    ['once three executors have found no service', fresh, 3, true],
    ['not after two', fresh, 2, false],
    ['not where others do tasks', record, 9, false],
    ['at once without dynamic allocation', { ...fresh, settings: {} }, 0, true],
    ['not before the settings are known', { ...fresh, settings: undefined }, 0, false],
  ])('%s', (_, seen, count, is) => {
    expect(hopeless(seen, failures(count)) !== undefined).toBe(is);
  });
});
