import { originOf, publishedHeader, useOf } from '../../src/manifest';

const use = { service: 'spark-2-4', appId: '/shuffle/spark-2-4-1', port: 7338 };

test.each<[string, { sharedDirectory?: string; sparkVersion?: string }]>([
  ['all that is known', { sharedDirectory: '/data/spark', sparkVersion: '2.4.0' }],
  ['no Spark', { sharedDirectory: '/data/spark' }],
  ['no directory', { sparkVersion: '3.5.1' }],
  ['the app alone', {}],
  [
    'hostile texts',
    { sharedDirectory: '/a "b". For Spark "9"\nspark.x=1\r\\', sparkVersion: '2"4\n$(x)`y`ü' },
  ],
])('a file says %s in its first line, and it is read back', (_, more) => {
  const head = publishedHeader({ ...use, ...more });
  expect(head.split(/[\r\n]/)).toHaveLength(2);
  expect(originOf(`${head}spark.a=b\n`)).toEqual({ use, ...more });
});

test('files of before say the app alone; and readers of before read no further', () => {
  const before =
    '# Shuffle service spark-2-4, app /shuffle/spark-2-4-1, port 7338. Written by mesos-spark.\n';
  expect(originOf(before)).toEqual({ use });
  const now = publishedHeader({ ...use, sharedDirectory: '/d', sparkVersion: '2.4.0' });
  expect(/^# Shuffle service (\S+), app (\S+), port (\d+)\./.exec(now)?.slice(1)).toEqual([
    use.service,
    use.appId,
    '7338',
  ]);
});

test.each(['spark.a=b\n', '# Shuffle service a, app /b.\n', ''])(
  '%j says nothing of where it is from',
  (body) => {
    expect([originOf(body), useOf(body)]).toEqual([undefined, undefined]);
  },
);

test('what somebody has broken in the line is not known', () => {
  const body = '# Shuffle service spark-2-4, app /shuffle/spark-2-4-1, port 7338. It shares "\\x".\n';
  expect(originOf(body)).toEqual({ use });
});
