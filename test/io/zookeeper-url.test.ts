import { isZooKeeperUrl, parseZooKeeperUrl } from '../../src/io/zookeeper-url';

const parse = (text: string) => parseZooKeeperUrl('--mesos', text);

test('is read as Mesos reads it', () => {
  expect(parse('zk://h1:2181,h2/mesos')).toEqual({
    servers: ['h1:2181', 'h2:2181'],
    path: '/mesos',
    scheme: 'http',
    name: 'zk://h1:2181,h2:2181/mesos',
  });
  expect(parse('zk+https://h1/a/b/')).toMatchObject({
    path: '/a/b',
    scheme: 'https',
    name: 'zk+https://h1:2181/a/b',
  });
});

test('its name shows no user and no password, whatever is in them', () => {
  const url = parse('zk://ops:p@ss/w:rd,@h1,h2:99/mesos');
  expect(url).toMatchObject({
    digest: 'ops:p@ss/w:rd,',
    servers: ['h1:2181', 'h2:99'],
    name: 'zk://h1:2181,h2:99/mesos',
  });
});

test.each([
  'zk://h1:2181',
  'zk://h1:2181/',
  'zk:///mesos',
  'zk://h1:x/mesos',
  'zk://h1,,h2/mesos',
  'zk://ops@h1/mesos',
  'zk://:s3cret@h1/mesos',
  'zk://ops:s3cret@/mesos',
  'zk://h1//mesos',
  'http://h1/mesos',
])('refuses %s and shows nothing of it', (text) => {
  expect(() => parse(text)).toThrow(
    '--mesos: found another form (not shown: it may hold a password), wanted zk://',
  );
  expect(() => parse(text)).not.toThrow(/s3cret/);
});

test('is told from other URLs', () => {
  expect(['zk://h/p', 'zk+https://h/p', 'http://zk/', 'zkx://h'].map(isZooKeeperUrl)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
