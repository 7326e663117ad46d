import type { Problem } from '../../core/problem';
import { rejectIf } from '../../core/problem';
import { unreachable } from '../../core/unreachable';
import { shellQuote } from '../../render/shell-quote';
import { sortedEntries } from '../../render/unwritable';
import { executorSourceProperties } from '../executor-properties';
import { clusterProblems } from './cluster-problems';
import { nativeLibraryEnvironment } from './native-library';
import type { ShellLanguage, SubmitAmounts, SubmitProgram, SubmitRequest, SubmitTarget } from './request';
import { requestProblems, requestWarnings } from './request-problems';
import { resourceFindings } from './resources';
import { joined, type Word } from './word';

export interface SubmitCommand {
  /** The program first. */
  readonly argv: readonly Word[];
  /** What is set beside the environment that is there. */
  readonly env: Readonly<Record<string, string>>;
  /** What works, but not as somebody may think. */
  readonly warnings: readonly Problem[];
}

const SHELLS: Readonly<Record<ShellLanguage, string>> = {
  python: 'pyspark',
  r: 'sparkR',
  scala: 'spark-shell',
  sql: 'spark-sql',
};

/**
 * The command line of `spark-submit`, or of one of Spark's shells.
 * @throws ProblemError that names everything that cannot work
 */
export function submitCommand(request: SubmitRequest): SubmitCommand {
  const resources = resourceFindings(request);
  rejectIf([
    ...requestProblems(request),
    ...resources.problems,
    ...clusterProblems(request, submitProperties(request)),
  ]);
  const { program } = request;
  const name = program.is === 'shell' ? SHELLS[program.language] : 'spark-submit';
  const path = request.sparkHome === undefined ? name : joined(request.sparkHome, `/bin/${name}`);
  return {
    argv: [path, ...options(request), ...programWords(program, request.target)],
    env: environment(request),
    warnings: [...resources.warnings, ...requestWarnings(request)],
  };
}

/** Every property that the command itself sets, without those of files. */
export function submitProperties(request: SubmitRequest): Readonly<Record<string, string>> {
  const executors =
    request.executors === undefined || request.target.is === 'local'
      ? {}
      : executorSourceProperties(request.executors);
  // From 2.4 on this is off, and without it spark-submit does not speak to a dispatcher at all.
  const rest = request.target.is === 'cluster' ? { 'spark.master.rest.enabled': 'true' } : {};
  return Object.fromEntries(sortedEntries({ ...rest, ...executors, ...request.properties }));
}

function options(request: SubmitRequest): readonly Word[] {
  const { target, program } = request;
  const mainClass = program.is === 'application' ? program.mainClass : undefined;
  return [
    ...['--master', masterText(target)],
    ...(target.is === 'local' ? [] : ['--deploy-mode', target.is]),
    ...(target.is === 'cluster' && target.supervise === true ? ['--supervise'] : []),
    ...option('--class', mainClass),
    ...option('--name', request.name),
    ...amountOptions(request.amounts ?? {}),
    ...(request.propertiesFile === undefined ? [] : ['--properties-file', request.propertiesFile]),
    ...listOption('--jars', request.jars),
    ...listOption('--files', request.files),
    ...listOption('--py-files', request.pyFiles),
    ...listOption('--packages', request.packages),
    ...sortedEntries(submitProperties(request)).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...(request.verbose === true ? ['--verbose'] : []),
  ];
}

function masterText(target: SubmitTarget): string {
  switch (target.is) {
    case 'local':
      if (target.threads === undefined) return 'local';
      return `local[${target.threads === 'all' ? '*' : target.threads}]`;
    case 'client':
      return target.master;
    case 'cluster':
      return target.dispatcher;
    default:
      return unreachable(target);
  }
}

function amountOptions(amounts: SubmitAmounts): readonly string[] {
  return [
    ...option('--driver-memory', amounts.driverMemory?.toJvm()),
    ...option('--driver-cores', amounts.driverCores?.toString()),
    ...option('--executor-memory', amounts.executorMemory?.toJvm()),
    ...option('--executor-cores', amounts.executorCores?.toString()),
    ...option('--total-executor-cores', amounts.totalExecutorCores?.toString()),
  ];
}

const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);

function listOption(name: string, list: readonly Word[] | undefined): readonly Word[] {
  if (list === undefined || list.length === 0) return [];
  return [name, joined(...list.flatMap((word, i) => (i === 0 ? [word] : [',', word])))];
}

function programWords(program: SubmitProgram, target: SubmitTarget): readonly Word[] {
  const args = program.args ?? [];
  if (program.is === 'shell') return args;
  // The dispatcher puts arguments into the shell command of the driver's task, unquoted (2.2, 2.4) or quoted unless
  // they are so already (3.5; MesosClusterScheduler.getDriverCommandValue). Its shell takes these quotes off again.
  return [program.resource, ...(target.is === 'cluster' ? args.map(shellQuote) : args)];
}

/** In cluster mode the driver's own environment is set by properties, not by that of who submits. */
function environment(request: SubmitRequest): Readonly<Record<string, string>> {
  const { target, hadoopConfDir, localIp } = request;
  const library = target.is === 'client' ? target.nativeLibrary : undefined;
  return {
    ...(hadoopConfDir === undefined ? {} : { HADOOP_CONF_DIR: hadoopConfDir }),
    // The driver's own address, and that of the framework, which libmesos binds to.
    ...(localIp === undefined || target.is === 'cluster'
      ? {}
      : { LIBPROCESS_IP: localIp, SPARK_LOCAL_IP: localIp }),
    ...(library === undefined ? {} : nativeLibraryEnvironment(library, request.inheritedLibraryPath)),
  };
}
