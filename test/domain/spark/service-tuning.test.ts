import { problemText } from '../../../src/domain/core/problem';
import { serviceSettings } from '../../../src/domain/spark/service-settings';
import {
  type ServiceTuning,
  tuningProblems,
  tuningProperties,
} from '../../../src/domain/spark/service-tuning';

test.each<[ServiceTuning, Record<string, string>]>([
  [{}, {}],
  [
    { serverThreads: 64, backLog: 8192, indexCache: '1g' },
    {
      'spark.shuffle.io.serverThreads': '64',
      'spark.shuffle.io.backLog': '8192',
      'spark.shuffle.service.index.cache.size': '1g',
    },
  ],
  [{ indexCache: 4096 }, { 'spark.shuffle.service.index.cache.entries': '4096' }],
])('%j is %j', (tuning, properties) => {
  expect(tuningProperties(tuning)).toEqual(properties);
  expect(serviceSettings({ tuning }, '2.4.8')).toMatchObject(properties);
});

test.each<[ServiceTuning, string, string | undefined]>([
  [{ indexCache: '200m' }, '2.3.0', undefined],
  [{ indexCache: 4096 }, '2.2.3', undefined],
  [
    { indexCache: 4096 },
    '2.4.8',
    'tuning.indexCache: found 4096, wanted a size such as "200m", for Spark 2.4.8',
  ],
  [
    { indexCache: '200m' },
    '2.2.3',
    'tuning.indexCache: found 200m, wanted a number of files, for Spark 2.2.3',
  ],
  [
    { indexCache: 4096 },
    '2.0.2',
    'tuning.indexCache: found 4096, wanted nothing: Spark 2.0.2 has no such setting',
  ],
  [{ indexCache: 'much' }, '2.4.8', 'tuning.indexCache: found "much"'],
  [{ serverThreads: 0 }, '2.4.8', 'tuning.serverThreads: found 0, wanted a whole number from 1'],
  [{ backLog: 1.5 }, '2.4.8', 'tuning.backLog: found 1.5, wanted a whole number from 1'],
])('%j with Spark %s', (tuning, version, message) => {
  expect(tuningProblems(tuning, {}, version).map(problemText)).toEqual(
    message === undefined ? [] : [expect.stringContaining(message)],
  );
});

test('it is said once', () => {
  const found = tuningProblems({ backLog: 8192 }, { 'spark.shuffle.io.backLog': '1' }, '2.4.8');
  expect(found.map(problemText)).toEqual([
    'properties["spark.shuffle.io.backLog"]: found "1", wanted nothing; tuning says it',
  ]);
});
