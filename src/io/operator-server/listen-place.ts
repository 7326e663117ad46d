import { isIP } from 'node:net';

/** Where the operator's server listens. */
export interface ListenPlace {
  /** An address or a name; `0.0.0.0` and `::` stand for every address of the machine. */
  readonly host: string;
  /** 0: one that the system chooses. */
  readonly port: number;
}

/** Reads `HOST:PORT`, `[IPV6]:PORT`; undefined where it is neither. */
export function listenPlace(text: string): ListenPlace | undefined {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const [, inBrackets, plain, digits = ''] = found ?? [];
  const host = inBrackets ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) return undefined;
  if (inBrackets !== undefined && isIP(inBrackets) !== 6) return undefined;
  // Digits and dots alone are an address or a slip.
  if (plain !== undefined && /^[\d.]+$/.test(plain) && isIP(plain) !== 4) return undefined;
  return { host, port };
}
