import { tidying } from '../../src/io/memory';

const MIB = 2 ** 20;

/** A process of which a collection leaves `live` on the heap. */
function fake(live: number) {
  const state = { heapUsed: live, arrayBuffers: 0, collections: 0 };
  const tidy = tidying({
    memory: () => ({ ...state }),
    collect: () => {
      state.collections++;
      state.heapUsed = live;
    },
  });
  return { state, tidy };
}

test('what a large pass leaves behind is collected', () => {
  const { state, tidy } = fake(10 * MIB);
  state.heapUsed += 7 * MIB;
  tidy();
  expect(state.collections).toBe(1);
  tidy();
  expect(state.collections).toBe(1);
  state.heapUsed += 17 * MIB;
  tidy();
  expect(state.collections).toBe(2);
});

test('what small passes leave behind is left until it is worth it', () => {
  const { state, tidy } = fake(20 * MIB);
  tidy();
  const before = state.collections;
  for (let i = 0; i < 15; i++) {
    state.heapUsed += MIB;
    tidy();
  }
  expect(state.collections).toBe(before);
  state.heapUsed += MIB;
  tidy();
  expect(state.collections).toBe(before + 1);
});

test('a large answer counts although it is not on the heap', () => {
  const { state, tidy } = fake(5 * MIB);
  state.arrayBuffers = 20 * MIB;
  tidy();
  expect(state.collections).toBe(1);
});

test("V8's own collector is found without a flag", async () => {
  const before = process.memoryUsage().arrayBuffers;
  leaveBehind(64 * MIB);
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(60 * MIB);
  tidying()();
  // Another thread frees them.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MIB);
});

function leaveBehind(bytes: number): void {
  Buffer.alloc(bytes);
}
