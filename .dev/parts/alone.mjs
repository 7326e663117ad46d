// One process at a time: tests run side by side, and on a fresh clone all of them would make the same thing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs `make` while no other process holds the file; waits for one that does. The kernel lets go of it with the
 * process, however that ends. By flock(1), so on Linux; elsewhere nobody waits.
 */
export async function alone(file, make) {
  mkdirSync(dirname(file), { recursive: true });
  if (process.platform !== 'linux') return make();
  // It holds the file until its standard input ends.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder, 'spawn');
  const ended = once(holder, 'close');
  await Promise.race([once(holder.stdout, 'data'), ended]);
  if (holder.exitCode !== null)
    throw new Error(`flock: found status ${holder.exitCode} for ${file}, wanted to hold it`);
  try {
    return await make();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
