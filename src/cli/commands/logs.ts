import { type Command, Option } from 'commander';
import { LogReading } from '../../domain/spark/logs/log-reading';
import { logVerdict } from '../../domain/spark/logs/log-verdict';
import type { Cleanup } from '../../domain/spark/service-settings';
import { logFiles, readLogFile, readStream } from '../../io/log-files';
import { type CliIo, EXIT } from '../io';
import { exitCodeOfLogs, logsJson, logsText } from '../logs-report';

interface AnalyzeOptions {
  readonly cleanup: Cleanup;
  readonly output: 'text' | 'json';
}

const HELP = `
Files may be compressed by gzip; a folder is read with all that is below it; - is standard input.
Give the logs of driver, executors and shuffle services together: each is known by the classes that log.

Exit codes:
  ${EXIT.done}  no bad sign, and every good one that these logs should have
  ${EXIT.failed}  a bad sign, or a file that cannot be read
  ${EXIT.notYet}  no bad sign, but a good one is missing, or nothing of Spark was found

Each sign: docs/verify.md`;

/** `mesos-spark logs analyze`. */
export function registerLogs(program: Command, io: CliIo): void {
  const logs = program.command('logs').description("read Spark's logs for what they say of the shuffle");
  logs
    .command('analyze')
    .description('find good and bad signs in logs of drivers, executors and shuffle services')
    .argument('<file...>', 'logs, or folders with logs, or -')
    .addOption(
      new Option('--cleanup <who>', 'who removes the files of dead applications')
        .choices(['Service', 'Janitor'])
        .default('Service'),
    )
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: AnalyzeOptions) => analyze(paths, options, io));
}

async function analyze(paths: readonly string[], options: AnalyzeOptions, io: CliIo): Promise<void> {
  const files = logFiles(paths.filter((one) => one !== '-'));
  const reading = new LogReading();
  if (paths.includes('-')) await readStream(io.stdin, (line, n) => reading.line(line, '-', n));
  const skipped: string[] = [];
  for (const { path } of files) {
    const isText = await readLogFile(path, (line, n) => reading.line(line, path, n));
    if (!isText) skipped.push(path);
  }
  const verdict = logVerdict(reading, options.cleanup);
  if (options.output === 'json') {
    io.stdout.write(`${JSON.stringify({ ...logsJson(verdict), skipped }, undefined, 2)}\n`);
  } else {
    for (const one of skipped) io.stderr.write(`${one}: no text, left out\n`);
    io.stdout.write(logsText(verdict));
  }
  io.exit?.(exitCodeOfLogs(verdict));
}
