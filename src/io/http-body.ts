import type { IncomingMessage } from 'node:http';
import { Size } from '../domain/core/size';
import { Breath } from './breath';

/** How large an answer may be. What is larger is refused: it would not be one of ours. */
export interface BodyLimits {
  /** Lists that grow with the cluster: agents, apps, the registry. */
  readonly large: Size;
  /** Everything else. */
  readonly usual: Size;
}

export const defaultBodyLimits: BodyLimits = { large: Size.mebibytes(256), usual: Size.mebibytes(16) };

/** An answer that was refused for its size, and is not asked for again. */
export class TooLargeError extends Error {
  constructor(found: string, limit: Size) {
    super(`the answer is too large and was not read: found ${found}, wanted at most ${limit}`);
    this.name = 'TooLargeError';
  }
}

/**
 * The body of an answer. One that is too large ends the connection at the byte that is too much, or before the
 * first one where its length is told.
 */
export function readBody(response: IncomingMessage, limit: Size): Promise<Buffer> {
  const max = limit.toBytes();
  const length = toldLength(response.headers['content-length']);
  return new Promise((resolve, reject) => {
    const refuse = (found: string) => {
      reject(new TooLargeError(found, limit));
      response.destroy();
    };
    const cutOff = () => reject(new Error('the connection was closed before the answer was whole'));
    // Nothing is told again that was told while nobody listened.
    if (response.destroyed) return cutOff();
    response.on('error', reject);
    response.on('close', () => response.readableEnded || cutOff());
    if (length !== undefined && length > max) return refuse(`${length} bytes`);
    const body = new BodyCollector(length);
    response.on('data', (chunk: Buffer) => {
      if (body.size + chunk.length > max) refuse(`more than ${max} bytes`);
      else body.add(chunk);
    });
    response.on('end', () => body.whole().then(resolve, reject));
  });
}

function toldLength(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** Puts a body together. Where its length is told it is written in place, and a large one is never held twice. */
class BodyCollector {
  size = 0;
  private readonly target: Buffer | undefined;
  private readonly chunks: Buffer[] = [];

  constructor(length: number | undefined) {
    if (length !== undefined) this.target = Buffer.allocUnsafe(length);
  }

  add(chunk: Buffer): void {
    if (this.target) chunk.copy(this.target, this.size);
    else this.chunks.push(chunk);
    this.size += chunk.length;
  }

  async whole(): Promise<Buffer> {
    if (this.target) return this.target.subarray(0, this.size);
    const whole = Buffer.allocUnsafe(this.size);
    const breath = new Breath();
    let filled = 0;
    for (const chunk of this.chunks) {
      filled += chunk.copy(whole, filled);
      if (breath.due) await breath.take();
    }
    return whole;
  }
}
