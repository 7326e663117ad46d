import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProblemError } from '../domain/core/problem';

interface Sink {
  write(text: string): unknown;
}

export interface ShellRun {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Sink;
  readonly error: Sink;
}

/**
 * Runs a script for `sh` on this machine, line by line as it speaks, and returns its exit code; a signal counts as 1.
 * @throws ProblemError for anybody but root, unless MESOS_SPARK_ROOT keeps the script below a folder
 */
export async function runAsRoot(script: string, { env, out, error }: ShellRun): Promise<number> {
  if (process.getuid?.() !== 0 && !env['MESOS_SPARK_ROOT']) {
    const fix = 'use sudo on a builder machine, or --print and let the builder run it';
    throw new ProblemError([{ at: '--run', found: 'another user than root', wanted: 'root', fix }]);
  }
  // A file, for the script's own commands may read standard input.
  const folder = mkdtempSync(path.join(tmpdir(), 'mesos-spark-image-'));
  try {
    const file = path.join(folder, 'image.sh');
    writeFileSync(file, script, { mode: 0o700 });
    const child = spawn('sh', [file], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => void out.write(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void error.write(text));
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
