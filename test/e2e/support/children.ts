import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const alive = new Set<ChildProcess>();

/**
 * A child in a process group of its own, so that Ctrl-C at the terminal reaches us alone and we decide how it
 * ends. It never outlives us, whatever ends us but SIGKILL.
 */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (alive.size === 0) process.once('exit', endAll);
  const child = spawn(command, [...args], { ...options, detached: true });
  alive.add(child);
  child.once('exit', () => {
    alive.delete(child);
    if (alive.size === 0) process.removeListener('exit', endAll);
  });
  return child;
}

function endAll(): void {
  for (const child of alive) signalGroup(child, 'SIGKILL');
}

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

export interface RunOptions extends SpawnOptions {
  /** Sees each line as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** How aborting ends it. @default - SIGINT to it and what it started in its group */
  readonly interrupt?: (child: ChildProcess) => void;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { onLine, signal, interrupt = interruptGroup, ...rest } = options;
  const child = start(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const stop = () => interrupt(child);
  if (signal?.aborted) stop();
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

/** SIGINT, as Ctrl-C would. */
export function interruptGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGINT');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
