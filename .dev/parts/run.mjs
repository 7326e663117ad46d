// Starting other programs, and saying what we do.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root, whatever folder the command was started in. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** An error whose message is meant for a person: shown without a stack. */
export class Refusal extends Error {}

/** Progress goes to stderr, so that stdout stays for results. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Seconds since `start` (from `performance.now()`), for people. */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Runs a command to its end and returns what it said; never throws for its exit code. */
export function ask(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  return {
    ok: result.error === undefined && result.status === 0,
    missing: result.error?.code === 'ENOENT',
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
  };
}

/** Runs a command with the terminal's own output; resolves to its exit code, 1 where a signal ended it. */
export function show(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

/** The executable of an installed package, for example `bin('jest', 'bin/jest.js')`. */
export function bin(name, path) {
  return resolve(root, 'node_modules', name, path);
}

/** Runs `main` and turns its errors into an exit code: a Refusal is told in its own words. */
export async function entry(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof Refusal ? `error: ${error.message}` : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
