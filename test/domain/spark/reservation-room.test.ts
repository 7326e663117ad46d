import { problemText } from '../../../src/domain/core/problem';
import { Ranges } from '../../../src/domain/core/ranges';
import { Size } from '../../../src/domain/core/size';
import { reservationRoom, type ServiceTask } from '../../../src/domain/spark/reservation-room';

const pool = { role: 'shuffle', cpus: 2, memory: Size.parse('2g'), ports: Ranges.parse('7337-7339') };
const task = (name: string, cpus = 0.5, mem = 1024): ServiceTask => ({ name, cpus, mem });

test('a service of the default size and its successor fit the reservation in wide use', () => {
  expect(reservationRoom([task('a')], pool)).toEqual([]);
});

test.each<[string, readonly ServiceTask[], readonly string[]]>([
  [
    'memory for the next version',
    [task('a', 0.5, 1025)],
    [
      'found 2048 MiB of memory, wanted 2050 MiB, for a and the largest once more, for its next version; reserve more, make the services smaller, or ask for updates "InPlace", which break running applications',
    ],
  ],
  ['cpus for the next version', [task('a', 1.1)], ['found 2 cpus, wanted 2.2, for a and']],
  ['memory of several', [task('a', 0.1, 512), task('b', 0.1, 768)], []],
  [
    'memory of several',
    [task('a', 0.1, 512), task('b', 0.1, 769)],
    ['found 2048 MiB of memory, wanted 2050 MiB, for a, b and'],
  ],
  [
    'ports of several',
    [task('a', 0.1, 64), task('b', 0.1, 64), task('c', 0.1, 64)],
    ['found 3 ports (7337-7339), wanted 4, for a, b, c and'],
  ],
  [
    'everything',
    [task('a', 2, 2048), task('b', 2, 2048), task('c', 2, 2048)],
    ['found 2 cpus, wanted 8', 'wanted 8192 MiB', 'wanted 4'],
  ],
])('fails on %s where it is missing', (_, services, messages) => {
  const found = reservationRoom(services, pool).map(problemText);
  expect(found).toEqual(messages.map((message) => expect.stringContaining(message)));
  for (const text of found) expect(text).toMatch(/^reservation "shuffle": /);
});

test('in place, nothing is kept free for the next version', () => {
  const inPlace = (name: string): ServiceTask => ({ ...task(name, 1, 1024), updates: 'InPlace' });
  expect(reservationRoom([inPlace('a'), inPlace('b')], pool)).toEqual([]);
  expect(
    reservationRoom([{ ...task('a', 2, 2048), updates: 'InPlace' }], {
      ...pool,
      ports: Ranges.parse('7337'),
    }),
  ).toEqual([]);
  expect(reservationRoom([inPlace('a'), inPlace('b'), inPlace('c')], pool).map(problemText)).toEqual([
    'reservation "shuffle": found 2 cpus, wanted 3, for a, b, c; reserve more, or make the services smaller',
    'reservation "shuffle": found 2048 MiB of memory, wanted 3072 MiB, for a, b, c; reserve more, or make the services smaller',
  ]);
});

test('sums of cpus are exact to the thousandth, as Mesos counts', () => {
  expect(reservationRoom([task('a', 0.1, 64), task('b', 0.1, 64)], { ...pool, cpus: 0.3 })).toEqual([]);
});
