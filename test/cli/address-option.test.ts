import { servicePlace } from '../../src/cli/address-option';
import { problemText } from '../../src/domain/core/problem';

test('is one URL or several', () => {
  expect(servicePlace('--mesos', 'http://m1:5050')).toEqual({
    value: { is: 'urls', urls: ['http://m1:5050'] },
  });
  expect(servicePlace('--mesos', 'http://m1:5050, https://m2/mesos')).toEqual({
    value: { is: 'urls', urls: ['http://m1:5050', 'https://m2/mesos'] },
  });
});

test('is where ZooKeeper says', () => {
  expect(servicePlace('--mesos', 'zk://z1:2181,z2:2181/mesos')).toMatchObject({
    value: { is: 'zookeeper', url: { name: 'zk://z1:2181,z2:2181/mesos' } },
  });
});

test.each([
  [
    'm1:5050',
    '--mesos: found "m1:5050", wanted an http:// or https:// URL, several with commas, or a zk:// URL',
  ],
  ['http://m1,', '--mesos: found "", wanted an http:// or https:// URL, several with commas, or a zk:// URL'],
  [
    'http://m1,http://ops:s3cret@m2',
    '--mesos: found a URL with a user in it (not shown), wanted a URL without a user; put user and password into a secret and name it with --credentials',
  ],
  [
    'zk://ops:s3cret@z1,z2',
    '--mesos: found another form (not shown: it may hold a password), wanted zk://HOST:PORT,HOST:PORT/PATH, with USER:PASSWORD@ before the hosts if need be',
  ],
])('%s is refused', (text, message) => {
  const read = servicePlace('--mesos', text);
  expect('problems' in read ? read.problems.map(problemText) : read).toEqual([message]);
});
