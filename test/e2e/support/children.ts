import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends a child: asks, waits, then insists. Resolves to its exit code, null where a signal ended it. */
export async function end(child: ChildProcess, graceMs = 10_000): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = exitOf(child);
  child.kill('SIGTERM');
  const late = sleep(graceMs, 'late' as const, { ref: false });
  if ((await Promise.race([closed, late])) === 'late') child.kill('SIGKILL');
  return closed;
}

/** Its exit code, null where a signal ended it. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code));
  });
}

/** The first line that a program prints. @throws Error where it ends without one */
export async function firstLine(stream: Readable): Promise<string> {
  const lines = createInterface({ input: stream });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new Error('the program ended before it printed a line');
}

/** What a finished program said. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a program to its end in a process group of its own, so that Ctrl-C at the terminal reaches us alone and
 * we decide how it ends. `onLine` sees each line as it comes.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { readonly onLine?: (line: string) => void; readonly signal?: AbortSignal },
): Promise<Finished> {
  const { onLine, signal, ...rest } = options;
  const child = spawn(command, [...args], { ...rest, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const stop = () => endGroup(child);
  signal?.addEventListener('abort', stop);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  try {
    const code = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', (status) => done(status));
    });
    return { code, output: lines.join('\n') };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Terraform ends in good order on SIGINT: it finishes what it is doing and writes its state. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGINT');
  } catch {
    // It has ended in the meantime.
  }
}
