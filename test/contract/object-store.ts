import type { ObjectStore } from '../../src/operator/ports';

/**
 * What every object store has to do, whatever it is made of. `make` gives a fresh, empty store; where several
 * handles lead to the same objects, `other` gives a second one.
 */
export function objectStoreContract(
  name: string,
  make: () => Promise<{ readonly store: ObjectStore; readonly other?: ObjectStore }>,
): void {
  describe(`${name} as an object store`, () => {
    test('has nothing under a key that was never written', async () => {
      const { store } = await make();
      expect(await store.get('a/b.json')).toBeUndefined();
      expect(await store.list('')).toEqual([]);
    });

    test('gives back the text and the ETag that were written, byte for byte', async () => {
      const { store } = await make();
      const body = 'line\r\n"quoted" ${x} %{y} ü \u{1f980}\n\n';
      const put = await store.put('a/b.json', body, { ifAbsent: true });
      expect(put.is).toBe('written');
      expect(await store.get('a/b.json')).toEqual({ body, etag: put.is === 'written' ? put.etag : '' });
    });

    test('creates once', async () => {
      const { store, other = store } = await make();
      await store.put('k', 'first', { ifAbsent: true });
      expect(await other.put('k', 'second', { ifAbsent: true })).toEqual({ is: 'conflict' });
      expect((await store.get('k'))?.body).toBe('first');
    });

    test('replaces only what was read', async () => {
      const { store, other = store } = await make();
      await store.put('k', 'one', { ifAbsent: true });
      const read = await other.get('k');
      const etag = read?.etag ?? '';
      expect((await store.put('k', 'two', { ifMatch: etag })).is).toBe('written');
      expect(await other.put('k', 'three', { ifMatch: etag })).toEqual({ is: 'conflict' });
      expect((await other.get('k'))?.body).toBe('two');
    });

    test('replaces nothing where nothing is', async () => {
      const { store } = await make();
      expect(await store.put('k', 'x', { ifMatch: '"0123456789abcdef0123456789abcdef"' })).toEqual({
        is: 'conflict',
      });
      expect(await store.get('k')).toBeUndefined();
    });

    test('has one winner among 16 who create at once', async () => {
      const { store, other = store } = await make();
      const results = await Promise.all(
        Array.from({ length: 16 }, (_, i) => (i % 2 ? other : store).put('k', `${i}`, { ifAbsent: true })),
      );
      expect(results.filter(({ is }) => is === 'written')).toHaveLength(1);
      const winner = results.findIndex(({ is }) => is === 'written');
      expect((await store.get('k'))?.body).toBe(`${winner}`);
    });

    test('has one winner among 16 who replace at once', async () => {
      const { store, other = store } = await make();
      const put = await store.put('k', 'old', { ifAbsent: true });
      const ifMatch = put.is === 'written' ? put.etag : '';
      const results = await Promise.all(
        Array.from({ length: 16 }, (_, i) => (i % 2 ? other : store).put('k', `${i}`, { ifMatch })),
      );
      expect(results.filter(({ is }) => is === 'written')).toHaveLength(1);
    });

    test('deletes only what was read, once', async () => {
      const { store, other = store } = await make();
      await store.put('k', 'one', { ifAbsent: true });
      const old = (await other.get('k'))?.etag ?? '';
      await store.put('k', 'two', { ifMatch: old });
      expect(await other.delete('k', old)).toEqual({ is: 'conflict' });
      const etag = (await other.get('k'))?.etag ?? '';
      expect(await store.delete('k', etag)).toEqual({ is: 'deleted' });
      expect(await store.get('k')).toBeUndefined();
      expect(await store.list('')).toEqual([]);
      expect(await store.delete('k', etag)).toEqual({ is: 'conflict' });
      expect((await other.put('k', 'three', { ifAbsent: true })).is).toBe('written');
      expect((await store.get('k'))?.body).toBe('three');
    });

    test('deletes nothing where nothing ever was', async () => {
      const { store } = await make();
      await store.put('folder/other', 'x', { ifAbsent: true });
      for (const key of ['k', 'folder', 'folder/k']) {
        const etag = '"0123456789abcdef0123456789abcdef"';
        expect(await store.delete(key, etag)).toEqual({ is: 'conflict' });
      }
      expect((await store.get('folder/other'))?.body).toBe('x');
    });

    test('either deletes or replaces, where both are tried at once', async () => {
      const { store, other = store } = await make();
      for (let round = 0; round < 8; round++) {
        const put = await store.put(`k${round}`, 'old', { ifAbsent: true });
        const etag = put.is === 'written' ? put.etag : '';
        const [gone, replaced] = await Promise.all([
          store.delete(`k${round}`, etag),
          other.put(`k${round}`, 'new', { ifMatch: etag }),
        ]);
        expect([gone.is === 'deleted', replaced.is === 'written'].filter(Boolean)).toHaveLength(1);
        expect((await store.get(`k${round}`))?.body).toBe(gone.is === 'deleted' ? undefined : 'new');
      }
    });

    test('lists the keys below a prefix, sorted by code unit', async () => {
      const { store } = await make();
      for (const key of ['s/b.json', 's/B.json', 's/a/c.json', 't/a.json']) {
        await store.put(key, key, { ifAbsent: true });
      }
      const keys = (await store.list('s/')).map(({ key }) => key);
      expect(keys).toEqual(['s/B.json', 's/a/c.json', 's/b.json']);
      expect((await store.list('s/b')).map(({ key }) => key)).toEqual(['s/b.json']);
      expect(await store.list('none/')).toEqual([]);
      expect(await store.list('')).toHaveLength(4);
    });

    test('lists the ETag that a read gives, before and after a change', async () => {
      const { store, other = store } = await make();
      const listed = async () => Object.fromEntries((await other.list('s/')).map((o) => [o.key, o.etag]));
      const read = async (key: string) => (await store.get(key))?.etag;
      await store.put('s/a.json', '{"a":1}', { ifAbsent: true });
      await store.put('s/b.json', '{"ü":"\u{1f980}"}\n', { ifAbsent: true });
      const before = await listed();
      expect(before).toEqual({ 's/a.json': await read('s/a.json'), 's/b.json': await read('s/b.json') });
      await store.put('s/a.json', '{"a":2}', { ifMatch: before['s/a.json'] ?? '' });
      const after = await listed();
      expect(after['s/a.json']).toBe(await read('s/a.json'));
      expect(after['s/a.json']).not.toBe(before['s/a.json']);
      expect(after['s/b.json']).toBe(before['s/b.json']);
    });
  });
}
