import { type Command, Option } from 'commander';
import type { SparkUser } from '../../domain/agent/spark-user';
import { attempt, type Problem, rejectIf, shown } from '../../domain/core/problem';
import { Ranges } from '../../domain/core/ranges';
import type { ImportAnswers } from '../../domain/spark/imported/facts';
import { type ImportedService, importedService } from '../../domain/spark/imported/imported-service';
import { API_VERSION, parseBySchema, shuffleServiceManifest } from '../../manifest';
import { addClusterOptions, type ClusterOptions } from '../cluster-options';
import { type Imported, importJson, importYaml } from '../import-report';
import { appFrom } from '../import-source';
import type { CliIo } from '../io';

interface ImportOptions extends ClusterOptions {
  readonly name?: string;
  readonly role?: string;
  readonly ports?: string;
  readonly sparkVersion?: string;
  readonly sparkHome?: string;
  readonly sharedDirectory?: string;
  readonly sparkUser?: string;
  readonly output: 'yaml' | 'json';
}

const HELP = `
What the app does not say is asked for by the options, all at once. An app that loses no data is adopted
as it runs; any other one is replaced side by side, and ends when nobody uses it (docs/import.md).`;

/** `mesos-spark import`: a hand-made Marathon app as a manifest. */
export function registerImport(program: Command, io: CliIo): void {
  const command = program
    .command('import')
    .description('turn a hand-made Marathon app of a shuffle service into a manifest')
    .argument('<app>', 'a file in JSON or YAML, - for the standard input, or the id of an app of --marathon')
    .option('--name <name>', 'of the manifest (default: the last part of the id)')
    .option('--role <role>', 'that the ports are reserved for (default: the one that it accepts)')
    .option('--ports <ports>', 'of the reservation, such as 7337-7339 (default: its own alone)')
    .option('--spark-version <version>', 'that it runs (default: as its archive or folder is called)')
    .option('--spark-home <folder>', 'with bin/spark-class (default: as its command has it)')
    .option('--shared-directory <path>', 'of service and executors (default: its volume)')
    .option('--spark-user <name:uid>', 'who runs service and executors (default: root)')
    .addOption(
      new Option('-o, --output <form>', 'yaml, with comments; or json')
        .choices(['yaml', 'json'])
        .default('yaml'),
    );
  addClusterOptions(command, ['marathon', 'credentials', 'marathon-credentials', 'ca-file'])
    .addHelpText('after', HELP)
    .action((source: string, options: ImportOptions) => runImport(source, options, io));
}

async function runImport(source: string, options: ImportOptions, io: CliIo): Promise<void> {
  const answers = answersOf(options);
  const service = importedService(await appFrom(source, options, io), answers);
  const imported: Imported = { service, manifest: manifestOf(service) };
  io.stdout.write(options.output === 'json' ? importJson(imported) : importYaml(imported));
}

function answersOf(options: ImportOptions): ImportAnswers {
  const problems: Problem[] = [];
  const { name, role, sparkVersion, sparkHome, sharedDirectory } = options;
  const ports = options.ports === undefined ? undefined : portsOf(options.ports, problems);
  const sparkUser = options.sparkUser === undefined ? undefined : userOf(options.sparkUser, problems);
  rejectIf(problems);
  const said = { name, role, sparkVersion, sparkHome, sharedDirectory, ports, sparkUser };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function portsOf(text: string, problems: Problem[]): Ranges | undefined {
  const read = attempt(() => Ranges.parse(text));
  if ('value' in read) return read.value;
  problems.push(...read.problems.map((problem) => ({ ...problem, at: '--ports' })));
  return undefined;
}

function userOf(text: string, problems: Problem[]): SparkUser | undefined {
  const [, name, uid] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  if (name !== undefined) return { name, uid: Number(uid) };
  problems.push({ at: '--spark-user', found: shown(text), wanted: 'NAME:UID, such as spark:7337' });
  return undefined;
}

/** What is wrong with it is found here, not when it is applied. */
function manifestOf(service: ImportedService): Imported['manifest'] {
  const { name, role, slots, port, sparkVersion, sharedDirectory, cleanup, app, adopt } = service;
  const manifest = {
    apiVersion: API_VERSION,
    kind: 'ShuffleService',
    metadata: { name },
    spec: {
      ...{ role, slots, sparkVersion, sharedDirectory, app },
      ...(cleanup === 'Janitor' ? { cleanup } : {}),
      ...(adopt === undefined ? {} : { adopt }),
      ...(service.traps.length === 0 ? { port } : {}),
    },
  };
  parseBySchema(shuffleServiceManifest, manifest);
  return manifest as Imported['manifest'];
}
