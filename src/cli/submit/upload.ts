import { stat } from 'node:fs/promises';
import { type Problem, ProblemError, shown } from '../../domain/core/problem';
import { fileDigest } from '../../io/file-digest';
import { S3Files, s3PlaceOf } from '../../io/s3-file';
import type { Places, PlacesProps } from './places';

export interface Uploaded {
  /** What Spark is given in place of the local file. */
  readonly uri: string;
  /** `kept`: the very bytes were there already. */
  readonly did: 'uploaded' | 'kept';
}

/** Where the file will be; `s3a:` in place of `s3:`, which Hadoop, who is to read it, does not know. */
export function uploadUri(resource: string, target: string): string {
  const uri = target.endsWith('/') ? target + (resource.split('/').at(-1) ?? '') : target;
  return uri.replace(/^s3n?:/i, 's3a:');
}

/**
 * Puts a local file where the cluster can read it. What is there under the name stays: the same bytes count as
 * done, others are a problem, for whoever runs them now would get others.
 * @param target a URI of HDFS or S3; one that ends with a slash gets the file's name
 * @throws ProblemError
 */
export async function upload(
  resource: string,
  target: string,
  places: Places,
  props: PlacesProps,
): Promise<Uploaded> {
  const file = places.localPath(resource);
  const size = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === undefined || !size?.isFile()) {
    throw failure('resource', shown(resource), 'a file of this machine to upload');
  }
  const uri = uploadUri(resource, target);
  const sha256 = await fileDigest(file);
  const hdfs = places.hdfs(uri);
  const s3 = s3PlaceOf(uri);
  if (hdfs) {
    try {
      const there = await hdfs.client.status(hdfs.path);
      if (!there) await hdfs.client.create(hdfs.path, file);
      else {
        const same = there.length === size.size && (await hdfs.client.digest(hdfs.path)) === sha256;
        if (!same) throw other(uri);
      }
      return { uri, did: there ? 'kept' : 'uploaded' };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw failure(
        '--upload',
        `${uri}: ${error instanceof Error ? error.message : error}`,
        'an HDFS that takes it',
      );
    }
  }
  if (!s3) {
    const wanted = 'hdfs://HOST:PORT/FOLDER/ (or HADOOP_CONF_DIR for hdfs://NAME/) or s3a://BUCKET/FOLDER/';
    throw failure('--upload', shown(target), wanted);
  }
  const files = new S3Files(props);
  if (await files.create(s3, file, sha256)) return { uri, did: 'uploaded' };
  if ((await files.digest(s3)) !== sha256) throw other(uri);
  return { uri, did: 'kept' };
}

function other(uri: string): ProblemError {
  const fix = 'give it another name, such as one with its version';
  return failure('--upload', `another file at ${uri}`, 'none, or the same bytes', fix);
}

function failure(at: string, found: string, wanted: string, fix?: string): ProblemError {
  const problem: Problem = { at, found, wanted, ...(fix === undefined ? {} : { fix }) };
  return new ProblemError([problem]);
}
