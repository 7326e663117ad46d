import { gzipSync, strToU8 } from 'fflate';

/**
 * The first part of texts that share it, compressed once, so that four hundred groups do not compress the same
 * scripts four hundred times. {@link end} adds the second part as a member of its own: a gzip is a series of
 * members whose contents are joined (RFC 1952, 2.2), and cloud-init reads it with Python's gzip, which does so.
 */
export class GzipStart {
  private readonly packed: Uint8Array;

  constructor(text: string) {
    this.packed = member(text);
  }

  /** The gzip of the first part and `text`. */
  end(text: string): Uint8Array {
    return Buffer.concat([this.packed, member(text)]);
  }
}

/** By a library whose bytes are the same on every version of Node. */
function member(text: string): Uint8Array {
  // The time of the file would be another byte at every synth.
  return gzipSync(strToU8(text), { level: 9, mtime: 0 });
}
