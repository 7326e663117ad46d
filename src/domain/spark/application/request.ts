import { rejectIf } from '../../core/problem';
import { SparkDistribution } from '../distribution';
import { dispatcherAt, readMasterUrl } from '../submit/master-url';
import type { NativeLibrary } from '../submit/native-library';
import type { SubmitRequest, SubmitTarget } from '../submit/request';
import { inSandbox, type Word } from '../submit/word';
import { memoryOf } from './amounts';
import { ownProblems } from './own-problems';
import { applicationProperties } from './properties';
import type { ApplicationProps, RunIdentity } from './props';

/** Where images of DC/OS have Spark. */
const IMAGE_HOME = '/opt/spark/dist';
/** The dispatcher's own address is not part of what it is sent. */
const ANY_DISPATCHER = 'dispatcher:7077';

/** What the Mesos fetcher gets into the sandbox before the driver starts. Older Sparks know no http themselves. */
const FETCHED = /^(https?|ftps?):/i;

/** The file that a URI is fetched into (docs/fetcher.md of Mesos): the last part of its path. */
const fileOf = (uri: string) => uri.replace(/[?#].*$/, '').replace(/^.*\//, '');

/** URIs that the driver's task is to fetch, once each, in the order in which they are named. */
export function fetchedUris(app: ApplicationProps): readonly string[] {
  const { deps = {} } = app;
  const all = [app.mainApplicationFile, ...(deps.jars ?? []), ...(deps.files ?? []), ...(deps.pyFiles ?? [])];
  return [...new Set(all.filter((uri) => FETCHED.test(uri)))];
}

/** @throws ProblemError where the distribution is none */
export function distributionOf(app: ApplicationProps): SparkDistribution {
  const { image, sparkArchive, sparkVersion: version, sparkHome: home, forcePullImage } = app;
  if (image !== undefined) {
    const make = app.containerizer === 'mesos' ? SparkDistribution.ucr : SparkDistribution.docker;
    return make(image, {
      version,
      home: home ?? IMAGE_HOME,
      ...(forcePullImage === undefined ? {} : { forcePull: forcePullImage }),
    });
  }
  if (sparkArchive !== undefined) {
    return SparkDistribution.archive(sparkArchive, { version, ...(home === undefined ? {} : { home }) });
  }
  return SparkDistribution.host(home ?? '', { version });
}

/** The command line's value. @throws ProblemError, also where the application's own properties undo published ones */
export function submitRequest(app: ApplicationProps, run: RunIdentity): SubmitRequest {
  rejectIf(ownProblems(app, { properties: run.defaults, sharedDirectory: run.sharedDirectory }));
  const distribution = distributionOf(app);
  const { deps = {}, driver = {}, mainClass } = app;
  const inCluster = app.runsOn === 'Dispatcher';
  const word = (uri: string): Word => (!inCluster && FETCHED.test(uri) ? inSandbox(fileOf(uri)) : uri);
  return {
    sparkVersion: app.sparkVersion,
    target: targetOf(app),
    sparkHome: distribution.source.kind === 'archive' ? inSandbox(distribution.home) : distribution.home,
    executors: distribution,
    name: run.name,
    program: {
      is: 'application',
      resource: word(app.mainApplicationFile),
      ...(mainClass === undefined ? {} : { mainClass }),
      args: app.arguments ?? [],
    },
    amounts: {
      driverMemory: memoryOf(driver),
      ...(inCluster ? { driverCores: driver.cores ?? 1 } : {}),
    },
    properties: applicationProperties(app, run),
    ...(app.hadoopConfDir === undefined ? {} : { hadoopConfDir: app.hadoopConfDir }),
    ...(deps.jars === undefined ? {} : { jars: deps.jars.map(word) }),
    ...(deps.files === undefined ? {} : { files: deps.files.map(word) }),
    ...(deps.pyFiles === undefined ? {} : { pyFiles: deps.pyFiles.map(word) }),
    ...(deps.packages === undefined ? {} : { packages: deps.packages }),
  };
}

function targetOf({ runsOn, master = '', nativeLibrary: library }: ApplicationProps): SubmitTarget {
  if (runsOn === 'Dispatcher') return { is: 'cluster', dispatcher: dispatcherAt(ANY_DISPATCHER) };
  return {
    is: 'client',
    master: readMasterUrl(master, 'master'),
    ...(library === undefined ? {} : { nativeLibrary: library as NativeLibrary }),
  };
}
