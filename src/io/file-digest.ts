import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** In lower-case hex, without holding the file in memory. */
export async function fileDigest(file: string, algorithm: 'sha256' | 'sha512' = 'sha256'): Promise<string> {
  return streamDigest(createReadStream(file), algorithm);
}

export async function streamDigest(
  stream: AsyncIterable<Uint8Array>,
  algorithm: 'sha256' | 'sha512' = 'sha256',
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
