import { spawn } from 'node:child_process';

interface Sink {
  write(text: string): unknown;
}

export interface CommandRun {
  readonly argv: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `terminal`: the program has ours, as shells need; else what it says goes to these. */
  readonly to: 'terminal' | { readonly out: Sink; readonly error: Sink };
  /** Ends the program by SIGTERM. */
  readonly stop?: AbortSignal;
}

/** Signals that are meant for the program; a terminal sends SIGINT to both of us by itself. */
const PASSED_ON = ['SIGTERM', 'SIGHUP'] as const;

/** Runs a program to its end. @returns its exit code; a signal counts as 128 and its number, as in a shell */
export async function runCommand({ argv, env, to, stop }: CommandRun): Promise<number> {
  const [program = '', ...args] = argv;
  const stdio = to === 'terminal' ? 'inherit' : (['inherit', 'pipe', 'pipe'] as const);
  const child = spawn(program, args, {
    env: { ...env },
    stdio: stdio === 'inherit' ? 'inherit' : [...stdio],
  });
  if (to !== 'terminal') {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => void to.out.write(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => void to.error.write(text));
  }
  const end = () => void child.kill('SIGTERM');
  const ignore = () => {};
  stop?.addEventListener('abort', end);
  for (const signal of PASSED_ON) process.on(signal, end);
  process.on('SIGINT', ignore);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
      child.on('close', (code, signal) => resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
    });
  } finally {
    stop?.removeEventListener('abort', end);
    for (const signal of PASSED_ON) process.off(signal, end);
    process.off('SIGINT', ignore);
  }
}
