import { createReadStream, readdirSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { type Problem, ProblemError, rejectIf, shown } from '../domain/core/problem';
import { LineCutter, type OnLine } from './log-lines';

/** A file that may hold a log, as it was when it was looked for. */
export interface LogFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const CHUNK = 1 << 18;
/** Bytes that tell what a file is. */
const HEAD = 512;
const WANTED = 'a file or a folder with logs, or - for standard input';

/**
 * The files that are meant by paths of files and folders, once each, sorted; folders with all that is below them but
 * hidden files and links.
 * @throws ProblemError naming every path that cannot be read
 */
export function logFiles(paths: readonly string[]): readonly LogFile[] {
  const problems: Problem[] = [];
  const found = new Map<string, LogFile>();
  for (const one of paths) {
    try {
      for (const file of filesAt(one, statSync(one))) found.set(path.resolve(file.path), file);
    } catch (error) {
      problems.push({ at: shown(one), found: codeOf(error), wanted: WANTED });
    }
  }
  rejectIf(problems);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesAt(file: string, stats: Stats): readonly LogFile[] {
  if (!stats.isDirectory()) return [{ path: file, size: stats.size }];
  return readdirSync(file, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isFile()))
    .flatMap((entry) => {
      const below = path.join(file, entry.name);
      // Logs are rotated, and what ended executors left is removed, while others look.
      const stats = statSync(below, { throwIfNoEntry: false });
      return stats === undefined ? [] : filesAt(below, stats);
    });
}

function codeOf(error: unknown): string {
  // By shape: errors of node:fs come from another realm in some test runners.
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (code === 'ENOENT') return 'nothing there';
  return code === 'EACCES' ? 'it, but it may not be read' : String(code ?? error);
}

/**
 * Reads a file, compressed by gzip or not, whatever its name, to its lines.
 * @param from bytes to leave out at the start; a compressed file is read whole
 * @returns false for a file that is no text, of which no line is given
 * @throws ProblemError where it cannot be read to its end, an archive that is cut short for example
 */
export async function readLogFile(file: string, onLine: OnLine, from = 0): Promise<boolean> {
  try {
    const head = await headOf(file);
    const isZipped = head[0] === 0x1f && head[1] === 0x8b;
    if (!isZipped) {
      if (head.includes(0)) return false;
      await readStream(createReadStream(file, { start: from, highWaterMark: CHUNK }), onLine);
      return true;
    }
    const source = createReadStream(file, { highWaterMark: CHUNK });
    const unzipped = createGunzip({ chunkSize: CHUNK });
    source.on('error', (error) => unzipped.destroy(error));
    await readStream(source.pipe(unzipped), onLine);
    return true;
  } catch (error) {
    throw new ProblemError([{ at: shown(file), found: codeOf(error), wanted: 'a log that can be read' }]);
  }
}

/** To its lines. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>, onLine: OnLine): Promise<void> {
  const cutter = new LineCutter(onLine);
  for await (const chunk of stream) cutter.push(chunk);
  cutter.end();
}

async function headOf(file: string): Promise<Uint8Array> {
  for await (const chunk of createReadStream(file, { end: HEAD - 1 })) return chunk as Uint8Array;
  return new Uint8Array();
}
