import { Duration } from '../../../src/domain/core/duration';
import { dynamicAllocationProperties } from '../../../src/domain/spark/dynamic-allocation';

test('what is said becomes settings, and nothing else does', () => {
  const allocation = {
    minExecutors: 1,
    maxExecutors: 10,
    initialExecutors: 2,
    executorIdleTimeout: '2m',
    cachedExecutorIdleTimeout: Duration.hours(1),
    schedulerBacklogTimeout: '1s',
    sustainedSchedulerBacklogTimeout: '5secs',
    executorAllocationRatio: 0.5,
  };
  expect(dynamicAllocationProperties(allocation, '2.4.0')).toEqual({
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.minExecutors': '1',
    'spark.dynamicAllocation.maxExecutors': '10',
    'spark.dynamicAllocation.initialExecutors': '2',
    'spark.dynamicAllocation.executorIdleTimeout': '120s',
    'spark.dynamicAllocation.cachedExecutorIdleTimeout': '3600s',
    'spark.dynamicAllocation.schedulerBacklogTimeout': '1s',
    'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout': '5s',
    'spark.dynamicAllocation.executorAllocationRatio': '0.5',
  });
  expect(dynamicAllocationProperties({}, '2.2.0')).toEqual({ 'spark.dynamicAllocation.enabled': 'true' });
});

test.each([
  [{ minExecutors: -1 }, 'dynamicAllocation.minExecutors: found -1, wanted a whole number from 0'],
  [{ maxExecutors: 0 }, 'dynamicAllocation.maxExecutors: found 0, wanted a whole number from 1'],
  [{ maxExecutors: 1.5 }, 'dynamicAllocation.maxExecutors: found 1.5'],
  [
    { minExecutors: 5, maxExecutors: 2 },
    'dynamicAllocation.minExecutors: found 5, wanted at most maxExecutors, 2',
  ],
  [
    { initialExecutors: 3, maxExecutors: 2 },
    'dynamicAllocation.initialExecutors: found 3, wanted from 0 to 2',
  ],
  [
    { initialExecutors: 1, minExecutors: 2 },
    'dynamicAllocation.initialExecutors: found 1, wanted from 2 to Infinity',
  ],
  [
    { executorIdleTimeout: '120x' },
    'dynamicAllocation.executorIdleTimeout: found "120x", wanted a number with a unit',
  ],
  [
    { executorIdleTimeout: '500ms' },
    'dynamicAllocation.executorIdleTimeout: found 500ms, wanted whole seconds, at least one',
  ],
  [
    { cachedExecutorIdleTimeout: '0s' },
    'dynamicAllocation.cachedExecutorIdleTimeout: found 0ns, wanted whole seconds',
  ],
  [
    { executorAllocationRatio: 0 },
    'dynamicAllocation.executorAllocationRatio: found 0, wanted a number above 0 and at most 1',
  ],
  [
    { executorAllocationRatio: 0.5 },
    'dynamicAllocation.executorAllocationRatio: found Spark 2.2.0, wanted Spark 2.4 or later',
  ],
])('fails on %j', (allocation, message) => {
  expect(() => dynamicAllocationProperties(allocation, '2.2.0')).toThrow(message);
});
