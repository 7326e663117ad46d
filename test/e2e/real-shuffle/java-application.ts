import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { ShuffleHost } from '../support/shuffle-service';
import { ApplicationPlace, SparkApplication } from '../support/spark-application';

/** What Spark 2 needs of a Java that it was not made for. Spark 3.3 and later bring such options along. */
const OPENED = ['java.lang', 'java.lang.invoke', 'java.net', 'java.nio', 'java.util', 'sun.nio.ch'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** JVMs that live for seconds: what they would win by working on their own code they would never get back. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'];

export interface JavaApplicationOptions {
  readonly name: string;
  /** Its `spark-defaults.conf`, as published. */
  readonly defaults: string;
  /** Over the defaults. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Of `spark.authenticate`. */
  readonly secret?: string;
}

/**
 * Starts an application of the host's Spark by `spark-submit`, with its driver, its cluster of one machine and its
 * executors. Only the master is other than published. What Java needs stands in the environment, which whatever they
 * start has from them.
 */
export function javaApplication(host: ShuffleHost, options: JavaApplicationOptions): SparkApplication {
  const place = ApplicationPlace.make(host, options.name, options.defaults);
  const { jar, java } = compiled(host);
  const { 'spark.master': master = 'local-cluster[2,1,1024]', ...further } = options.properties ?? {};
  const said = Object.entries(further).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
  return new SparkApplication(host, place, {
    command: [
      path.join(place.home, 'bin/spark-submit'),
      ...['--master', master, '--properties-file', place.properties, ...said],
      ...['--class', 'Application', jar],
    ],
    env: {
      JDK_JAVA_OPTIONS: [...SHORT_LIVED, ...java].join(' '),
      ...(options.secret === undefined ? {} : { APPLICATION_SECRET: options.secret }),
    },
  });
}

interface Compiled {
  readonly jar: string;
  /** What Java needs to run it. */
  readonly java: readonly string[];
}

const made = new WeakMap<ShuffleHost, Compiled>();

/** Against the very jars that it will run with; once for each host. */
function compiled(host: ShuffleHost): Compiled {
  const known = made.get(host) ?? compile(host);
  made.set(host, known);
  return known;
}

function compile(host: ShuffleHost): Compiled {
  const jar = path.join(host.folder, 'application.jar');
  const classes = path.join(host.folder, 'classes');
  const source = path.join(__dirname, 'Application.java');
  const jars = path.join(host.spark, 'jars/*');
  const quiet = ['-nowarn', '-Xlint:-options'];
  execFileSync('javac', ['--release', '8', ...quiet, '-cp', jars, '-d', classes, source]);
  execFileSync('jar', ['cf', jar, '-C', classes, '.']);
  if (!host.sparkVersion.startsWith('2.')) return { jar, java: [] };
  const patch = path.join(host.folder, 'patch');
  execFileSync('java', [path.join(__dirname, 'OlderObject.java'), patch]);
  return { jar, java: [...OPENED, `--patch-module=java.base=${patch}`] };
}
