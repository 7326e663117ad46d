import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { ProblemError, shown } from '../domain/core/problem';
import { LineCutter, type OnLine } from './log-lines';

/** From TERM to KILL: a driver gives its executors back meanwhile. */
const GRACE_MILLIS = 15_000;

export interface DriverProps {
  /** `bin/spark-submit` or `bin/spark-shell`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** What it logs goes here, too. */
  readonly logFile: string;
  readonly onOutput: OnLine;
  readonly onLog: OnLine;
}

/** A driver that runs on this machine, in a process group of its own with all that Spark's scripts start. */
export class SparkDriver {
  private readonly child: ChildProcess;
  /** Its exit code, null where a signal ended it; all that it said has been given by then. */
  readonly over: Promise<number | null>;
  private insist: NodeJS.Timeout | undefined;
  /** Its number may be another process's afterwards. */
  private ended = false;

  constructor(props: DriverProps) {
    const { program, args, env, folder } = props;
    this.child = spawn(program, [...args], {
      cwd: folder,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    process.once('exit', this.kill);
    this.over = this.follow(props);
  }

  /** Asks it to end, and insists after 15 seconds; does nothing once it is over. */
  stop(): void {
    if (this.ended) return;
    this.signal('SIGTERM');
    this.insist ??= setTimeout(this.kill, GRACE_MILLIS);
  }

  private async follow({ program, onOutput, onLog, logFile }: DriverProps): Promise<number | null> {
    const { child } = this;
    const log = createWriteStream(logFile, { mode: 0o600 });
    const [said, logged] = [new LineCutter(onOutput), new LineCutter(onLog)];
    child.stdout?.on('data', (chunk: Uint8Array) => said.push(chunk));
    child.stderr?.on('data', (chunk: Uint8Array) => {
      log.write(chunk);
      logged.push(chunk);
    });
    try {
      return await new Promise<number | null>((resolve, reject) => {
        child.once('error', (error) => reject(notStarted(program, error)));
        child.once('close', (code) => resolve(code));
      });
    } finally {
      this.ended = true;
      said.end();
      logged.end();
      clearTimeout(this.insist);
      process.off('exit', this.kill);
      await new Promise<void>((done) => log.end(() => done()));
    }
  }

  private readonly kill = () => this.signal('SIGKILL');

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

function notStarted(program: string, error: Error): ProblemError {
  return new ProblemError([
    { at: shown(program), found: error.message, wanted: 'a program of Spark that runs here' },
  ]);
}
