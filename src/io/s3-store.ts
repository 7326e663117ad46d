import type { S3Client } from '@aws-sdk/client-s3';
import type { Duration } from '../domain/core/duration';
import {
  type DeleteResult,
  type ListedObject,
  type ObjectStore,
  type PutCondition,
  type PutResult,
  type StoredObject,
  StoreError,
} from '../operator/ports';

export interface S3StoreProps {
  readonly bucket: string;
  /** Put before every key, with its slash: `team-a/`. @default none */
  readonly prefix?: string;
  /** No request takes longer. */
  readonly timeout: Duration;
  /** The SDK's own variables: AWS_REGION, AWS_ENDPOINT_URL, … */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** 412: another ETag, or something is there; 404: it is gone; 409: another write was under way. */
const OVERTAKEN = [412, 404, 409] as const;

/**
 * Objects in a bucket, with S3's conditional writes. The SDK is loaded by the first request: it costs more to
 * load than the rest of the program together.
 */
export function s3Store(props: S3StoreProps): ObjectStore {
  return new S3Store(props);
}

class S3Store implements ObjectStore {
  private readonly bucket: string;
  private readonly prefix: string;
  private loading: Promise<Connection> | undefined;

  constructor(private readonly props: S3StoreProps) {
    this.bucket = props.bucket;
    this.prefix = props.prefix ?? '';
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const within = limit(this.props);
    const { sdk, client } = await this.connect();
    const input = { Bucket: this.bucket, Key: this.prefix + key };
    try {
      const found = await client.send(new sdk.GetObjectCommand(input), within);
      return { body: (await found.Body?.transformToString('utf-8')) ?? '', etag: found.ETag ?? '' };
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw failure('read', input, error);
    }
  }

  async put(key: string, body: string, condition: PutCondition): Promise<PutResult> {
    // From here on, not from when the SDK is loaded and has its credentials: a lease allows so much and no more.
    const within = limit(this.props);
    const { sdk, client } = await this.connect();
    const object = { Bucket: this.bucket, Key: this.prefix + key };
    const input = { ...object, Body: body, ContentType: contentType(key), ...headers(condition) };
    try {
      const written = await client.send(new sdk.PutObjectCommand(input), within);
      return { is: 'written', etag: written.ETag ?? '' };
    } catch (error) {
      if (isStatus(error, ...OVERTAKEN)) return { is: 'conflict' };
      throw failure('write', object, error);
    }
  }

  async delete(key: string, ifMatch: string): Promise<DeleteResult> {
    const within = limit(this.props);
    const { sdk, client } = await this.connect();
    const object = { Bucket: this.bucket, Key: this.prefix + key };
    try {
      await client.send(new sdk.DeleteObjectCommand({ ...object, IfMatch: ifMatch }), within);
      return { is: 'deleted' };
    } catch (error) {
      if (isStatus(error, ...OVERTAKEN)) return { is: 'conflict' };
      throw failure('delete', object, error);
    }
  }

  async list(prefix: string): Promise<readonly ListedObject[]> {
    const { bucket, prefix: before, props } = this;
    return listAll(await this.connect(), { bucket, prefix: before, keyPrefix: prefix, props });
  }

  private connect(): Promise<Connection> {
    this.loading ??= connection(this.props);
    return this.loading;
  }
}

interface Connection {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
}

async function connection({ env }: S3StoreProps): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-s3');
  // One attempt: a retried write would outlive the time-out that the lease rests on.
  const client = new sdk.S3Client({
    maxAttempts: 1,
    forcePathStyle: env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_S3'] !== undefined,
  });
  return { sdk, client };
}

interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  readonly keyPrefix: string;
  readonly props: S3StoreProps;
}

async function listAll({ sdk, client }: Connection, listing: Listing): Promise<readonly ListedObject[]> {
  const { bucket, prefix, keyPrefix, props } = listing;
  const found: ListedObject[] = [];
  let token: string | undefined;
  do {
    const page = await client
      .send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix + keyPrefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
        limit(props),
      )
      .catch((error: unknown) => {
        throw failure('list', { Bucket: bucket, Key: prefix + keyPrefix }, error);
      });
    for (const { Key, ETag = '' } of page.Contents ?? []) {
      if (Key !== undefined) found.push({ key: Key.slice(prefix.length), etag: ETag });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  // S3 sorts by UTF-8 bytes, which is another order beyond the basic plane.
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

const limit = ({ timeout }: S3StoreProps) => ({ abortSignal: AbortSignal.timeout(timeout.toMillis()) });

function headers(condition: PutCondition): { IfNoneMatch: string } | { IfMatch: string } {
  return 'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch };
}

function contentType(key: string): string {
  return key.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8';
}

function isStatus(error: unknown, ...codes: readonly number[]): boolean {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const status = (metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode;
  // A bucket that is not there is 404, too: neither an absent object nor a conflict.
  if (error instanceof Error && error.name === 'NoSuchBucket') return false;
  return status !== undefined && codes.includes(status);
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

function failure(verb: string, { Bucket, Key }: Place, error: unknown): StoreError {
  const because = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new StoreError(`cannot ${verb} s3://${Bucket}/${Key}: ${because}`);
}
