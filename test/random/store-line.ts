import type {
  DeleteResult,
  ListedObject,
  ObjectStore,
  PutCondition,
  PutResult,
  StoredObject,
} from '../../src/operator/ports';
import { StoreError } from '../../src/operator/ports';
import type { MemoryStore } from '../operator/support/memory-store';
import type { Chance } from './chance';
import type { OperatorProcess } from './operator-process';
import type { VirtualTime } from './time';

export interface StoreFault {
  /** `lost-answer`: what was to be written is written, and nobody hears of it. */
  readonly kind: 'error' | 'lost-answer' | 'slow';
  readonly chance: number;
  readonly seconds: number;
}

/** What goes wrong with a store, for everybody who uses it. */
export class StoreFaults {
  fault: StoreFault | undefined;

  constructor(private readonly chance: Chance) {}

  now(isWrite: boolean): StoreFault | undefined {
    const { fault } = this;
    if (!fault || (fault.kind === 'lost-answer' && !isWrite)) return undefined;
    return this.chance.real() < fault.chance ? fault : undefined;
  }
}

export interface StoreLineProps {
  readonly process: OperatorProcess;
  readonly store: MemoryStore;
  readonly faults: StoreFaults;
  readonly time: VirtualTime;
  /** As the real store's client: nothing is sent after so long. */
  readonly timeoutMillis: number;
  /** A write leaves the process. */
  readonly sends?: (key: string) => void;
  readonly written?: (key: string, body: string) => void;
  readonly deleted?: (key: string, body: string) => void;
}

/** One process's way to a store that all share. */
export function storeLine(props: StoreLineProps): ObjectStore {
  const { process, store, faults, time, timeoutMillis } = props;
  const request = <T>(what: string, work: () => Promise<T>, sends?: () => void): Promise<T> => {
    const isWrite = sends !== undefined;
    const since = time.now;
    return process.request(isWrite, async () => {
      const late = () => new StoreError(`${what}: no answer within ${timeoutMillis / 1000} s`);
      if (time.now - since >= timeoutMillis) throw late();
      sends?.();
      const fault = faults.now(isWrite);
      if (fault?.kind === 'slow') {
        await time.sleep(Math.min(fault.seconds * 1000, timeoutMillis));
        if (fault.seconds * 1000 >= timeoutMillis) throw late();
      }
      if (fault?.kind === 'error') throw new StoreError(`${what}: the store answered 503`);
      const result = await work();
      if (fault?.kind === 'lost-answer') throw new StoreError(`${what}: the connection was reset`);
      return result;
    });
  };
  return {
    get: (key: string): Promise<StoredObject | undefined> => request(`GET ${key}`, () => store.get(key)),
    list: (prefix: string): Promise<readonly ListedObject[]> =>
      request(`LIST ${prefix}`, () => store.list(prefix)),
    put: (key: string, body: string, condition: PutCondition): Promise<PutResult> =>
      request(
        `PUT ${key}`,
        async () => {
          const result = await store.put(key, body, condition);
          if (result.is === 'written') props.written?.(key, body);
          return result;
        },
        () => props.sends?.(key),
      ),
    delete: (key: string, ifMatch: string): Promise<DeleteResult> =>
      request(
        `DELETE ${key}`,
        async () => {
          const before = store.text(key) ?? '';
          const result = await store.delete(key, ifMatch);
          if (result.is === 'deleted') props.deleted?.(key, before);
          return result;
        },
        () => props.sends?.(key),
      ),
  };
}
