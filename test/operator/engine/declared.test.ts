import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256 } from '../../../src/io/digest';
import { folderStore } from '../../../src/io/folder-store';
import { stateStoreKeys } from '../../../src/manifest';
import { CachedStore } from '../../../src/operator/engine/cached-store';
import {
  type DeclaredPlace,
  declare,
  OvertakenError,
  undeclare,
} from '../../../src/operator/engine/declared';
import { guardedStore } from '../../../src/operator/engine/guard';
import { NotLeadingError } from '../../../src/operator/engine/leadership';
import { readManifests } from '../../../src/operator/engine/manifests';
import type { ObjectStore } from '../../../src/operator/ports';
import { defaults } from '../support/manifests';
import { MemoryStore } from '../support/memory-store';

const of = (name: string, version = '2.4.0') => ({
  ...defaults({ sparkVersion: version }),
  metadata: { name },
});
const place = (store: ObjectStore, stack = 'command-line'): DeclaredPlace => ({ store, sha256, stack });
const INDEX = stateStoreKeys.declaredIndex('command-line');

/** What an operator would read: `name@version`, or why it is held. */
async function seen(store: ObjectStore): Promise<readonly string[]> {
  const { entries, troubles } = await readManifests(store, sha256, 'declared');
  expect(troubles).toEqual([]);
  return entries.map(({ name, content }) =>
    content.is === 'held'
      ? `${name}: ${content.reason}`
      : `${name}@${(content.json as ReturnType<typeof of>).spec.sparkVersion}`,
  );
}

describe('what is declared under declared/', () => {
  test('is read as the manifest store is, and each change is told', async () => {
    const store = new MemoryStore();
    expect(await declare(place(store), [of('a'), of('b')])).toEqual([
      { kind: 'SparkDefaults', name: 'a', change: 'created' },
      { kind: 'SparkDefaults', name: 'b', change: 'created' },
    ]);
    const again = await declare(place(store), [of('b', '3.0.0'), of('a'), of('c')]);
    expect(again.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'b configured',
      'a unchanged',
      'c created',
    ]);
    expect(await seen(store)).toEqual(['a@2.4.0', 'b@3.0.0', 'c@2.4.0']);
    const gone = await undeclare(place(store), [
      { kind: 'SparkDefaults', name: 'a' },
      { kind: 'SparkDefaults', name: 'x' },
    ]);
    expect(gone.map(({ name, change }) => `${name} ${change}`)).toEqual(['a deleted', 'x absent']);
    expect(await seen(store)).toEqual(['b@3.0.0', 'c@2.4.0']);
    expect((await declare(place(store), [of('a')]))[0]?.change).toBe('created');
  });

  test('is written with the same bytes, and not at all where nothing is new', async () => {
    const [one, other] = [new MemoryStore(), new MemoryStore()];
    await declare(place(one), [of('a'), of('b')]);
    await declare(place(other), [of('b')]);
    await declare(place(other), [of('a')]);
    expect(one.text(INDEX)).toBe(other.text(INDEX));
    const etags = (await one.list('')).map(({ etag }) => etag);
    await declare(place(one), [of('b'), of('a')]);
    await undeclare(place(one), [{ kind: 'SparkDefaults', name: 'x' }]);
    expect((await one.list('')).map(({ etag }) => etag)).toEqual(etags);
  });

  test('mends what is torn', async () => {
    const store = new MemoryStore();
    await declare(place(store), [of('a')]);
    store.set(stateStoreKeys.declaredManifest('command-line', 'SparkDefaults', 'a'), '{}');
    expect(await seen(store)).toEqual(['a: Torn']);
    expect((await declare(place(store), [of('a')]))[0]?.change).toBe('configured');
    expect(await seen(store)).toEqual(['a@2.4.0']);
  });
});

describe.each([
  ['in memory', async () => new MemoryStore()],
  ['in a folder', async () => folderStore(folder)],
])('of many at once, %s,', (_, make) => {
  test('each change is there in the end', async () => {
    const store = await make();
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    await declare(
      place(store),
      names.map((name) => of(name)),
    );
    await Promise.all(
      names.map((name, i) =>
        i % 3 === 0
          ? undeclare(place(store), [{ kind: 'SparkDefaults', name }])
          : declare(place(store), [of(name, '3.0.0'), of(`m${i}`)]),
      ),
    );
    const kept = names.filter((_, i) => i % 3 !== 0);
    expect(await seen(store)).toEqual(
      [...names.flatMap((_, i) => (i % 3 === 0 ? [] : [`m${i}`])), ...kept]
        .sort()
        .map((name) => `${name}@${name.startsWith('m') ? '2.4.0' : '3.0.0'}`),
    );
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'declared-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a change by somebody else meanwhile', () => {
  /** Lets somebody in once, right before a key is written. */
  function interrupted(store: MemoryStore, at: string, meanwhile: () => Promise<unknown>): ObjectStore {
    let waiting = true;
    return {
      get: (key) => store.get(key),
      list: (prefix) => store.list(prefix),
      delete: (key, ifMatch) => store.delete(key, ifMatch),
      put: async (key, body, condition) => {
        if (waiting && key === at) {
          waiting = false;
          await meanwhile();
        }
        return store.put(key, body, condition);
      },
    };
  }
  const KEY = stateStoreKeys.declaredManifest('command-line', 'SparkDefaults', 'b');

  test('of the same manifest is kept, and nothing of the request holds', async () => {
    const store = new MemoryStore();
    await declare(place(store), [of('a'), of('b')]);
    const late = interrupted(store, KEY, () => declare(place(store), [of('b', '2.4.8')]));
    await expect(declare(place(late), [of('a', '3.0.0'), of('b', '3.0.0'), of('c')])).rejects.toThrow(
      new OvertakenError(
        'SparkDefaults/b of command-line was changed by somebody else meanwhile; nothing was declared: look at it and try again',
      ),
    );
    expect(await seen(store)).toEqual(['a@2.4.0', 'b@2.4.8']);
  });

  test('that takes the same manifest away is kept', async () => {
    const store = new MemoryStore();
    await declare(place(store), [of('a'), of('b')]);
    const late = interrupted(store, INDEX, () =>
      undeclare(place(store), [{ kind: 'SparkDefaults', name: 'b' }]),
    );
    await expect(declare(place(late), [of('a', '3.0.0'), of('b', '3.0.0')])).rejects.toThrow(OvertakenError);
    expect(await seen(store)).toEqual(['a@2.4.0']);
  });

  test('of another manifest is kept, too', async () => {
    const store = new MemoryStore();
    const late = interrupted(store, INDEX, () => declare(place(store), [of('a')]));
    await declare(place(late), [of('b')]);
    expect(await seen(store)).toEqual(['a@2.4.0', 'b@2.4.0']);
  });

  test('that never ends is told', async () => {
    const store = new MemoryStore();
    const never: ObjectStore = {
      ...{ get: (key) => store.get(key), list: (prefix) => store.list(prefix) },
      delete: (key, ifMatch) => store.delete(key, ifMatch),
      put: async (key, body, condition) =>
        key === INDEX ? { is: 'conflict' } : store.put(key, body, condition),
    };
    await expect(declare(place(never), [of('a')])).rejects.toThrow(`${INDEX} was changed by others 20 times`);
  });
});

test('an index that cannot be read is left as it is', async () => {
  const store = new MemoryStore();
  store.set(INDEX, 'half');
  for (const work of [() => declare(place(store), [of('a')]), () => undeclare(place(store), [])]) {
    await expect(work()).rejects.toThrow(
      /^declared\/index\/command-line\.json: found .*JSON.*, wanted an index that can be read; put an earlier/,
    );
  }
  expect(await store.list('')).toHaveLength(1);
});

test('manifests that were not named any more because a write failed count nowhere', async () => {
  const store = new MemoryStore();
  const failing: ObjectStore = {
    ...{ get: (key) => store.get(key), list: (prefix) => store.list(prefix) },
    delete: (key, ifMatch) => store.delete(key, ifMatch),
    put: async (key, body, condition) => {
      if (key === INDEX) throw new Error('down');
      return store.put(key, body, condition);
    },
  };
  await expect(declare(place(failing), [of('a')])).rejects.toThrow('down');
  expect(await seen(store)).toEqual([]);
});

test('an operator declares through its own store, and only while it leads', async () => {
  const memory = new MemoryStore();
  const cache = new CachedStore(memory);
  await declare(
    place(
      guardedStore(cache, () => {}),
      'operator',
    ),
    [of('a')],
  );
  await declare(place(memory, 'operator'), [of('b')]);
  // The cache has not seen that.
  await declare(
    place(
      guardedStore(cache, () => {}),
      'operator',
    ),
    [of('c')],
  );
  expect(await seen(memory)).toEqual(['a@2.4.0', 'b@2.4.0', 'c@2.4.0']);
  const gate = () => {
    throw new NotLeadingError('no');
  };
  await expect(declare(place(guardedStore(memory, gate), 'operator'), [of('d')])).rejects.toThrow('no');
});
