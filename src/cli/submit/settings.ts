import { Duration } from '../../domain/core/duration';
import { attempt, type Problem, rejectIf, shown } from '../../domain/core/problem';
import { dispatcherAt, type MasterUrl, readMasterUrl } from '../../domain/spark/submit/master-url';
import {
  BUILT_NATIVE_LIBRARY,
  DCOS_NATIVE_LIBRARY,
  type NativeLibrary,
  nativeLibraryIn,
  PACKAGED_NATIVE_LIBRARY,
} from '../../domain/spark/submit/native-library';
import {
  SHELL_LANGUAGES,
  type SubmitProgram,
  type SubmitRequest,
  type SubmitTarget,
} from '../../domain/spark/submit/request';
import { type Env, OptionReader } from '../option-reader';
import type { PublishedPlace } from '../published';
import type { SubmitOptions } from './options';
import { amountsOf, executorsOf, listOf, propertiesOf, some } from './values';

/** What the machine says where the command line says nothing. */
export interface Machine {
  readonly sparkHome: string | undefined;
  versionAt(home: string): string | undefined;
  exists(path: string): boolean;
}

export interface SubmitSettings {
  readonly request: SubmitRequest;
  readonly published?: PublishedPlace;
  readonly docker?: { readonly image: string; readonly mounts: readonly string[] };
  readonly resolveLeader: boolean;
  readonly upload?: string;
  readonly timeout: Duration;
}

/**
 * Options first, then the environment, then the machine.
 * @throws ProblemError with everything that is wrong with the options at once
 */
export function submitSettings(
  words: readonly string[],
  options: SubmitOptions,
  env: Env,
  machine: Machine,
): SubmitSettings {
  const problems: Problem[] = [];
  const read = new OptionReader(env, problems);
  const sparkHome = options.sparkHome ?? (options.docker === undefined ? machine.sparkHome : undefined);
  const sparkVersion = versionOf(options, sparkHome, machine, problems);
  const request: SubmitRequest = {
    sparkVersion,
    target: targetOf(options, { env, machine, problems }),
    program: programOf(words, options, read),
    amounts: amountsOf(options, problems),
    properties: propertiesOf(options.conf ?? [], problems),
    ...some('sparkHome', sparkHome),
    ...some('executors', executorsOf(options, sparkVersion, problems)),
    ...some('name', options.name),
    ...some('propertiesFile', options.propertiesFile),
    ...some('jars', listOf(options.jars)),
    ...some('files', listOf(options.files)),
    ...some('pyFiles', listOf(options.pyFiles)),
    ...some('packages', listOf(options.packages)),
    ...some('hadoopConfDir', options.hadoopConfDir ?? (env['HADOOP_CONF_DIR'] || undefined)),
    ...some('localIp', options.localIp),
    ...some('inheritedLibraryPath', options.docker === undefined ? env['LD_LIBRARY_PATH'] : undefined),
    ...some('verbose', options.verbose),
  };
  const published = publishedOf(options, read);
  contradictions(options, problems);
  rejectIf(problems);
  const { docker, mount, upload } = options;
  return {
    request,
    ...some('published', published),
    ...some('docker', docker === undefined ? undefined : { image: docker, mounts: mountsOf(mount, request) }),
    resolveLeader: options.resolveLeader ?? false,
    ...some('upload', upload),
    timeout: Duration.seconds(10),
  };
}

function versionOf(
  options: SubmitOptions,
  home: string | undefined,
  machine: Machine,
  problems: Problem[],
): string {
  const version = options.sparkVersion ?? (home === undefined ? undefined : machine.versionAt(home));
  if (version === undefined) {
    problems.push({
      at: '--spark-version',
      found: home === undefined ? 'nothing, and no Spark here' : `nothing, and no Spark in ${home}`,
      wanted: 'the version of Spark, such as 2.4.0',
      fix: 'give it, or --spark-home',
    });
  }
  return version ?? '2.4.0';
}

interface Surroundings {
  readonly env: Env;
  readonly machine: Machine;
  readonly problems: Problem[];
}

function targetOf(options: SubmitOptions, { env, machine, problems }: Surroundings): SubmitTarget {
  const { master, dispatcher, deployMode } = options;
  const local = /^local(?:\[(\d+|\*)\])?$/.exec(master ?? '');
  if (local) {
    const threads = local[1] === '*' ? 'all' : local[1] === undefined ? undefined : Number(local[1]);
    return { is: 'local', ...some('threads', threads) };
  }
  if (deployMode === 'cluster' || dispatcher !== undefined) {
    const at = dispatcher === undefined ? '--master' : '--dispatcher';
    const address = url(() => dispatcherAt(dispatcher ?? master ?? '', at), problems);
    return { is: 'cluster', dispatcher: address, ...some('supervise', options.supervise) };
  }
  if (master === undefined) {
    problems.push({ at: '--master', found: 'nothing', wanted: 'local, HOST:5050 or zk://HOST:2181,…/mesos' });
    return { is: 'local' };
  }
  const library = options.docker === undefined ? libraryOf(options, env, machine) : undefined;
  return {
    is: 'client',
    master: url(() => readMasterUrl(master, '--master'), problems),
    ...some('nativeLibrary', library),
  };
}

function url(make: () => MasterUrl, problems: Problem[]): MasterUrl {
  const made = attempt(make);
  if ('value' in made) return made.value;
  problems.push(...made.problems);
  return readMasterUrl('127.0.0.1');
}

/** What is said, what the environment names already, else the first of the usual places that has it. */
function libraryOf(options: SubmitOptions, env: Env, machine: Machine): NativeLibrary | undefined {
  const said = options.nativeLibrary ?? env['MESOS_NATIVE_JAVA_LIBRARY'];
  if (said) {
    if (!/\.so(\.[\d.]+)?$/.test(said)) return nativeLibraryIn(said.replace(/(?<=.)\/+$/, ''));
    return said === DCOS_NATIVE_LIBRARY.libmesos ? DCOS_NATIVE_LIBRARY : { libmesos: said };
  }
  const usual = [DCOS_NATIVE_LIBRARY, PACKAGED_NATIVE_LIBRARY, BUILT_NATIVE_LIBRARY];
  return usual.find(({ libmesos }) => machine.exists(libmesos));
}

function programOf(words: readonly string[], options: SubmitOptions, read: OptionReader): SubmitProgram {
  if (options.shell !== undefined) {
    return { is: 'shell', language: read.choice('shell', options.shell, SHELL_LANGUAGES), args: words };
  }
  const [resource = '', ...args] = words;
  return { is: 'application', resource, ...some('mainClass', options.class), args };
}

function publishedOf(options: SubmitOptions, read: OptionReader): PublishedPlace | undefined {
  if (options.defaults === undefined) return undefined;
  return { name: options.defaults, store: read.place('store', options.store) };
}

/** What the command names of this machine, the container must see. */
function mountsOf(mounts: readonly string[] | undefined, request: SubmitRequest): readonly string[] {
  return [...(mounts ?? []), ...(request.hadoopConfDir === undefined ? [] : [request.hadoopConfDir])];
}

function contradictions(options: SubmitOptions, problems: Problem[]): void {
  const { deployMode, dispatcher, docker, master, nativeLibrary, mount, resolveLeader, supervise } = options;
  const wrong = (at: string, found: string, wanted: string) => problems.push({ at, found, wanted });
  if (deployMode === 'client' && dispatcher !== undefined) {
    wrong('--dispatcher', '--deploy-mode client', 'cluster mode: client mode needs none');
  }
  if (/^local(\[|$)/.test(master ?? '') && deployMode === 'cluster') {
    wrong('--deploy-mode', 'cluster', 'nothing with --master local: it all runs here');
  }
  if (master !== undefined && dispatcher !== undefined) {
    wrong('--master', shown(master), 'nothing with --dispatcher, which knows its own');
  }
  if (supervise === true && deployMode !== 'cluster' && dispatcher === undefined) {
    wrong('--supervise', 'no cluster mode', 'a dispatcher, which alone starts drivers anew');
  }
  if (docker !== undefined && nativeLibrary !== undefined) {
    wrong('--native-library', 'it beside --docker', 'an image that holds libmesos');
  }
  if (docker === undefined && mount !== undefined) wrong('--mount', 'no --docker', '--docker with an image');
  if (resolveLeader && !/zk:\/\//.test(options.master ?? '')) {
    wrong('--resolve-leader', shown(options.master ?? ''), '--master zk://…');
  }
}
