import { type Command, Option } from 'commander';
import { DEFAULT_SPARK_USER } from '../../domain/agent/spark-user';
import { Duration } from '../../domain/core/duration';
import { type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { canonicalJson } from '../../domain/render/json';
import { propertiesFile } from '../../domain/render/properties-file';
import { confText } from '../../domain/spark/renders/conf-arguments';
import { dispatcherDriverDefaults } from '../../domain/spark/renders/dispatcher-driver-defaults';
import { sparkPackageOptions } from '../../domain/spark/renders/package-options';
import { zeppelinProblems, zeppelinProperties } from '../../domain/spark/renders/zeppelin-properties';
import { writeIfOther } from '../../io/whole-file';
import { PORT_PROPERTY } from '../../manifest';
import type { CliIo } from '../io';
import { OptionReader } from '../option-reader';
import { type Published, readPublished } from '../published';

interface SparkDefaultsOptions {
  readonly for: string;
  readonly store?: string;
  readonly as: string;
  readonly write?: string;
}

/** How the same properties are said to others. */
const FORMS: Readonly<Record<string, (published: Published) => string | Promise<string>>> = {
  properties: ({ text }) => text,
  conf: ({ properties }) => `${confText(properties)}\n`,
  env: async (published) => (await published.env()) ?? '',
  'package-options': ({ properties }) => `${canonicalJson(packageOptions(properties), 2)}\n`,
  dispatcher: ({ properties }) => propertiesFile(dispatcherDriverDefaults(properties)),
  zeppelin: ({ properties }) => {
    rejectIf(zeppelinProblems(properties));
    return `${canonicalJson(zeppelinProperties({ properties }), 2)}\n`;
  },
  json: ({ properties }) => `${canonicalJson(properties, 2)}\n`,
};

/** Image and user are those that executors have by the properties. */
function packageOptions(properties: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const uid = /(?:^|,)user=(\d+)(?:,|$)/.exec(
    properties['spark.mesos.executor.docker.parameters'] ?? '',
  )?.[1];
  const sparkUser = uid === undefined ? DEFAULT_SPARK_USER : { ...DEFAULT_SPARK_USER, uid: Number(uid) };
  const image = properties['spark.mesos.executor.docker.image'];
  const options = sparkPackageOptions({ sparkUser });
  const service = options['service'] as object;
  return image === undefined ? options : { ...options, service: { ...service, 'docker-image': image } };
}

const HELP = `
Forms: properties is spark-defaults.conf as it is published; conf are the --conf options of spark-submit for a shell;
env is spark-env.sh, empty where none is published; package-options are for "dcos package install spark --options";
dispatcher are a dispatcher's defaults for its drivers; zeppelin are properties of Zeppelin's interpreter; json is the
properties for machines.
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
  const text = (await FORMS[options.as]?.(published)) ?? '';
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
