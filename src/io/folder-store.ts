import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError, shown } from '../domain/core/problem';
import type {
  DeleteResult,
  ListedObject,
  ObjectStore,
  PutCondition,
  PutResult,
  StoredObject,
} from '../operator/ports';

/** A lock that is older belonged to a process that died: no write takes a second. */
const STALE_MILLIS = 10_000;

/** Name of the folder beside the objects that holds locks and unfinished writes; never listed. */
const PRIVATE = '.mesos-spark';

/**
 * Objects as files under a folder of one machine, for tries and tests. An ETag is the hash of the bytes; a write
 * appears whole by rename; compare and write happen under a lock that other processes respect, too.
 */
export function folderStore(root: string): ObjectStore {
  return {
    get: async (key) => read(fileOf(root, key)),
    put: (key, body, condition) => withLock(root, key, () => write(root, { key, body, condition })),
    delete: (key, ifMatch) => withLock(root, key, () => remove(fileOf(root, key), ifMatch)),
    list: async (prefix) => {
      const top = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const keys = (await filesBelow(root, top)).filter((key) => key.startsWith(prefix)).sort();
      const found: ListedObject[] = [];
      for (const key of keys) {
        const object = await read(path.join(root, key));
        // Gone since the folder was read: as if it had been listed a moment later.
        if (object) found.push({ key, etag: object.etag });
      }
      return found;
    },
  };
}

/** @throws ProblemError on a key that would lead out of the folder or into its private part */
function fileOf(root: string, key: string): string {
  const parts = key.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part === PRIVATE)) {
    throw new ProblemError([{ at: 'key', found: shown(key), wanted: 'names joined by single slashes' }]);
  }
  return path.join(root, ...parts);
}

const etagOf = (bytes: string) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

async function read(file: string): Promise<StoredObject | undefined> {
  try {
    const body = await readFile(file, 'utf8');
    return { body, etag: etagOf(body) };
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

interface Write {
  readonly key: string;
  readonly body: string;
  readonly condition: PutCondition;
}

async function write(root: string, { key, body, condition }: Write): Promise<PutResult> {
  const file = fileOf(root, key);
  const found = await read(file);
  const asBelieved = 'ifAbsent' in condition ? !found : found?.etag === condition.ifMatch;
  if (!asBelieved) return { is: 'conflict' };
  const unfinished = path.join(root, PRIVATE, randomUUID());
  await writeFile(unfinished, body, 'utf8');
  await mkdir(path.dirname(file), { recursive: true });
  await rename(unfinished, file);
  return { is: 'written', etag: etagOf(body) };
}

/** Its folder stays: another write may be about to use it. */
async function remove(file: string, ifMatch: string): Promise<DeleteResult> {
  if ((await read(file))?.etag !== ifMatch) return { is: 'conflict' };
  await rm(file);
  return { is: 'deleted' };
}

/** One lock file a key, made by exclusive creation, which is atomic on every local file system. */
async function withLock<T>(root: string, key: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.join(root, PRIVATE), { recursive: true });
  const lock = path.join(root, PRIVATE, `${etagOf(key)}.lock`);
  while (!(await tryLock(lock))) await new Promise((resolve) => setTimeout(resolve, 2 + 8 * Math.random()));
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    await breakStale(lock);
    return false;
  }
}

/** Moved aside before it is removed, so that of two who find it stale only one takes it away. */
async function breakStale(lock: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs < STALE_MILLIS) return;
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

async function filesBelow(root: string, prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(path.join(root, prefix))) {
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory() && entry.name !== PRIVATE) found.push(...(await filesBelow(root, `${key}/`)));
    if (entry.isFile()) found.push(key);
  }
  return found;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  // By shape: errors of node:fs come from another realm in some test runners.
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && codes.includes(code);
}
