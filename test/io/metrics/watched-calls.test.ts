import { type CallEnd, watchedCalls } from '../../../src/io/metrics/watched-calls';

const heard: CallEnd[] = [];
const port = watchedCalls(
  {
    name: 'port',
    fine: async () => ({ is: 'accepted', deploymentId: 'd' }),
    list: async () => [1],
    unknown: async () => ({ is: 'unknown', reason: 'NoLeader', message: 'none' }),
    broken: async () => Promise.reject(new Error('down')),
    sum: (a: number, b: number) => a + b,
  },
  (end) => void heard.push(end),
);

beforeEach(() => void heard.splice(0));

test('gives what the port gives, and tells how each call ended', async () => {
  expect(await port.fine()).toEqual({ is: 'accepted', deploymentId: 'd' });
  expect(await port.list()).toEqual([1]);
  expect(await port.unknown()).toMatchObject({ is: 'unknown' });
  await expect(port.broken()).rejects.toThrow('down');
  expect(heard).toEqual([
    { method: 'fine', answered: true, is: 'accepted' },
    { method: 'list', answered: true },
    { method: 'unknown', answered: false, is: 'unknown' },
    { method: 'broken', answered: false },
  ]);
});

test('what is no call of a server is left alone', () => {
  expect([port.name, port.sum(1, 2), heard]).toEqual(['port', 3, []]);
});
