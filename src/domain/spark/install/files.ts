import { shellQuote } from '../../render/shell-quote';
import type { NativeLibrary } from '../submit/native-library';

const NOTE = '# Written by mesos-spark install; changes are lost with the next one.\n';

/**
 * For login shells. The folder of libraries is not among it: DC/OS' own OpenSSL in LD_LIBRARY_PATH would break
 * the system's programs.
 */
export function profileText({ home, conf }: { readonly home: string; readonly conf: string }): string {
  return [
    NOTE.trimEnd(),
    `export SPARK_HOME=${shellQuote(home)}`,
    `export SPARK_CONF_DIR=${shellQuote(conf)}`,
    'case ":$PATH:" in',
    '  *":$SPARK_HOME/bin:"*) ;;',
    '  *) export PATH="$PATH:$SPARK_HOME/bin" ;;',
    'esac',
    '',
  ].join('\n');
}

export interface SparkEnvFile {
  readonly native: NativeLibrary | undefined;
  readonly hadoopConfDir: string | undefined;
}

/** Read by Spark's own programs only. What is set already stays, so that one run can differ. */
export function sparkEnvText({ native, hadoopConfDir }: SparkEnvFile): string {
  return [
    NOTE.trimEnd(),
    ...(hadoopConfDir === undefined ? [] : unlessSet('HADOOP_CONF_DIR', hadoopConfDir)),
    ...(native === undefined ? [] : unlessSet('MESOS_NATIVE_JAVA_LIBRARY', native.libmesos)),
    ...(native?.folder === undefined
      ? []
      : [
          `LD_LIBRARY_PATH=${shellQuote(native.folder)}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`,
          'export LD_LIBRARY_PATH',
        ]),
    '',
  ].join('\n');
}

function unlessSet(name: string, value: string): readonly string[] {
  return [`[ -n "\${${name}:-}" ] || ${name}=${shellQuote(value)}`, `export ${name}`];
}
