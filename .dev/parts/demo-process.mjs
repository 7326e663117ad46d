// The demonstration runs in a process of its own: it is TypeScript, and it must outlive Ctrl-C to clean up.
import { spawn } from 'node:child_process';
import { root } from './run.mjs';

/** Starts it and waits. A signal reaches it through the terminal or through us; we wait for its clean-up. */
export function runDemo(args, env) {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/e2e/demo/main.ts', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  // On Ctrl-C the terminal signals the whole group; only a signal that was meant for us alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}
