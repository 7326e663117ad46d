import { CHECKS } from '../../../src/domain/doctor/catalogue';
import { inTrap, partTraps, traps } from './traps';

describe('one trap, and the doctor names it and nothing else', () => {
  test.each(traps.map((one) => [one.finds[0], one] as const))('%s', async (_, trap) => {
    const bed = await inTrap(trap);
    try {
      expect([...(await bed.found())].sort()).toEqual([...trap.finds].sort());
    } finally {
      bed.close();
    }
  });
});

test.each(Object.entries(partTraps))('%s, of parts that the lab cannot show', (id, parts) => {
  const found = CHECKS.filter(
    (one) => one.needs.every((part) => part in parts) && one.look(parts).length > 0,
  );
  expect(found.map((one) => one.id)).toContain(id);
});

test('every check has a trap of its own', () => {
  const planted = [...traps.map(({ finds }) => finds[0]), ...Object.keys(partTraps)];
  expect([...new Set(planted)].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});
