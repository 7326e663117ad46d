import type { Clock } from '../operator/ports';

/** Where a command writes text for people or machines. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal: how many letters fit on a line. */
  readonly columns?: number;
}

/**
 * The world of a command line: a command touches nothing else of the process, so that a test runs it
 * in its own process with buffers in place of streams.
 */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** `isTTY`: a person answers there. */
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sets the exit code that the process ends with once the command is done; ends nothing by itself. */
  readonly exit?: (code: ExitCode) => void;
  /** Asks a command that runs on to end. @default - SIGINT and SIGTERM of the process */
  readonly stop?: AbortSignal;
  /** What ages are counted by, and pauses. @default - the machine's */
  readonly clock?: Clock;
}

/** What the process ends with; `--help` lists them. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  done: 0,
  /** The work failed, or what was to be checked is not valid. */
  failed: 1,
  /** The command line itself is wrong: an unknown command, option or value. */
  usage: 2,
  /** Nothing failed, and what is declared is not reached yet. */
  notYet: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
