import { Size } from '../../../src/domain/core/size';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';

test('keeps what was reserved', () => {
  const pool = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
  expect(pool.role).toBe('shuffle');
  expect(pool.cpus).toBe(2);
  expect(pool.memory.toMebibytes()).toBe(4096);
  expect(pool.disk).toBeUndefined();
  expect(pool.ports.numbers()).toEqual([7337, 7338, 7339]);
});

test('takes sizes as values, too', () => {
  const pool = StaticReservation.forRole('a/b', {
    cpus: 0.125,
    memory: Size.gibibytes(1),
    disk: Size.gibibytes(10),
    ports: '7337,7400',
  });
  expect(pool.disk?.toMebibytes()).toBe(10_240);
  expect(pool.ports.toString()).toBe('7337,7400');
});

test('fails on everything that is wrong at once', () => {
  expect(() =>
    StaticReservation.forRole('-x', { cpus: 0, memory: '4', disk: '100b', ports: '70000' }),
  ).toThrow(
    [
      `reservation "-x".role: found "-x", wanted a role name by the rules of Mesos; Mesos says: Role component '-x' is invalid because it starts with a dash`,
      'reservation "-x".cpus: found 0, wanted a number above 0 with at most three decimals',
      'reservation "-x".memory: found "4", wanted a number with a unit, such as "512m" or "4g"',
      'reservation "-x".disk: found 100 bytes, wanted a whole number of MiB from 1',
      'reservation "-x".ports: found "70000", wanted one port or more, each from 1 to 65535',
    ].join('\n'),
  );
});

test.each([0.0001, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.23456])('fails on %p cpus', (cpus) => {
  expect(() => StaticReservation.forRole('shuffle', { cpus, memory: '1g', ports: '7337' })).toThrow(
    'reservation "shuffle".cpus: found',
  );
});

test('fails on what only Terraform will know, and says so', () => {
  const late = '${TfToken[TOKEN.0]}';
  const number = -1.8881545897087507e289;
  expect(() => StaticReservation.forRole(late, { cpus: number, memory: late, ports: late })).toThrow(
    [
      'reservation.role: found a value that only Terraform will know (a token), wanted a role that is known when the stack is synthesized; write the role itself, or read it from a setting or an environment variable',
      'reservation.cpus: found a value that only Terraform will know (a token), wanted a number above 0 with at most three decimals',
      'reservation.memory: found a value that only Terraform will know (a token), wanted a number with a unit, such as "512m" or "4g"',
      'reservation.ports: found a value that only Terraform will know (a token), wanted numbers or ranges such as "7337-7339" or "7337,7400-7402"',
    ].join('\n'),
  );
});
