import { type Problem, rejectIf, shown } from '../../core/problem';
import { DCOS_NATIVE_LIBRARY, type NativeLibrary, PACKAGED_NATIVE_LIBRARY } from '../submit/native-library';
import { defaultsUnits } from './defaults-units';
import { profileText, sparkEnvText } from './files';
import { fileName, type Pinned, shortDigest } from './pinned';
import type { InstallStep } from './step';

/** Where a driver of this machine has libmesos from. */
export type NativeSource =
  /** A node of DC/OS has it. */
  | { readonly is: 'dcos' }
  /** The package `mesos` brings it along. */
  | { readonly is: 'package' }
  /** A bundle with all that it needs, such as DC/OS' libmesos-bundle. */
  | { readonly is: 'archive'; readonly archive: Pinned };

export interface InstallProps {
  readonly spark: Pinned;
  /** @default /opt/spark */
  readonly into?: string;
  /** @default - none: cluster mode and local mode need none */
  readonly nativeLibrary?: NativeSource;
  /** Each lies in `<into>/extra` under its own name. */
  readonly jars?: readonly Pinned[];
  /** A file named log4j.properties or log4j2.properties. */
  readonly log4j?: string;
  /** A folder, or the URL below which core-site.xml and hdfs-site.xml are. */
  readonly hadoopConf?: string;
  /** Keep Spark's defaults equal to what the operator publishes. */
  readonly defaults?: {
    readonly name: string;
    /** As `--store` has it. */
    readonly store: string;
    /** The command line of mesos-spark on the machine. */
    readonly program: readonly string[];
  };
}

export const DEFAULT_FOLDER = '/opt/spark';
const HADOOP_FILES = ['core-site.xml', 'hdfs-site.xml'] as const;

/**
 * What is to be done, in an order that can be broken off anywhere: links and settings change last.
 * @throws ProblemError
 */
export function installPlan(props: InstallProps): readonly InstallStep[] {
  const into = props.into ?? DEFAULT_FOLDER;
  rejectIf([...folderProblems(into), ...jarProblems(props.jars ?? []), ...log4jProblems(props.log4j)]);
  const version = `${into}/versions/${stem(fileName(props.spark))}-${shortDigest(props.spark)}`;
  const native = nativeSteps(props.nativeLibrary, into);
  const conf = `${into}/conf`;
  const hadoop = props.hadoopConf === undefined ? undefined : `${into}/hadoop`;
  return [
    { do: 'unpack', archive: props.spark, to: version, holding: 'bin/spark-submit' },
    ...native.steps,
    ...(props.jars ?? []).map((file) => ({
      do: 'file' as const,
      file,
      to: `${into}/extra/${fileName(file)}`,
    })),
    ...(hadoop === undefined || props.hadoopConf === undefined
      ? []
      : [{ do: 'settings' as const, from: props.hadoopConf, names: HADOOP_FILES, to: hadoop }]),
    ...(props.log4j === undefined
      ? []
      : [{ do: 'copy' as const, from: props.log4j, to: `${conf}/${baseName(props.log4j)}` }]),
    write(`${conf}/spark-env.sh`, sparkEnvText({ native: native.library, hadoopConfDir: hadoop })),
    { do: 'link', at: `${into}/current`, to: version },
    write('/etc/profile.d/mesos-spark.sh', profileText({ home: `${into}/current`, conf })),
    ...(props.defaults === undefined
      ? []
      : defaultsUnits({ ...props.defaults, file: `${conf}/spark-defaults.conf` })),
  ];
}

function write(to: string, text: string): InstallStep {
  return { do: 'write', to, text, mode: 0o644 };
}

interface Native {
  readonly steps: readonly InstallStep[];
  readonly library?: NativeLibrary;
}

function nativeSteps(source: NativeSource | undefined, into: string): Native {
  if (source === undefined) return { steps: [] };
  if (source.is === 'dcos') return { steps: [], library: DCOS_NATIVE_LIBRARY };
  if (source.is === 'package') return { steps: [], library: PACKAGED_NATIVE_LIBRARY };
  const { archive } = source;
  const to = `${into}/native/${stem(fileName(archive))}-${shortDigest(archive)}`;
  return {
    steps: [{ do: 'unpack', archive, to, holding: 'libmesos.so' }],
    library: { libmesos: `${to}/libmesos.so`, folder: to },
  };
}

const stem = (name: string) =>
  name.replace(/\.(tar\.\w+|tgz|tbz2|txz|tar|zip)$/, '').replace(/[^\w.-]/g, '_');
const baseName = (path: string) => path.split('/').at(-1) ?? '';

function folderProblems(into: string): readonly Problem[] {
  if (/^(\/[A-Za-z0-9._-]+)+$/.test(into) && !/\/\.\.?(\/|$)/.test(into)) return [];
  return [{ at: '--into', found: shown(into), wanted: 'an absolute path such as "/opt/spark"' }];
}

function jarProblems(jars: readonly Pinned[]): readonly Problem[] {
  const names = jars.map(fileName);
  return names.flatMap((name, i) => {
    const at = `--jar ${shown(name)}`;
    if (!/^[\w.+-]+\.jar$/.test(name))
      return [{ at, found: shown(name), wanted: 'a file name such as "driver.jar"' }];
    if (names.indexOf(name) === i) return [];
    return [{ at, found: 'two jars of that name', wanted: 'each name once' }];
  });
}

function log4jProblems(file: string | undefined): readonly Problem[] {
  if (file === undefined || /^log4j2?\.properties$/.test(baseName(file))) return [];
  return [
    {
      at: '--log4j',
      found: shown(file),
      wanted: 'a file named log4j.properties (Spark to 3.2) or log4j2.properties (from 3.3)',
    },
  ];
}
