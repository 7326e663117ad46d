const UINT64_MAX = 2n ** 64n - 1n;

/**
 * A decimal number as the agent reads it, or undefined where it takes the text for text: no hexadecimals,
 * no infinity, no nan, nothing that overflows (stout's numify over boost::lexical_cast).
 */
export function readDouble(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** An unsigned 64 bit number as the agent reads it: decimal with or without plus, or hexadecimal after `0x`. */
export function readUint64(text: string): bigint | undefined {
  const digits = /^\+?(\d+)$/.exec(text)?.[1] ?? /^0x[0-9a-f]+$/i.exec(text)?.[0];
  if (digits === undefined) return undefined;
  const value = BigInt(digits.replace(/^0X/, '0x'));
  return value <= UINT64_MAX ? value : undefined;
}

/** True for numbers that are not 0 and too small for full precision; the agent refuses them. */
export function isSubnormal(value: number): boolean {
  return value !== 0 && Math.abs(value) < 2.2250738585072014e-308;
}
