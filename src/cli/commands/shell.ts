import { type Command, Option } from 'commander';
import { SHELL_LANGUAGES } from '../../domain/spark/submit/request';
import type { CliIo } from '../io';
import { addSubmitOptions, type SubmitOptions } from '../submit/options';
import { submit } from '../submit/submit';

/** `mesos-spark shell …`: one of Spark's shells, with everything that `submit` knows but cluster mode. */
export function registerShell(program: Command, io: CliIo): void {
  const command = program
    .command('shell')
    .description("build, check and run the right one of Spark's shells")
    .argument('[args...]', 'for the shell')
    .passThroughOptions()
    .addOption(new Option('--language <language>', 'of the shell').choices(SHELL_LANGUAGES).default('scala'));
  addSubmitOptions(command).action((args: readonly string[], options: SubmitOptions & { language: string }) =>
    submit(args, { ...options, shell: options.language }, io),
  );
}
