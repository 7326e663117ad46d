import type { Command } from 'commander';
import type { CliIo } from '../io';

/** `mesos-spark validate …`: checks that need no cluster. */
export function registerValidate(program: Command, _io: CliIo): void {
  program.command('validate').description('say what a Mesos agent would make of a value');
}
