import { attempt, type Problem, problemText } from '../../core/problem';
import type { MarathonApp } from '../../marathon/app';
import { appFindings } from '../../marathon/app-problems';
import { findEntry } from '../conf-catalogue';
import { NOTHING_PUBLISHED } from '../own-properties';
import { secretProblems } from '../secret-properties';
import { isAtLeast, sparkVersionProblems } from '../version';
import { dispatcherApp } from './app';
import { driverConfProblems } from './driver-conf-problems';
import { SAID_IN_WORDS } from './properties';
import type { DispatcherProps } from './props';

/** What is wrong, and where, as a schema tells it. */
export interface DispatcherFinding {
  readonly path: readonly (string | number)[];
  /** What is wanted. */
  readonly message: string;
}

const wrong = (path: string, message: string): readonly DispatcherFinding[] => [
  { path: path.split('.'), message },
];

/** Everything that joins several fields. */
export function dispatcherProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  const joined = [
    ...sparkProblems(props),
    ...versionProblems(props),
    ...portProblems(props),
    ...recoveryProblems(props),
    ...propertyProblems(props),
    ...(props.marathonCredentials !== undefined && props.marathon === undefined
      ? wrong('marathon', 'the Marathon that `marathonCredentials` are for')
      : []),
  ];
  return joined.length > 0 ? joined : renderProblems(props);
}

function sparkProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  const { image, sparkArchive, sparkHome, sparkVersion } = props;
  const given = [image, sparkArchive].filter((one) => one !== undefined).length;
  return [
    ...sparkVersionProblems('sparkVersion', sparkVersion).flatMap(({ wanted }) =>
      wrong('sparkVersion', wanted),
    ),
    ...(given > 1 ? wrong('sparkArchive', 'an image or an archive, not both') : []),
    ...(given === 0 && sparkHome === undefined
      ? wrong('sparkHome', 'an image, a sparkArchive, or the folder of Spark on every agent')
      : []),
  ];
}

/** What the dispatcher of an older Spark would leave unread (seen in the classes of 2.0 to 3.5). */
function versionProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  const { sparkVersion, authentication } = props;
  if (sparkVersionProblems('', sparkVersion).length > 0) return [];
  if (!isAtLeast(sparkVersion, '2.2')) {
    return wrong('sparkVersion', '2.2 or later: an earlier dispatcher reads no --conf');
  }
  return authentication && !isAtLeast(sparkVersion, '2.4')
    ? wrong('authentication', 'nothing before Spark 2.4, which takes a secret in the open only')
    : [];
}

function portProblems({ port, webUiPort }: DispatcherProps): readonly DispatcherFinding[] {
  return port === webUiPort ? wrong('webUiPort', 'another port than that of `port`') : [];
}

function recoveryProblems({ recovery }: DispatcherProps): readonly DispatcherFinding[] {
  if (recovery === 'None') return [];
  const { servers, directory } = recovery.zooKeeper;
  const named = servers.split(',').map((one) => one.trim().toLowerCase());
  const at = 'recovery.zooKeeper.servers';
  return [
    ...(named.every((one) => /^[a-z0-9._-]+:\d{1,5}$/.test(one))
      ? []
      : wrong(at, 'servers as HOST:PORT separated by commas, without zk:// and path')),
    ...(new Set(named).size < named.length ? wrong(at, 'each server of the ensemble once') : []),
    ...(directory === undefined || /^(\/[A-Za-z0-9._-]+)+$/.test(directory)
      ? []
      : wrong('recovery.zooKeeper.directory', 'a path such as "/spark_mesos_dispatcher/NAME"')),
  ];
}

function propertyProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  const own = Object.keys(props.dispatcherConf ?? {}).flatMap((key) => {
    const path = ['dispatcherConf', key];
    if (SAID_IN_WORDS.includes(key))
      return [{ path, message: 'it said by the field of its own, or not at all' }];
    if (key.startsWith('spark.mesos.dispatcher.driverDefault.')) {
      return [{ path, message: 'it under sparkConf, without the prefix' }];
    }
    return [...sparkName(path, key), ...secret(path, key)];
  });
  const drivers = Object.keys(props.sparkConf ?? {}).flatMap((key) => {
    const path = ['sparkConf', key];
    if (isDispatchersOwn(key)) {
      return [{ path, message: 'it under dispatcherConf: no driver reads it, only the dispatcher' }];
    }
    return [...sparkName(path, key), ...secret(path, key)];
  });
  return [...own, ...drivers, ...togetherProblems(props)];
}

function isDispatchersOwn(key: string): boolean {
  const { readBy = [] } = findEntry(key) ?? {};
  return readBy.includes('dispatcher') && !readBy.includes('driver') && !readBy.includes('executor');
}

/** What can be known without what is published: of drivers that say themselves that they use the service. */
function togetherProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  if (sparkVersionProblems('', props.sparkVersion).length > 0) return [];
  return driverConfProblems(props, NOTHING_PUBLISHED).map((problem) => {
    const key = problem.at.replace(/^sparkConf\./, '');
    return { path: ['sparkConf', key], message: messageOf(problem) };
  });
}

const sparkName = (path: readonly string[], key: string): readonly DispatcherFinding[] =>
  key.startsWith('spark.') ? [] : [{ path, message: 'a name that begins with "spark.": Spark drops others' }];

const secret = (path: readonly string[], key: string): readonly DispatcherFinding[] =>
  secretProblems('', key).map((problem) => ({ path, message: messageOf(problem) }));

/** What only the finished thing shows. */
function renderProblems(props: DispatcherProps): readonly DispatcherFinding[] {
  const made = attempt(() => dispatcherApp(props, { name: 'name', labels: {}, defaults: {} }));
  if ('value' in made) {
    const app = props.app as Readonly<Record<string, unknown>>;
    // What is not said there is ours, and has a schema of its own.
    return appFindings(made.value as MarathonApp).flatMap(({ path, wanted }) =>
      app[`${path[0]}`] === undefined ? [] : [{ path: ['app', ...path], message: wanted }],
    );
  }
  // A size that cannot be read is told by the schema, where it stands.
  return made.problems.filter(({ at }) => at !== 'size').map(findingOf);
}

/** Where the finished thing's words stand in the manifest. */
const FIELDS: Readonly<Record<string, string>> = {
  master: 'master',
  'spark.image': 'image',
  'spark.uri': 'sparkArchive',
  'spark.home': 'sparkHome',
};

function findingOf(problem: Problem): DispatcherFinding {
  const property = /^properties\[(.*)\]$/.exec(problem.at)?.[1];
  const path =
    property === undefined
      ? [FIELDS[problem.at] ?? problem.at]
      : ['dispatcherConf', property.replaceAll('"', '')];
  return { path, message: messageOf(problem) };
}

const messageOf = (problem: Problem) => problemText(problem).replace(/^.*?, wanted /s, '');
