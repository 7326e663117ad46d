import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Duration } from '../domain/core/duration';
import { streamDigest } from './file-digest';
import type { Looked } from './web-file';

export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

export interface S3FilesProps {
  readonly timeout: Duration;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `s3a://`, as Hadoop names it, `s3://` as AWS does. */
export function s3PlaceOf(uri: string): S3Place | undefined {
  const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/i.exec(uri);
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined;
}

/** Files in buckets, by the SDK's own credentials. */
export class S3Files {
  constructor(private readonly props: S3FilesProps) {}

  async look({ bucket, key }: S3Place): Promise<Looked> {
    const { sdk, client } = await this.connect();
    try {
      const input = { Bucket: bucket, Key: key };
      const head = await client.send(new sdk.HeadObjectCommand(input), this.limit());
      return { is: 'there', ...(head.ContentLength === undefined ? {} : { length: head.ContentLength }) };
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return { is: 'absent', because: 'there is no such object' };
      // Without the right to list, S3 says 403 for what is not there, too; the driver may have other rights.
      return { is: 'unknown', because: said(error) };
    } finally {
      client.destroy();
    }
  }

  /** SHA-256 of the bytes, in hex. */
  async digest({ bucket, key }: S3Place): Promise<string> {
    const { sdk, client } = await this.connect();
    try {
      const found = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
      return await streamDigest(found.Body as AsyncIterable<Uint8Array>);
    } finally {
      client.destroy();
    }
  }

  /** @returns false where something is there already, which stays. @throws Error where S3 refuses */
  async create({ bucket, key }: S3Place, file: string, sha256: string): Promise<boolean> {
    // Once: a stream that was read cannot be sent again.
    const { sdk, client } = await this.connect(1);
    const { size } = await stat(file);
    try {
      const command = new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: createReadStream(file),
        ContentLength: size,
        ContentType: 'application/java-archive',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        IfNoneMatch: '*',
      });
      await client.send(command);
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      throw new Error(`cannot write s3://${bucket}/${key}: ${said(error)}`);
    } finally {
      client.destroy();
    }
  }

  private async connect(maxAttempts = 2) {
    const sdk = await import('@aws-sdk/client-s3');
    const { env } = this.props;
    const local = env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_S3'] !== undefined;
    return { sdk, client: new sdk.S3Client({ maxAttempts, forcePathStyle: local }) };
  }

  private limit() {
    return { abortSignal: AbortSignal.timeout(this.props.timeout.toMillis()) };
  }
}

const said = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode;
}
