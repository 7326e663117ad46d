import { attempt, type Problem, problemText } from '../../core/problem';
import { secretProblems } from '../secret-properties';
import { sparkVersionProblems } from '../version';
import { driverApp } from './driver-app';
import { driverJob } from './driver-job';
import { driverSubmission } from './driver-submission';
import { saidInWords } from './properties';
import type { ApplicationProps } from './props';

/** What is wrong, and where, as a schema tells it. */
export interface Finding {
  readonly path: readonly (string | number)[];
  /** What is wanted. */
  readonly message: string;
}

export interface CheckedApplication extends ApplicationProps {
  readonly type: 'Java' | 'Scala' | 'Python' | 'R';
  readonly mode?: 'client' | 'cluster' | undefined;
  readonly marathon?: string | undefined;
  readonly marathonCredentials?: object | undefined;
  readonly dispatcher?: string | undefined;
  readonly restartPolicy?:
    | {
        readonly type: 'Never' | 'OnFailure' | 'Always';
        readonly onFailureRetries?: number | undefined;
        readonly onFailureRetryInterval?: number | undefined;
        readonly activeDeadlineSeconds?: number | undefined;
      }
    | undefined;
}

const wrong = (path: string, message: string): readonly Finding[] => [{ path: path.split('.'), message }];

/** Everything that joins several fields. */
export function applicationProblems(app: CheckedApplication): readonly Finding[] {
  const joined = [
    ...modeProblems(app),
    ...placeProblems(app),
    ...sparkProblems(app),
    ...programProblems(app),
    ...restartProblems(app),
    ...constraintProblems(app),
    ...saidTwice(app),
    ...secretFindings(app),
  ];
  return joined.length > 0 ? joined : renderProblems(app);
}

function modeProblems({ mode, runsOn }: CheckedApplication): readonly Finding[] {
  const right = runsOn === 'Dispatcher' ? 'cluster' : 'client';
  return mode === undefined || mode === right ? [] : wrong('mode', `"${right}" with runsOn "${runsOn}"`);
}

function placeProblems(app: CheckedApplication): readonly Finding[] {
  const { runsOn, master, marathon, marathonCredentials, dispatcher } = app;
  const inCluster = runsOn === 'Dispatcher';
  return [
    ...(inCluster && dispatcher === undefined ? wrong('dispatcher', 'the URL of the dispatcher') : []),
    ...(!inCluster && dispatcher !== undefined
      ? wrong('dispatcher', 'it only with runsOn "Dispatcher"')
      : []),
    ...(!inCluster && master === undefined
      ? wrong('master', 'the Mesos masters: the driver is a framework')
      : []),
    ...(inCluster && master !== undefined
      ? wrong('master', 'nothing with runsOn "Dispatcher": it knows its own')
      : []),
    ...(runsOn !== 'Marathon' && marathon !== undefined
      ? wrong('marathon', 'it only with runsOn "Marathon"')
      : []),
    ...(marathonCredentials !== undefined && marathon === undefined
      ? wrong('marathon', 'the Marathon that `marathonCredentials` are for')
      : []),
    ...addressProblems('marathon', marathon, true),
    ...addressProblems('dispatcher', dispatcher, false),
  ];
}

function addressProblems(at: string, address: string | undefined, zooKeeper: boolean): readonly Finding[] {
  if (address === undefined || /^https?:\/\/[^\s,@]+(,https?:\/\/[^\s,@]+)*$/.test(address)) return [];
  if (zooKeeper && /^zk(\+https)?:\/\/[^\s/@]+(\/[^\s/@]+)+$/.test(address)) return [];
  const more = zooKeeper ? ', or zk://HOSTS/PATH' : '';
  return wrong(at, `http:// or https:// URLs separated by commas${more}, without credentials`);
}

function sparkProblems(app: CheckedApplication): readonly Finding[] {
  const { image, containerizer, sparkArchive, sparkHome } = app;
  const given = [image, sparkArchive].filter((one) => one !== undefined).length;
  return [
    ...sparkVersionProblems('sparkVersion', app.sparkVersion).flatMap(({ wanted }) =>
      wrong('sparkVersion', wanted),
    ),
    ...(containerizer !== undefined && image === undefined
      ? wrong('containerizer', 'it only with an image, which it runs')
      : []),
    ...(given > 1 ? wrong('sparkArchive', 'an image or an archive, not both') : []),
    ...(given === 0 && sparkHome === undefined
      ? wrong('sparkHome', 'an image, a sparkArchive, or the folder of Spark on every agent')
      : []),
  ];
}

function programProblems({ type, mainClass }: CheckedApplication): readonly Finding[] {
  const isJvm = type === 'Java' || type === 'Scala';
  if (isJvm && mainClass === undefined) return wrong('mainClass', `the main class of a ${type} application`);
  return !isJvm && mainClass !== undefined ? wrong('mainClass', `nothing with type "${type}"`) : [];
}

function restartProblems({
  runsOn,
  restartPolicy = { type: 'Never' },
}: CheckedApplication): readonly Finding[] {
  const { type, onFailureRetries, onFailureRetryInterval, activeDeadlineSeconds } = restartPolicy;
  const onMarathon = runsOn === 'Marathon' && type === 'OnFailure';
  return [
    ...(type === 'Always' && runsOn !== 'Marathon'
      ? wrong(
          'restartPolicy.type',
          `"Never" or "OnFailure": nothing on ${runsOn} starts what has finished again`,
        )
      : []),
    ...(onFailureRetries !== undefined && !onMarathon
      ? wrong(
          'restartPolicy.onFailureRetries',
          'it only with "OnFailure" on Marathon, where the operator counts',
        )
      : []),
    ...(onFailureRetryInterval !== undefined && !onMarathon
      ? wrong('restartPolicy.onFailureRetryInterval', 'it only with "OnFailure" on Marathon')
      : []),
    ...(activeDeadlineSeconds !== undefined && (runsOn !== 'Metronome' || type !== 'OnFailure')
      ? wrong('restartPolicy.activeDeadlineSeconds', 'it only with "OnFailure" on Metronome')
      : []),
  ];
}

/** What each of them can place by; Metronome and the dispatcher place single tasks and know less. */
const OPERATORS = {
  Marathon: ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'UNLIKE', 'MAX_PER', 'IS'],
  Metronome: ['CLUSTER', 'LIKE', 'UNLIKE', 'IS'],
  Dispatcher: ['CLUSTER', 'IS'],
} as const;

function constraintProblems({ runsOn, driver = {} }: CheckedApplication): readonly Finding[] {
  const words: readonly string[] = OPERATORS[runsOn];
  return (driver.constraints ?? []).flatMap(([, operator = '', value], i) => {
    const path = ['driver', 'constraints', i];
    if (!words.includes(operator)) {
      return [{ path, message: `one of ${words.join(', ')} on ${runsOn}` }];
    }
    return runsOn !== 'Marathon' && value === undefined ? [{ path, message: `a value on ${runsOn}` }] : [];
  });
}

function saidTwice(app: CheckedApplication): readonly Finding[] {
  const { cores, instances } = app.executor ?? {};
  return [
    ...Object.keys(saidInWords(app))
      .filter((key) => Object.hasOwn(app.sparkConf ?? {}, key))
      .map((key) => ({
        path: ['sparkConf', key],
        message: 'it said once: driver, executor or deps say it, too',
      })),
    ...(instances !== undefined && cores === undefined
      ? wrong('executor.cores', 'it together with instances: Mesos limits the cores of all executors')
      : []),
  ];
}

/** Of an executor's the properties tell, which they become. */
function secretFindings({ driver = {} }: CheckedApplication): readonly Finding[] {
  return Object.keys(driver.env ?? {}).flatMap((name) =>
    secretProblems('', name).map((problem) => ({
      path: ['driver', 'env', name],
      message: problemText(problem).replace(/^.*?, wanted /s, ''),
    })),
  );
}

const RUN = { name: 'name', labels: {}, defaults: {} };

/** What only the finished thing shows. */
function renderProblems(app: CheckedApplication): readonly Finding[] {
  const made = attempt(() => {
    switch (app.runsOn) {
      case 'Marathon':
        return driverApp(app, { ...RUN, id: '/name', restarts: true });
      case 'Metronome':
        return driverJob(app, { ...RUN, id: 'name', restart: { policy: 'NEVER' } });
      case 'Dispatcher':
        return driverSubmission(app, { ...RUN, supervise: false });
    }
  });
  // A size that cannot be read is told by the schema, where it stands.
  return 'value' in made ? [] : made.problems.filter(({ at }) => at !== 'size').map(findingOf);
}

/** Where the finished thing's words stand in the manifest. */
const FIELDS: Readonly<Record<string, string>> = {
  resource: 'mainApplicationFile',
  class: 'mainClass',
  master: 'master',
  'spark.image': 'image',
  'spark.uri': 'sparkArchive',
  'spark.home': 'sparkHome',
  jars: 'deps.jars',
  pyFiles: 'deps.pyFiles',
};

function findingOf(problem: Problem): Finding {
  const { at } = problem;
  return { path: pathOf(at), message: problemText(problem).replace(/^.*?, wanted /s, '') };
}

function pathOf(at: string): Finding['path'] {
  const own = /^sparkConf\.(.*)$/s.exec(at)?.[1];
  if (own !== undefined) return ['sparkConf', own];
  const property = /^properties\[(.*)\]$/.exec(at)?.[1];
  if (property !== undefined) return ['sparkConf', property.replaceAll('"', '')];
  const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(at) ?? [];
  if (list === undefined || index === undefined) return (FIELDS[at] ?? at).split('.');
  return list === 'args' ? ['arguments', Number(index)] : ['deps', list, Number(index)];
}
