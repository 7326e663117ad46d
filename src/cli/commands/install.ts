import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { attempt, type Problem, ProblemError, rejectIf, shown } from '../../domain/core/problem';
import { canonicalJson } from '../../domain/render/json';
import { type Pinned, readPinned } from '../../domain/spark/install/pinned';
import {
  DEFAULT_FOLDER,
  type InstallProps,
  installPlan,
  type NativeSource,
} from '../../domain/spark/install/plan';
import type { InstallStep } from '../../domain/spark/install/step';
import { DCOS_NATIVE_LIBRARY, PACKAGED_NATIVE_LIBRARY } from '../../domain/spark/submit/native-library';
import { type Done, type InstallWorld, makeStep } from '../../io/install/install';
import type { CliIo } from '../io';
import { OptionReader } from '../option-reader';

interface InstallOptions {
  readonly spark?: string;
  readonly into: string;
  readonly nativeLibrary: string;
  readonly jar?: readonly string[];
  readonly log4j?: string;
  readonly hadoopConf?: string;
  readonly defaults?: string;
  readonly store?: string;
  readonly program?: readonly string[];
  readonly root: string;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
}

const HELP = `
A file is a URL or a path with its digest: https://host/spark-2.4.0.tgz#sha512=…, s3://bucket/a.jar#sha256=…
It can be run again at any time: what is as it should be stays. A newer Spark is unpacked beside the older one,
which stays for what runs on it; the link "current" moves last.`;

/** `mesos-spark install`: makes this machine one that can submit. */
export function registerInstall(program: Command, io: CliIo): void {
  program
    .command('install')
    .description('install Spark, libmesos, jars and settings on an edge node or agent')
    .option('--spark <file>', 'archive of Spark')
    .option('--into <folder>', 'where it is put', DEFAULT_FOLDER)
    .option(
      '--native-library <where>',
      "where libmesos is from: dcos (on its nodes), package (the package mesos), none, or an archive such as DC/OS' libmesos-bundle",
      'none',
    )
    .option('--jar <file>', 'a further jar, put into FOLDER/extra; as often as you like', collect)
    .option('--log4j <path>', 'log4j.properties or log4j2.properties for drivers')
    .option('--hadoop-conf <from>', 'folder or URL with core-site.xml and hdfs-site.xml')
    .option(
      '--defaults <name>',
      'keep spark-defaults.conf equal to what the operator publishes under this name',
    )
    .option('--store <url>', "where it does, the operator's --state: s3://BUCKET[/PREFIX] or file:///FOLDER")
    .addOption(new Option('--program <words...>', 'how units start mesos-spark').hideHelp())
    .option('--root <folder>', 'install below this folder, such as that of an image', '/')
    .option('--dry-run', 'only say what would be done')
    .addOption(new Option('-o, --output <form>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((options: InstallOptions) => install(options, io));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

async function install(options: InstallOptions, io: CliIo): Promise<void> {
  const steps = installPlan(installProps(options, io));
  const world = { root: path.resolve(options.root), dryRun: options.dryRun ?? false, env: io.env };
  const all: Done[] = [];
  for (const step of steps) {
    const done = await madeOrProblem(step, world);
    all.push(done);
    if (options.output === 'text') io.stdout.write(`${labelOf(done, world.dryRun)} ${done.text}\n`);
  }
  if (options.output === 'json') io.stdout.write(`${canonicalJson({ steps: all }, 2)}\n`);
}

async function madeOrProblem(step: InstallStep, world: InstallWorld): Promise<Done> {
  try {
    return await makeStep(step, world);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const fix = 'what was done before stays; mend it and run the same again';
    throw new ProblemError([{ at: `install, step ${step.do}`, found, wanted: 'every step made', fix }]);
  }
}

function labelOf({ did }: Done, dryRun: boolean): string {
  if (did === 'unchanged') return 'unchanged:';
  return dryRun ? 'would' : 'done:     ';
}

function installProps(options: InstallOptions, io: CliIo): InstallProps {
  const problems: Problem[] = [];
  const spark = pinned('--spark', options.spark ?? '', problems);
  const jars = (options.jar ?? []).map((text) => pinned('--jar', text, problems));
  const nativeLibrary = nativeOf(options, problems);
  const defaults = defaultsOf(options, io, problems);
  rejectIf(problems);
  const { into, log4j, hadoopConf } = options;
  return {
    spark,
    into,
    jars,
    ...(nativeLibrary === undefined ? {} : { nativeLibrary }),
    ...(log4j === undefined ? {} : { log4j: path.resolve(log4j) }),
    ...(hadoopConf === undefined
      ? {}
      : { hadoopConf: isUrl(hadoopConf) ? hadoopConf : path.resolve(hadoopConf) }),
    ...(defaults === undefined ? {} : { defaults }),
  };
}

const isUrl = (text: string) => /^(https?|s3):\/\//.test(text);

function pinned(at: string, text: string, problems: Problem[]): Pinned {
  const read = attempt(() => readPinned(at, text));
  if ('value' in read) return read.value;
  problems.push(...read.problems);
  return { source: '', algorithm: 'sha256', digest: '' };
}

function nativeOf(options: InstallOptions, problems: Problem[]): NativeSource | undefined {
  const at = '--native-library';
  const text = options.nativeLibrary;
  if (text === 'none') return undefined;
  if (text !== 'dcos' && text !== 'package') {
    return { is: 'archive', archive: pinned(at, text, problems) };
  }
  const { libmesos } = text === 'dcos' ? DCOS_NATIVE_LIBRARY : PACKAGED_NATIVE_LIBRARY;
  if (!existsSync(path.join(options.root, libmesos))) {
    problems.push({
      at,
      found: `no ${libmesos}`,
      wanted: text === 'dcos' ? 'a node of DC/OS' : 'the package mesos',
      fix:
        text === 'dcos'
          ? 'give an archive, such as libmesos-bundle'
          : 'install the package mesos, or give an archive',
    });
  }
  return { is: text };
}

function defaultsOf(options: InstallOptions, io: CliIo, problems: Problem[]): InstallProps['defaults'] {
  if (options.defaults === undefined) return undefined;
  const read = new OptionReader(io.env, problems);
  read.place('store', options.store);
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(options.defaults)) {
    problems.push({
      at: '--defaults',
      found: shown(options.defaults),
      wanted: 'the name of a SparkDefaults',
    });
  }
  const store = read.text('store', options.store) ?? '';
  const self = [process.execPath, path.resolve(process.argv[1] ?? '')];
  return { name: options.defaults, store, program: options.program ?? self };
}
