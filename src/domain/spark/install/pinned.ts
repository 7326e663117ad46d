import { type Problem, ProblemError, shown } from '../../core/problem';

const LENGTHS = { sha256: 64, sha512: 128 } as const;
export type DigestAlgorithm = keyof typeof LENGTHS;

/** A file that is exactly one: its place, and the digest of its bytes. */
export interface Pinned {
  /** `https:`, `http:`, `s3:` or a path of this machine. */
  readonly source: string;
  readonly algorithm: DigestAlgorithm;
  /** Lower-case hex. */
  readonly digest: string;
}

/**
 * Reads `https://host/spark.tgz#sha512=…`: Apache publishes SHA-512, most others SHA-256.
 * @throws ProblemError
 */
export function readPinned(at: string, text: string): Pinned {
  const match = /^([^#]+)#(sha256|sha512)=([0-9A-Fa-f]+)$/.exec(text);
  const algorithm = match?.[2] as DigestAlgorithm | undefined;
  if (!match || algorithm === undefined || match[3]?.length !== LENGTHS[algorithm]) {
    throw new ProblemError([notPinned(at, text)]);
  }
  const source = match[1] ?? '';
  if (!/^(https?:\/\/[^\s]+|s3:\/\/[^/\s]+\/.+|\/.+)$/.test(source)) {
    const wanted = 'an http(s):// or s3:// URL, or an absolute path';
    throw new ProblemError([{ at, found: shown(source), wanted }]);
  }
  return { source, algorithm, digest: (match[3] ?? '').toLowerCase() };
}

/** The last part of the path, without a query. */
export function fileName({ source }: Pinned): string {
  return (
    source
      .replace(/[?].*$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}

/** Short, and different for different bytes. */
export const shortDigest = ({ digest }: Pinned) => digest.slice(0, 12);

function notPinned(at: string, text: string): Problem {
  return {
    at,
    found: shown(text),
    wanted: 'a URL or path with its digest, such as "https://host/spark.tgz#sha512=…"',
    fix: 'what is installed is checked first, so that every machine has the same bytes',
  };
}
