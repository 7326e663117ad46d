import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Pinned } from '../../domain/spark/install/pinned';
import type { InstallStep } from '../../domain/spark/install/step';
import { causeOf } from '../web-hdfs';

type Env = Readonly<Record<string, string | undefined>>;

/** Fetches beside, checks, and renames: `to` is the right file or what it was before. */
export async function fetchedFile(file: Pinned, to: string, env: Env): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  const draft = `${to}.${process.pid}.new`;
  try {
    await fetchChecked(file, draft, env);
    await rename(draft, to);
  } finally {
    await rm(draft, { force: true });
  }
}

async function fetchChecked({ source, algorithm, digest }: Pinned, to: string, env: Env): Promise<void> {
  const hash = createHash(algorithm);
  const bytes = await open(source, env);
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(to, { flush: true }),
  );
  const found = hash.digest('hex');
  if (found !== digest) {
    throw new Error(
      `${source}: found ${algorithm} ${found}, wanted ${digest}; it is another file than was meant`,
    );
  }
}

async function open(source: string, env: Env): Promise<Readable> {
  if (source.startsWith('/')) return createReadStream(source);
  if (source.startsWith('s3://')) return openS3(source, env);
  const answer = await fetch(source).catch((error: unknown) => {
    throw new Error(`${source}: ${causeOf(error)}`);
  });
  if (!answer.ok || answer.body === null) throw new Error(`${source}: answered ${answer.status}`);
  return Readable.fromWeb(answer.body as ReadableStream);
}

async function openS3(source: string, env: Env): Promise<Readable> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(source) ?? [];
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const local = env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_S3'] !== undefined;
  const client = new S3Client({ forcePathStyle: local });
  try {
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return found.Body as Readable;
  } catch (error) {
    throw new Error(`${source}: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
  }
}

/** Unpacks beside and renames the folder that holds what is wanted. Files belong to whoever installs. */
export async function unpacked(
  { archive, holding }: InstallStep & { do: 'unpack' },
  to: string,
  env: Env,
): Promise<void> {
  const draft = `${to}.${process.pid}.new`;
  try {
    await mkdir(`${draft}/out`, { recursive: true });
    await fetchChecked(archive, `${draft}/archive`, env);
    const tar = ['-xf', `${draft}/archive`, '-C', `${draft}/out`, '--no-same-owner'];
    const { status, stderr, error } = spawnSync('tar', tar, { encoding: 'utf8' });
    if (status !== 0)
      throw new Error(`${archive.source}: cannot be unpacked: ${error?.message ?? stderr.trim()}`);
    const top = await folderHolding(`${draft}/out`, holding);
    if (top === undefined)
      throw new Error(`${archive.source}: found no ${holding} in it, wanted an archive with it`);
    await rename(top, to);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** At the top, or up to three folders down, as archives have it: `libmesos-bundle/lib/libmesos.so`. */
async function folderHolding(folder: string, name: string, depth = 3): Promise<string | undefined> {
  if (await stat(path.join(folder, name)).catch(() => undefined)) return folder;
  if (depth === 0) return undefined;
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const found = entry.isDirectory()
      ? await folderHolding(path.join(folder, entry.name), name, depth - 1)
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A file of settings, from a folder or from below a URL. */
export async function fetchedText(from: string, name: string, env: Env): Promise<string> {
  if (from.startsWith('/')) return readFile(path.join(from, name), 'utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of await open(`${from.replace(/\/+$/, '')}/${name}`, env))
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
