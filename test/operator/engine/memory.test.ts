import { type Memo, Memory } from '../../../src/operator/engine/memory';

const COUNTS: Memo<Map<string, number>> = { first: () => new Map() };
const NAMES: Memo<string[]> = { first: () => [] };

test('keeps a value for each memo, and each process its own', () => {
  const memory = new Memory();
  memory.of(COUNTS).set('a', 1);
  memory.of(NAMES).push('b');
  expect([memory.of(COUNTS), memory.of(NAMES)]).toEqual([new Map([['a', 1]]), ['b']]);
  expect(new Memory().of(COUNTS).size).toBe(0);
});
