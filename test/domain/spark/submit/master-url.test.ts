import {
  dispatcherAt,
  masterAt,
  masterByZooKeeper,
  readMasterUrl,
} from '../../../../src/domain/spark/submit/master-url';
import { problemsOf } from '../../../support/problems';

test.each([
  ['master.mesos', 'mesos://master.mesos:5050'],
  ['10.0.0.1:5051', 'mesos://10.0.0.1:5051'],
  ['mesos://10.0.0.1', 'mesos://10.0.0.1:5050'],
  ['http://10.0.0.1:5050/', 'mesos://10.0.0.1:5050'],
  ['[fd00::1]:5050', 'mesos://[fd00::1]:5050'],
  ['zk://zk-1.zk:2181,zk-2.zk/mesos', 'mesos://zk://zk-1.zk:2181,zk-2.zk:2181/mesos'],
  ['mesos://zk://a,b,c/mesos/', 'mesos://zk://a:2181,b:2181,c:2181/mesos'],
])('reads %s', (text, url) => {
  expect(readMasterUrl(text)).toBe(url);
});

test('names the servers of ZooKeeper that stand there twice, however they are written', () => {
  expect(
    problemsOf(() => masterByZooKeeper(['10.10.0.136:2181', '10.10.0.50:2181', '10.10.0.50', 'A', 'a'])),
  ).toMatchObject([{ found: '10.10.0.50:2181 twice' }, { found: 'a:2181 twice' }]);
});

test.each([
  '',
  'a b',
  'host:0',
  'host:65536',
  'https://host',
  'zk://',
  'zk://a',
  'zk://a,/mesos',
  'zk://a/m,n',
])('refuses %j', (text) => {
  expect(problemsOf(() => readMasterUrl(text)).length).toBeGreaterThan(0);
});

test.each(['zk://me:secret@a,b/mesos', 'mesos://me:secret@a:5050'])('shows no password of %s', (text) => {
  const problems = problemsOf(() => readMasterUrl(text));
  expect(problems).toHaveLength(1);
  expect(JSON.stringify(problems)).not.toContain('secret');
});

test('a dispatcher is a host and a port, never ZooKeeper', () => {
  expect(dispatcherAt('dispatcher.mesos')).toBe('mesos://dispatcher.mesos:7077');
  expect(dispatcherAt('mesos://10.0.0.9:27077')).toBe('mesos://10.0.0.9:27077');
  expect(problemsOf(() => dispatcherAt('mesos://zk://a:2181/mesos'))).toMatchObject([
    { at: 'dispatcher', fix: 'cluster mode submits to a dispatcher, not to a master' },
  ]);
  expect(masterAt('h')).toBe('mesos://h:5050');
});
