import { deflateSync, inflateSync, strToU8 } from 'fflate';

/** A gzip without name and time, as RFC 1952 numbers the fields: the same for every machine that writes it. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3);

/**
 * The first part of texts that share it, compressed once. {@link end} gives one ordinary gzip of both parts, so
 * that four hundred groups do not compress the same scripts four hundred times.
 */
export class GzipStart {
  private readonly packed: Uint8Array;
  private readonly crc: number;
  private readonly size: number;

  constructor(text: string) {
    const bytes = strToU8(text);
    const starts = Array.from({ length: Math.ceil(bytes.length / BLOCK) }, (_, i) => i * BLOCK);
    this.packed = joined(
      starts.map((at) =>
        openBlock(bytes.subarray(at, at + BLOCK), bytes.subarray(Math.max(0, at - WINDOW), at)),
      ),
    );
    this.crc = crc32(bytes, 0xffffffff);
    this.size = bytes.length;
  }

  /** The gzip of the first part and `text`. */
  end(text: string): Uint8Array {
    const bytes = strToU8(text);
    const trailer = new DataView(new ArrayBuffer(8));
    trailer.setUint32(0, ~crc32(bytes, this.crc), true);
    trailer.setUint32(4, this.size + bytes.length, true);
    return joined([HEADER, this.packed, deflateSync(bytes, { level: 9 }), new Uint8Array(trailer.buffer)]);
  }
}

/** So much fflate packs into one block (src/index.ts, `dflt`: it ends a block after 7000 literals). */
const BLOCK = 7000;
/** How far back a block may refer. */
const WINDOW = 32_768;
/** What follows the three zero bits of an empty stored block: its length and the complement of it. */
const EMPTY_STORED = Uint8Array.of(0, 0, 0xff, 0xff);
/** A last block with nothing in it. */
const LAST = Uint8Array.of(3, 0);

/**
 * One deflate block that others can follow from the next whole byte on (RFC 1951, 3.2.3): its mark as the last
 * one is taken away and an empty stored block fills up its last byte. fflate does not say how many bits of that
 * byte are used, so the one way of two that reads back is taken. (Its own `flush` loses bits: fflate 0.8.3.)
 */
function openBlock(bytes: Uint8Array, dictionary: Uint8Array): Uint8Array {
  const block = deflateSync(bytes, { level: 9, dictionary });
  block[0] = (block[0] ?? 0) & 0xfe;
  for (const padding of [Uint8Array.of(), Uint8Array.of(0)]) {
    const open = joined([block, padding, EMPTY_STORED]);
    if (readsBack(joined([open, LAST]), bytes, dictionary)) return open;
  }
  throw new Error(`found no way to end a block of ${bytes.length} bytes on a whole byte`);
}

function readsBack(packed: Uint8Array, bytes: Uint8Array, dictionary: Uint8Array): boolean {
  try {
    const found = inflateSync(packed, { dictionary });
    return found.length === bytes.length && found.every((byte, i) => byte === bytes[i]);
  } catch {
    return false;
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** RFC 1952's CRC before its last inversion; `before` is what it was at the end of the part before. */
function crc32(bytes: Uint8Array, before: number): number {
  let crc = before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return crc;
}
