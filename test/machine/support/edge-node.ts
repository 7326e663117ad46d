import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tools } from '../../e2e/support/tools';

/** What an image brings along for an edge node: Node, AWS' command line with the libraries that it needs. */
export function edgeNodeImage(): Readonly<Record<string, string>> {
  return { '/usr/local/bin/node': process.execPath, ...awsCli() };
}

const LIBRARIES = [
  ...['awscli', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'six', 'docutils', 'colorama'],
  ...['rsa', 'pyasn1', 'urllib3'],
];

/** From the set-up's Python: all of it is Python, so any version of it runs it. */
function awsCli(): Readonly<Record<string, string>> {
  const program =
    'import importlib, sys\nfor name in sys.argv[1:]: print(importlib.import_module(name).__file__)';
  const found = execFileSync(tools().python, ['-B', '-c', program, ...LIBRARIES], { encoding: 'utf8' });
  return Object.fromEntries(
    found
      .trim()
      .split('\n')
      .map((file) => (path.basename(file) === '__init__.py' ? path.dirname(file) : file))
      .map((file) => [`/opt/aws/${path.basename(file)}`, file]),
  );
}

export interface Archive {
  readonly file: string;
  readonly sha256: string;
}

/** A program and a library that say what they were given, laid out as Spark and libmesos are. */
export function archives(folder: string): { readonly spark: Archive; readonly native: Archive } {
  const packed = (name: string, files: Readonly<Record<string, string>>): Archive => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text, { mode: 0o755 });
    }
    const file = path.join(folder, name);
    execFileSync('tar', [
      '-C',
      folder,
      '-czf',
      file,
      ...new Set(Object.keys(files).map((one) => one.split('/')[0] ?? '')),
    ]);
    return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
  };
  return {
    spark: packed('spark-2.4.0-bin-2.7.tgz', { 'spark-2.4.0-bin-2.7/bin/spark-submit': SUBMIT }),
    native: packed('libmesos-bundle.tar.gz', { 'libmesos-bundle/lib/libmesos.so': 'a library\n' }),
  };
}

/** As Spark's own scripts do: settings of the machine first, then what the defaults say. */
const SUBMIT = `#!/bin/sh
. "\${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-env.sh"
echo "$0 $*"
echo "home $SPARK_HOME, libmesos $MESOS_NATIVE_JAVA_LIBRARY: $(cat "$MESOS_NATIVE_JAVA_LIBRARY"), path $LD_LIBRARY_PATH"
grep shuffle.service.port "$SPARK_CONF_DIR/spark-defaults.conf"
`;
