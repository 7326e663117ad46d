import type {
  DeleteResult,
  ListedObject,
  ObjectStore,
  PutCondition,
  PutResult,
  StoredObject,
} from '../../../src/operator/ports';

/** A bucket in memory. ETags count up, so that equal bytes written twice are told apart, as a lease needs. */
export class MemoryStore implements ObjectStore {
  private readonly objects = new Map<string, StoredObject>();
  private count = 0;

  async get(key: string): Promise<StoredObject | undefined> {
    return this.objects.get(key);
  }

  async put(key: string, body: string, condition: PutCondition): Promise<PutResult> {
    const found = this.objects.get(key);
    const asBelieved = 'ifAbsent' in condition ? !found : found?.etag === condition.ifMatch;
    return asBelieved ? { is: 'written', etag: this.set(key, body) } : { is: 'conflict' };
  }

  async delete(key: string, ifMatch: string): Promise<DeleteResult> {
    if (this.objects.get(key)?.etag !== ifMatch) return { is: 'conflict' };
    this.objects.delete(key);
    return { is: 'deleted' };
  }

  async list(prefix: string): Promise<readonly ListedObject[]> {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => ({ key, etag: this.objects.get(key)?.etag ?? '' }));
  }

  /** What Terraform or a person does: no condition. */
  set(key: string, body: string): string {
    const etag = `"${++this.count}"`;
    this.objects.set(key, { body, etag });
    return etag;
  }

  remove(key: string): void {
    this.objects.delete(key);
  }

  text(key: string): string | undefined {
    return this.objects.get(key)?.body;
  }
}
