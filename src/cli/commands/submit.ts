import { type Command, Option } from 'commander';
import { SHELL_LANGUAGES } from '../../domain/spark/submit/request';
import type { CliIo } from '../io';
import { addSubmitOptions, type SubmitOptions } from '../submit/options';
import { submit } from '../submit/submit';

const HELP = `
Without --run the command is printed, for a shell; nothing is started. What is wrong is told all at once.
Options of mesos-spark come before the jar; everything behind it is for the application.
--upload acts whether or not the command runs: a file that is there already is never replaced.

Exit codes of --run: 0 where Spark ends with 0, 1 otherwise.`;

/** `mesos-spark submit …`: an application, in client, cluster or local mode. */
export function registerSubmit(program: Command, io: CliIo): void {
  const command = program
    .command('submit')
    .description('build, check and run the right spark-submit')
    .argument('[resource]', 'a jar, .py or .R file: a path, hdfs://, s3a://, https:// or local:')
    .argument('[args...]', 'for the application')
    .passThroughOptions()
    .addOption(
      new Option(
        '--deploy-mode <mode>',
        'where the driver runs (default: client, or cluster where --dispatcher is given)',
      ).choices(['client', 'cluster']),
    )
    .option('--dispatcher <address>', 'HOST:7077 of the dispatcher, which starts drivers in cluster mode')
    .option('--class <name>', 'the main class of a jar')
    .option('--driver-cores <n>', 'in cluster mode')
    .option('--supervise', 'in cluster mode: start the driver anew when it fails')
    .addOption(
      new Option('--shell <language>', 'a shell in place of an application').choices(SHELL_LANGUAGES),
    )
    .option('--upload <uri>', 'put the local file there first: hdfs://… or s3a://…; a folder ends with /');
  addSubmitOptions(command)
    .addHelpText('after', HELP)
    .action((resource: string | undefined, args: readonly string[], options: SubmitOptions) =>
      submit(resource === undefined ? args : [resource, ...args], options, io),
    );
}
