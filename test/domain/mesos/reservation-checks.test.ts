import { problemText } from '../../../src/domain/core/problem';
import { Ranges } from '../../../src/domain/core/ranges';
import { Size } from '../../../src/domain/core/size';
import {
  machineProblems,
  reservationProblems,
  takenPortProblems,
  totalReserved,
} from '../../../src/domain/mesos/reservation-checks';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';

const pool = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
const other = StaticReservation.forRole('other', {
  cpus: 0.1,
  memory: '1g',
  disk: '10g',
  ports: '7339-7400',
});
const machine = { cpus: 2, memory: Size.gibibytes(5), disk: Size.gibibytes(20) };

test('adds reservations up', () => {
  const total = totalReserved([
    pool,
    other,
    StaticReservation.forRole('x', { cpus: 0.2, memory: '1g', ports: '1' }),
  ]);
  expect([total.cpus, total.memory.toString(), total.disk.toString(), total.ports.toString()]).toEqual([
    2.3,
    '6 GiB',
    '10 GiB',
    '1,7337-7400',
  ]);
});

test('finds nothing wrong with reservations of their own roles and ports', () => {
  const apart = StaticReservation.forRole('other', { cpus: 1, memory: '1g', ports: '8000' });
  expect(reservationProblems([pool, apart])).toEqual([]);
  expect(takenPortProblems([pool, apart], Ranges.of([5051, 5051]))).toEqual([]);
});

test('fails on a port in two roles', () => {
  expect(reservationProblems([pool, other]).map(problemText)).toEqual([
    'reservations[1].ports: found 7339, reserved for "shuffle" by reservations[0] already, wanted each port in one reservation only; Mesos would offer the port to both roles',
  ]);
});

test('fails on a role that is named twice', () => {
  expect(reservationProblems([pool, pool]).map(problemText)[0]).toBe(
    'reservations[1].role: found "shuffle" again, after reservations[0], wanted one reservation a role; add the two up in one',
  );
});

test('fails on a port that the platform listens on', () => {
  expect(takenPortProblems([pool], Ranges.of([53, 53], [7338, 7338])).map(problemText)).toEqual([
    'reservations[0].ports: found 7338, wanted none of 53,7338, which the platform itself listens on',
  ]);
});

test('fails on reservations that are larger than the machine, with the figures', () => {
  expect(machineProblems(machine, [pool, other]).map(problemText)).toEqual([
    "reservations: cpus: found 2.1 in all, wanted at most the 2 of the machine; use a larger machine or reserve less; overcommit: ['cpus'] promises it twice",
    "reservations: memory: found 5 GiB in all, wanted at most 4 GiB, what an agent offers of a machine with 5 GiB; use a larger machine or reserve less; overcommit: ['memory'] promises it twice",
  ]);
  const disk = StaticReservation.forRole('d', { cpus: 1, memory: '1g', disk: '16g', ports: '1' });
  expect(machineProblems(machine, [disk]).map(problemText)).toEqual([
    "reservations: disk: found 16 GiB in all, wanted at most 15 GiB, what an agent offers of a disk with 20 GiB; use a larger machine or reserve less; overcommit: ['disk'] promises it twice",
  ]);
});

test('a machine may be promised twice only by saying so', () => {
  expect(machineProblems(machine, [pool, other], ['cpus', 'memory'])).toEqual([]);
  expect(machineProblems(machine, [pool, other], ['memory'])).toHaveLength(1);
  expect(machineProblems(machine, [pool])).toEqual([]);
});
