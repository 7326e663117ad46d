import { Command, CommanderError } from 'commander';
import { ProblemError } from '../domain/core/problem';
import { StoreError } from '../operator/ports';
import { type CliIo, EXIT, type ExitCode } from './io';
import type { Verb } from './verb';
import { verbs } from './verbs';
import { packageVersion } from './version';

const EXIT_CODES = `
Exit codes:
  ${EXIT.done}  done, nothing is wrong
  ${EXIT.failed}  the work failed, or what was checked is not valid
  ${EXIT.usage}  the command line is wrong
  ${EXIT.notYet}  nothing failed, but what is declared is not reached yet`;

/** Of help that goes to no terminal. */
const HELP_WIDTH = 100;

/**
 * Runs one command line (`argv` without node and script) and returns its exit code. Nothing is thrown for
 * mistakes of the user; they are told on `io.stderr`.
 */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = buildProgram(argv, { ...io, exit: (wanted) => (code = wanted) });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    code = explain(error, io);
  }
  io.exit?.(code);
  return code;
}

/** The program with every verb; only the verbs that `argv` names are loaded, the others are names for `--help`. */
function buildProgram(argv: readonly string[], io: CliIo): Command {
  const program = new Command('mesos-spark')
    .description("Keeps Spark's external shuffle service and dynamic allocation on Mesos as declared.")
    .version(packageVersion)
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(mesos-spark --help lists the commands)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? HELP_WIDTH,
    });
  const named = new Set(argv.filter((word) => !word.startsWith('-')).slice(0, 2));
  for (const verb of verbs) {
    if (named.has(verb.name)) verb.load()(program, io);
    else placeholder(program, verb);
  }
  return program;
}

function placeholder(program: Command, verb: Verb): void {
  program.command(verb.name).description(verb.summary);
}

function explain(error: unknown, io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ProblemError || error instanceof StoreError) {
    io.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
  io.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
