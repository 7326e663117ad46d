import { type Command, Option } from 'commander';
import { Duration } from '../../domain/core/duration';
import { type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { canonicalJson } from '../../domain/render/json';
import { shellWords } from '../../domain/render/shell-quote';
import { sortedEntries } from '../../domain/render/unwritable';
import { writeIfOther } from '../../io/whole-file';
import { PORT_PROPERTY } from '../../manifest';
import type { CliIo } from '../io';
import { OptionReader } from '../option-reader';
import { type Published, readPublished } from '../published';

interface SparkDefaultsOptions {
  readonly for: string;
  readonly store?: string;
  readonly as: keyof typeof FORMS;
  readonly write?: string;
}

/** How the same properties are said to others. */
const FORMS = {
  properties: ({ text }: Published) => text,
  conf: ({ properties }: Published) => `${shellWords(confWords(properties))}\n`,
  json: ({ properties }: Published) => `${canonicalJson(properties, 2)}\n`,
} as const;

const HELP = `
Forms: properties is spark-defaults.conf as it is published; conf are the --conf options of spark-submit for a shell;
json is for machines.
--write replaces the file whole, only when it differs, and keeps it where nothing good is published.`;

/** `mesos-spark spark-defaults`: what the operator has published. */
export function registerSparkDefaults(program: Command, io: CliIo): void {
  program
    .command('spark-defaults')
    .description('print or write the Spark properties that the operator publishes')
    .requiredOption('--for <name>', 'name of the SparkDefaults')
    .option('--store <url>', "where they are, the operator's --state: s3://BUCKET[/PREFIX] or file:///FOLDER")
    .addOption(new Option('--as <form>', 'how to print').choices(Object.keys(FORMS)).default('properties'))
    .option('--write <file>', 'write it there in place of printing it')
    .addHelpText('after', HELP)
    .action((options: SparkDefaultsOptions) => sparkDefaults(options, io));
}

async function sparkDefaults(options: SparkDefaultsOptions, io: CliIo): Promise<void> {
  const problems: Problem[] = [];
  const store = new OptionReader(io.env, problems).place('store', options.store);
  rejectIf(problems);
  const published = await readPublished({ store, name: options.for }, Duration.seconds(10), io.env);
  const text = FORMS[options.as](published);
  if (options.write === undefined) {
    io.stdout.write(text);
    return;
  }
  if (!(PORT_PROPERTY in published.properties)) {
    const fix = 'the file stays as it is';
    throw new ProblemError([
      { at: `defaults ${options.for}`, found: `no ${PORT_PROPERTY}`, wanted: 'a whole file', fix },
    ]);
  }
  const did = await writeIfOther(options.write, text);
  io.stderr.write(`${did} ${options.write}\n`);
}

function confWords(properties: Readonly<Record<string, string>>): readonly string[] {
  return sortedEntries(properties).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
}
