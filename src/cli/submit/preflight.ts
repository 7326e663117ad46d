import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import type { Duration } from '../../domain/core/duration';
import { type Problem, shown } from '../../domain/core/problem';
import type { SubmitRequest, SubmitTarget } from '../../domain/spark/submit/request';
import { minorVersion } from '../../domain/spark/version';
import { nativeLibraryProblems } from '../../io/native-library';
import { findProgram, isProgram, jarsOf, sparkVersionAt } from '../../io/spark-home';
import { silence } from '../../io/web-file';
import type { Env } from '../option-reader';
import { leaderOf } from './leader';
import { Places } from './places';

export interface Preflight {
  readonly request: SubmitRequest;
  /** True where all of it runs in a container, of which nothing is known here. */
  readonly inContainer: boolean;
  readonly timeout: Duration;
  readonly env: Env;
}

/** What can be known before anything is started; each look is made, whatever the others find. */
export async function preflight(preflight: Preflight): Promise<readonly Problem[]> {
  const { request, env } = preflight;
  const places = await Places.of(preflight);
  const found = await Promise.all([places.problems(), targetProblems(preflight), addressProblems(preflight)]);
  const here = preflight.inContainer
    ? dockerProblems(env)
    : [...sparkProblems(request, env), ...libraryProblems(request, env)];
  return [...here, ...found.flat()];
}

function dockerProblems(env: Env): readonly Problem[] {
  if (findProgram('docker', env) !== undefined) return [];
  return [{ at: '--docker', found: 'no docker in PATH', wanted: 'the command line of Docker' }];
}

function sparkProblems(request: SubmitRequest, env: Env): readonly Problem[] {
  const at = '--spark-home';
  const home = typeof request.sparkHome === 'string' ? request.sparkHome : undefined;
  if (home === undefined) {
    const found = 'no Spark: neither SPARK_HOME nor spark-submit in PATH';
    return [
      { at, found, wanted: 'a folder with bin/spark-submit', fix: 'install one by mesos-spark install' },
    ];
  }
  if (!isProgram(`${home}/bin/spark-submit`)) {
    return [{ at, found: `no program ${home}/bin/spark-submit`, wanted: 'the folder of Spark' }];
  }
  return [...versionProblems(home, request), ...javaProblems(env), ...s3Problems(home, request)];
}

function versionProblems(home: string, request: SubmitRequest): readonly Problem[] {
  const version = sparkVersionAt(home);
  if (version === undefined || minorVersion(version) === minorVersion(request.sparkVersion)) return [];
  return [
    {
      at: '--spark-version',
      found: `Spark ${version} in ${home}`,
      wanted: `Spark ${minorVersion(request.sparkVersion)}`,
      fix: 'leave it out, or name another --spark-home',
    },
  ];
}

function javaProblems(env: Env): readonly Problem[] {
  const home = env['JAVA_HOME'];
  if (home ? isProgram(`${home}/bin/java`) : findProgram('java', env) !== undefined) return [];
  const found = home ? `no program ${home}/bin/java` : 'no java in PATH, and no JAVA_HOME';
  return [{ at: 'JAVA_HOME', found, wanted: 'Java, which Spark runs on' }];
}

/** In client mode the file is fetched before `--packages` are in reach, so the classes have to be Spark's own. */
function s3Problems(home: string, request: SubmitRequest): readonly Problem[] {
  const { program, target } = request;
  const resource =
    program.is === 'application' && typeof program.resource === 'string' ? program.resource : '';
  if (target.is === 'cluster' || !resource.startsWith('s3a:')) return [];
  if (jarsOf(home).some((jar) => /^hadoop-(aws|cloud)/.test(jar))) return [];
  return [
    {
      at: 'resource',
      found: `${shown(resource)}, and no hadoop-aws in ${home}/jars`,
      wanted: "Hadoop's classes for S3",
      fix: 'put hadoop-aws of its Hadoop and the AWS SDK there, or use https:// or hdfs://',
    },
  ];
}

function libraryProblems({ target }: SubmitRequest, env: Env): readonly Problem[] {
  if (target.is !== 'client') return [];
  if (target.nativeLibrary) return nativeLibraryProblems('--native-library', target.nativeLibrary, env);
  return [
    {
      at: '--native-library',
      found: 'no libmesos.so in /opt/mesosphere/lib, /usr/lib and /usr/local/lib',
      wanted: 'libmesos.so, which the driver speaks to Mesos through',
      fix: 'name its folder, install it by mesos-spark install, or run it by --docker or in cluster mode',
    },
  ];
}

async function targetProblems({ request, timeout }: Preflight): Promise<readonly Problem[]> {
  const { target } = request;
  if (target.is === 'local') return [];
  const at = target.is === 'cluster' ? '--dispatcher' : '--master';
  const base = await baseOf(target, timeout);
  if ('because' in base) {
    const fix = 'is the ensemble up, and is the path that of the masters (their flag --zk)?';
    return [{ at, found: base.because, wanted: 'a leading master', fix }];
  }
  const because = await silence(
    `${base.url}${target.is === 'cluster' ? '/v1/submissions/status/none' : '/health'}`,
    timeout,
  );
  if (because === undefined) return [];
  const wanted = target.is === 'cluster' ? 'a dispatcher that answers' : 'a master that answers';
  return [{ at, found: `${base.url}: ${because}`, wanted }];
}

type Base = { readonly url: string } | { readonly because: string };

async function baseOf(target: Exclude<SubmitTarget, { is: 'local' }>, timeout: Duration): Promise<Base> {
  if (target.is === 'cluster') return { url: target.dispatcher.replace(/^mesos:/, 'http:') };
  return leaderOf(target.master, timeout);
}

/** What the host's own name means is what a driver calls itself; many systems say 127.0.1.1. */
async function addressProblems({ request, env }: Preflight): Promise<readonly Problem[]> {
  if (request.target.is !== 'client' || request.localIp !== undefined) return [];
  if (env['LIBPROCESS_IP'] || env['SPARK_LOCAL_IP']) return [];
  const host = hostname();
  const address = await lookup(host).then(
    (found) => found.address,
    () => undefined,
  );
  if (address !== undefined && !/^(127\.|::1$)/.test(address)) return [];
  return [
    {
      at: '--local-ip',
      found: `nothing, and ${host} means ${address ?? 'no address'} here`,
      wanted: 'an address of this machine that masters and agents reach',
      fix: 'the master and executors connect back to the driver',
    },
  ];
}
