import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { Duration } from '../../domain/core/duration';
import { ProblemError, shown } from '../../domain/core/problem';
import type { Cleanup } from '../../domain/spark/service-settings';
import { DEFAULT_SIZES } from '../../domain/spark/verify/verify-job';
import { verifyJob } from '../../io/verify-jobs';
import { stateStoreKeys } from '../../manifest';
import { declaredCleanup } from '../declared-cleanup';
import { type CliIo, EXIT } from '../io';
import type { Env } from '../option-reader';
import { storeAt } from '../store-at';
import { untilStopped } from '../until-stopped';
import { verifyReport } from '../verify-report';
import { VerifyRun } from '../verify-run';
import {
  type PropertiesPlace,
  type VerifyOptions,
  type VerifySettings,
  verifySettings,
} from '../verify-settings';

const REQUEST = Duration.seconds(30);

const HELP = `
Runs a groupByKey in client mode, on this machine, waits until its executors have been given back, and reads the
shuffle again, which then only the shuffle services can serve. Judges that by the driver's event log, then the logs.

Exit codes:
  ${EXIT.done}  everything works
  ${EXIT.failed}  something does not, or there is a bad sign in the logs, or the job failed
  ${EXIT.usage}  the command line is wrong
  ${EXIT.notYet}  not decided: out of time, or stopped

Checks and signs: docs/verify.md`;

/** `mesos-spark verify`. */
export function registerVerify(program: Command, io: CliIo): void {
  const { numMappers, numKeys, valSize, numReducers } = DEFAULT_SIZES;
  program
    .command('verify')
    .description('run a real shuffle through the shuffle services and judge it')
    .option('--spark-home <folder>', 'a Spark distribution, as on the agents (default: SPARK_HOME)')
    .option('--master <url>', "the master, such as mesos://zk://HOST:2181/mesos (default: the settings')")
    .option(
      '--properties-file <file>',
      "the application's spark-defaults.conf (default: that of Spark's home)",
    )
    .option('--defaults <name>', 'in its place the published defaults of that SparkDefaults, from --state')
    .option('--state <url>', 'where published files are: s3://BUCKET[/PREFIX] or file:///FOLDER')
    .option(
      '--manifests <url>',
      "where their manifests are, as the operator's --manifests (default: --state)",
    )
    .addOption(
      new Option('--cleanup <who>', 'who removes the files of dead applications, where no manifest says it')
        .choices(['Service', 'Janitor'])
        .default('Service'),
    )
    .option('--conf <key=value>', 'a setting that wins over those; repeatable', collect)
    .addOption(new Option('--language <language>', "the job's").choices(['scala', 'python']).default('scala'))
    .option('--num-mappers <n>', `partitions that are shuffled (default: ${numMappers})`)
    .option('--num-keys <n>', `keys in each of them (default: ${numKeys})`)
    .option('--val-size <bytes>', `of each value (default: ${valSize})`)
    .option('--num-reducers <n>', `partitions that read (default: ${numReducers})`)
    .option('--single-host', 'be content with two executors on one host, as with local-cluster')
    .option(
      '--logs <path...>',
      'logs of executors and services, files or folders; what they gain is read, too',
    )
    .option('--fall-timeout <duration>', 'how long to wait for executors to be given back', '5m')
    .option('--timeout <duration>', 'of everything', '30m')
    .option('--folder <folder>', "keep the driver's log and events here (default: kept only where it fails)")
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((options: VerifyOptions) => verify(options, io));
}

const collect = (one: string, others: readonly string[] = []) => [...others, one];

async function verify(options: VerifyOptions, io: CliIo): Promise<void> {
  const settings = verifySettings(options, io.env);
  const folder = await runFolder(settings.folder);
  const job = verifyJob(settings.job.language);
  const script = path.join(folder, job.name);
  let keep = settings.folder !== undefined;
  try {
    const propertiesFile = await propertiesIn(folder, settings.properties, io.env);
    await writeFile(script, job.text);
    const cleanup = await cleanupOf(settings, io);
    const run = new VerifyRun({ ...settings, cleanup }, { folder, script, propertiesFile }, io);
    const outcome = await untilStopped(io, (stop) => run.outcome(stop));
    const failed = verifyReport(outcome, folder).exit !== EXIT.done;
    keep ||= failed;
    const report = verifyReport(outcome, keep ? folder : undefined);
    const { text, json } = report;
    io.stdout.write(settings.output === 'json' ? `${JSON.stringify(json, undefined, 2)}\n` : text);
    io.exit?.(report.exit);
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

/** Below the folder that is asked for, so that two runs do not meet. Nobody else may read what drivers log. */
async function runFolder(wanted: string | undefined): Promise<string> {
  const parent = path.resolve(wanted ?? tmpdir());
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return await mkdtemp(path.join(parent, 'mesos-spark-verify-'));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new ProblemError([{ at: '--folder', found, wanted: 'a folder that can be written' }]);
  }
}

/** As the manifest says that the defaults come from; else as the command line says. */
async function cleanupOf({ properties, cleanup }: VerifySettings, io: CliIo): Promise<Cleanup> {
  if (properties?.is !== 'published') return cleanup;
  const declared = await declaredCleanup(properties.name, {
    manifests: storeAt(properties.manifests, REQUEST, io.env),
    state: storeAt(properties.store, REQUEST, io.env),
  });
  const text =
    'cleanup' in declared
      ? `cleanup "${declared.cleanup}", as the manifest of ${declared.service} says`
      : `cleanup "${cleanup}", as --cleanup says: ${declared.because}`;
  io.stderr.write(`${text}\n`);
  return 'cleanup' in declared ? declared.cleanup : cleanup;
}

/** The properties file that the driver takes; a published one is written beside its log. */
async function propertiesIn(
  folder: string,
  place: PropertiesPlace | undefined,
  env: Env,
): Promise<string | undefined> {
  if (place === undefined) return undefined;
  if (place.is === 'file') return place.path;
  const key = stateStoreKeys.sparkDefaults(place.name);
  const published = await storeAt(place.store, REQUEST, env).get(key);
  if (!published) {
    const fix = 'name a SparkDefaults that the operator has published, and its state store';
    throw new ProblemError([
      { at: '--defaults', found: `nothing at ${shown(key)}`, wanted: 'a published file', fix },
    ]);
  }
  const file = path.join(folder, 'spark-defaults.conf');
  await writeFile(file, published.body, { mode: 0o600 });
  return file;
}
