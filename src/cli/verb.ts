import type { Command } from 'commander';
import type { CliIo } from './io';

/** Adds a verb with its options and actions to the program. */
export type RegisterVerb = (program: Command, io: CliIo) => void;

export interface Verb {
  readonly name: string;
  /** One line for `mesos-spark --help`. */
  readonly summary: string;
  /** Loads the verb's own file; called only when the verb is on the command line. */
  readonly load: () => RegisterVerb;
}
