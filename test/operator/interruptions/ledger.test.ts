import { type Interruption, stateStoreKeys } from '../../../src/manifest';
import { pruned, StoredLedger } from '../../../src/operator/interruptions/ledger';
import { MemoryStore } from '../support/memory-store';

const KEY = stateStoreKeys.interruptions;
const one: Interruption = { causes: [], ends: true, markGone: false, declared: false };
const over = (at: string): Interruption => ({ ...one, over: { reason: 'MachineEnded', because: '', at } });

test('writes what is new, and nothing where nothing is', async () => {
  const store = new MemoryStore();
  const ledger = await StoredLedger.read(store);
  await ledger.save(new Map());
  expect(store.text(KEY)).toBeUndefined();
  await ledger.save(new Map([['i-0a', one]]));
  const text = store.text(KEY);
  expect((await StoredLedger.read(store)).value).toEqual(new Map([['i-0a', one]]));
  await ledger.save(new Map([['i-0a', { ...one }]]));
  expect(store.text(KEY)).toBe(text);
});

test('never writes over what somebody else has written', async () => {
  const store = new MemoryStore();
  const [first, second] = [await StoredLedger.read(store), await StoredLedger.read(store)];
  await first.save(new Map([['i-0a', one]]));
  await expect(second.save(new Map([['i-0b', one]]))).rejects.toThrow(
    'was changed by somebody else meanwhile',
  );
});

test.each([['{"interruptions":'], ['{"interruptions":[]}'], ['{}']])(
  'takes %s for damage, never for nothing',
  async (body) => {
    const store = new MemoryStore();
    store.set(KEY, body);
    await expect(StoredLedger.read(store)).rejects.toThrow(
      /all\.json in the state store is damaged: .*put an earlier/,
    );
  },
);

test('forgets what is over for two days, and of the rest the oldest; never what goes on', () => {
  const now = '2026-01-10T00:00:00.000Z';
  const many = Array.from({ length: 600 }, (_, i): [string, Interruption] => [
    `i-${i}`,
    over(new Date(Date.parse('2026-01-09T00:00:00.000Z') + i * 1000).toISOString()),
  ]);
  const left = pruned(new Map([['i-old', over('2026-01-07T23:59:59.000Z')], ['i-on', one], ...many]), now);
  expect(left.size).toBe(501);
  expect([left.has('i-old'), left.has('i-on'), left.has('i-99'), left.has('i-100')]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  const small = new Map([['i-on', one]]);
  expect(pruned(small, now)).toBe(small);
});
