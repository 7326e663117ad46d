import { appId, appIdProblems } from '../../../src/domain/marathon/app-id';

test.each(['/shuffle/spark-2-4', '/a', '/a.b/c-0', '/shuffle/x-1234abcd'])('%s is an id', (id) => {
  expect(appIdProblems(id)).toEqual([]);
});

test.each(['', '/', 'shuffle/x', '/Shuffle/x', '/a_b', '/-a', '/a-', '/a//b', '/a/', '/a b', '/a\n', '/..'])(
  'fails on %j',
  (id) => {
    expect(appIdProblems(id)).toEqual([
      expect.objectContaining({
        at: 'app id',
        found: JSON.stringify(id),
        wanted: expect.stringMatching(/^a path such as/),
      }),
    ]);
  },
);

test('an id is put together from its parts', () => {
  expect(appId('shuffle', 'spark-2-4')).toBe('/shuffle/spark-2-4');
  expect(() => appId('shuffle', 'Spark')).toThrow('app id: found "/shuffle/Spark", wanted a path such as');
});
