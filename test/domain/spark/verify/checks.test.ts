import { findSign } from '../../../../src/domain/spark/logs/catalogue';
import type { SignCount } from '../../../../src/domain/spark/logs/log-reading';
import { checks, overall } from '../../../../src/domain/spark/verify/checks';
import { JOB, outcome, type Run } from './run';

const judge = (run: Run, singleHost = false) => checks(outcome(run, { ...JOB, singleHost }));
/** What did not pass. */
const others = (run: Run, singleHost = false) =>
  Object.fromEntries(
    judge(run, singleHost)
      .filter(({ status }) => status !== 'passed')
      .map(({ id, status, found }) => [id, `${status}: ${found}`]),
  );
const sign = (id: string, count = 1): SignCount => {
  const found = findSign(id);
  if (!found) throw new Error(`no sign ${id}`);
  return { sign: found, count, files: [], firstFile: 'x', firstLine: 1, example: '', values: {} };
};

test('all is well', () => {
  expect(others({})).toEqual({});
  expect(overall(judge({}))).toBe('passed');
  expect(judge({}).map(({ id, found }) => `${id}: ${found}`)).toEqual([
    'settings: both true',
    'groups-count: 1000',
    'executors-rise: 0, then 2; 0, then 2',
    'remote-fetches: 4 blocks fetched by 2 executors on 2 hosts',
    'executors-fall: 2, then 0',
    'second-read: 1000 groups, 8 remote blocks, 2 of 2 writers gone, 0 map tasks',
    'job: exit code 0',
    'logs: none in 7 lines',
  ]);
});

test.each<[string, Run, Readonly<Record<string, string>>]>([
  [
    'settings that are off',
    { settings: { 'spark.dynamicAllocation.enabled': 'false' } },
    { settings: 'failed: spark.dynamicAllocation.enabled false' },
  ],
  ['a wrong count', { groups: [999, 1000] }, { 'groups-count': 'failed: 999' }],
  ['executors that are all there from the start, but come anew', { early: true }, {}],
  [
    'executors that neither come nor go',
    { early: true, gone: [], late: false },
    {
      'executors-rise': 'failed: 2, then 2; 2, then 2',
      'executors-fall': 'failed: 2, then 2',
      'second-read': 'failed: 1000 groups, 8 remote blocks, 0 of 2 writers gone, 0 map tasks',
    },
  ],
  [
    'a single host',
    { hosts: ['a', 'a'] },
    { 'remote-fetches': 'failed: 4 blocks fetched by 2 executors on 1 hosts' },
  ],
  [
    'no remote fetch',
    { remote: 0 },
    {
      'remote-fetches': 'failed: 0 blocks fetched by 0 executors on 0 hosts',
      'second-read': 'failed: 1000 groups, 0 remote blocks, 2 of 2 writers gone, 0 map tasks',
    },
  ],
  [
    'executors that stay',
    { gone: [] },
    {
      'executors-fall': 'failed: 2, then 2',
      'second-read': 'failed: 1000 groups, 8 remote blocks, 0 of 2 writers gone, 0 map tasks',
    },
  ],
  ['one that stays where none should', { gone: ['1'] }, { 'executors-fall': 'failed: 2, then 1' }],
  ['one that stays as set', { gone: ['1'], settings: { 'spark.dynamicAllocation.minExecutors': '1' } }, {}],
  [
    'a shuffle that was lost',
    { computedAgain: true },
    { 'second-read': 'failed: 1000 groups, 8 remote blocks, 2 of 2 writers gone, 1 map tasks' },
  ],
  [
    'a wrong second count',
    { groups: [1000, 998] },
    { 'second-read': 'failed: 998 groups, 8 remote blocks, 2 of 2 writers gone, 0 map tasks' },
  ],
  [
    'a job that failed in the first read',
    { until: 'first-read', end: { is: 'exit', code: 1 }, failure: 'Job aborted\nmore' },
    {
      'groups-count': 'undecided: no count',
      'remote-fetches': 'undecided: 0 blocks fetched by 0 executors on 0 hosts',
      'executors-fall': 'undecided: no second read',
      'second-read': 'undecided: no count',
      job: 'failed: exit code 1: Job aborted',
    },
  ],
  [
    'no time',
    { until: 'fall', end: { is: 'out-of-time', seconds: 1800 } },
    {
      'executors-fall': 'undecided: no second read',
      'second-read': 'undecided: no count',
      job: 'undecided: not over after 1800 s',
    },
  ],
  ['a driver that was killed', { end: { is: 'exit', code: null } }, { job: 'failed: ended by a signal' }],
  ['one that gave up', { end: { is: 'given-up', because: 'given up: x' } }, { job: 'failed: given up: x' }],
  ['a stop', { end: { is: 'stopped' } }, { job: 'undecided: was stopped' }],
  [
    'bad signs',
    { logs: { found: [sign('disk-full'), sign('service-ready')] } },
    { logs: 'failed: disk-full' },
  ],
  [
    'a driver on Mesos that did not register',
    { settings: { 'spark.master': 'mesos://zk://a:2181/mesos' } },
    { 'driver-registered': 'failed: 0 registrations in its log' },
  ],
  [
    'one that did',
    { settings: { 'spark.master': 'mesos://a:5050' }, logs: { found: [sign('driver-registered', 2)] } },
    {},
  ],
])('%s', (_, run, wanted) => {
  expect(others(run)).toEqual(wanted);
  const isFailed = Object.values(wanted).some((text) => text.startsWith('failed'));
  const status = Object.keys(wanted).length === 0 ? 'passed' : 'undecided';
  expect(overall(judge(run))).toBe(isFailed ? 'failed' : status);
});

test('one host is enough where that is asked for, one executor never is', () => {
  expect(others({ hosts: ['a', 'a'] }, true)).toEqual({});
  expect(others({ hosts: ['a', 'a'], remote: 0 }, true)).toHaveProperty('remote-fetches');
});

test('a driver that ends with 0 before the job is done has failed', () => {
  const early = judge({ until: 'fall' }).find(({ id }) => id === 'job');
  expect(early).toMatchObject({ status: 'failed', found: 'exit code 0' });
});
