import { Deflate, deflateRaw } from 'pako';

/** How far back deflate may refer, in bytes (RFC 1951, 2). */
const WINDOW = 32_768;

/** Deflate, no time, no name, no system (RFC 1952, 2.3.1): a time would be another byte at every synth. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255);

/** Checksum and length. */
const TRAILER = 8;

/**
 * The first part of texts that share it, compressed once, so that four hundred groups do not compress the same
 * scripts four hundred times. {@link end} goes on where it stopped, in one member of gzip: the second part may refer
 * to the first, which is where most of its words stand. By a port of zlib to JavaScript, whose bytes are
 * the same on every version of Node.
 */
export class GzipStart {
  private readonly packed: Uint8Array;
  private readonly window: Uint8Array;
  private readonly checksum: number;
  private readonly length: number;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.packed = openDeflate(bytes);
    this.window = bytes.subarray(-WINDOW);
    this.checksum = crc32(bytes, 0);
    this.length = bytes.length;
  }

  /** Bytes that {@link end} takes at most, without compressing anything. */
  most(text: string): number {
    const bytes = Buffer.byteLength(text);
    // What does not get smaller is stored, in blocks of 64 KiB with five bytes of their own (RFC 1951, 3.2.4).
    return HEADER.length + this.packed.length + bytes + 5 * (Math.floor(bytes / 65_535) + 1) + TRAILER;
  }

  /** The gzip of the first part and `text`. */
  end(text: string): Uint8Array {
    const bytes = Buffer.from(text);
    const packed = deflateRaw(bytes, { ...BEST, dictionary: this.window });
    const trailer = Buffer.alloc(TRAILER);
    trailer.writeUInt32LE(crc32(bytes, this.checksum), 0);
    trailer.writeUInt32LE(this.length + bytes.length, 4);
    return Buffer.concat([HEADER, this.packed, packed, trailer]);
  }
}

const BEST = { level: 9, memLevel: 9 } as const;

/** zlib's name for: end at a byte, and go on. */
const SYNC_FLUSH = 2;

/** A stream of deflate that goes on. */
function openDeflate(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  const deflate = new Deflate({ ...BEST, raw: true });
  deflate.onData = (chunk) => void chunks.push(chunk);
  deflate.push(bytes, SYNC_FLUSH);
  return Buffer.concat(chunks);
}

/** Of what `before` is the checksum of, and `bytes` (RFC 1952, 8). Node's own is younger than Node 20. */
function crc32(bytes: Uint8Array, before: number): number {
  let sum = ~before;
  for (const byte of bytes) sum = (CRC_TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
