import { type Problem, problemText, shown } from '../core/problem';
import { sortedEntries } from '../render/unwritable';
import { type ApplicationContext, applicationProblems } from './application-problems';
import { propertyAt } from './check-properties';
import { isTrue } from './conf-value';
import { localDirectoryProblems } from './local-directories';
import { SHUFFLE_PORT } from './renders/published-properties';

type Properties = Readonly<Record<string, string>>;

const SERVICE = 'spark.shuffle.service.enabled';
const DYNAMIC = 'spark.dynamicAllocation.enabled';

/** Lists of which every published item is needed beside the service; what separates items. */
const LISTS: Readonly<Record<string, string>> = {
  'spark.mesos.constraints': ';',
  'spark.mesos.executor.docker.parameters': ',',
  'spark.mesos.executor.docker.volumes': ',',
};

/** What applications are given, and what is known of the service that it sends them to. */
export interface Published {
  readonly properties: Properties;
  /**
   * The directory that the service shares with executors.
   * @default - not known: the published `spark.local.dir` stands for it
   */
  readonly sharedDirectory?: string | undefined;
  /** Of the applications that they are for. @default - not known */
  readonly sparkVersion?: string | undefined;
}

/** Where nothing is published. */
export const NOTHING_PUBLISHED: Published = { properties: {} };

/**
 * What of somebody's own properties, which win over published ones, would part their application from the shuffle
 * service. Who does without the service may say what they like.
 */
export function ownPropertyProblems(
  own: Properties,
  { properties: published, sharedDirectory }: Published,
  sparkVersion: string,
): readonly Problem[] {
  const both = { ...published, ...own };
  if (!isTrue(published[SERVICE]) && !isTrue(both[SERVICE])) return [];
  const port = published[SHUFFLE_PORT];
  const context = { sparkVersion, ...(port === undefined ? {} : { port: Number(port) }) };
  const together = newProblems(both, published, context);
  if (!isTrue(both[SERVICE])) return together.filter(({ at }) => at === propertyAt(DYNAMIC));
  const shared = sharedDirectory === undefined ? foldersIn(published['spark.local.dir']) : [sharedDirectory];
  return [
    ...together,
    ...sortedEntries(own).flatMap(([key, value]) => [
      ...directoryProblems(key, value.trim(), shared),
      ...listProblems(key, value, published[key]),
    ]),
  ];
}

/** The same, where the properties stand in somebody's manifest or props, such as `sparkConf`. */
export function saidUnder(field: string, own: Properties, problems: readonly Problem[]): readonly Problem[] {
  const places = new Map(Object.keys(own).map((key) => [propertyAt(key), `${field}.${key}`]));
  return problems.map((problem) => ({ ...problem, at: places.get(problem.at) ?? problem.at }));
}

/** Those that are there without the application's own are not the application's. */
function newProblems(both: Properties, published: Properties, context: ApplicationContext) {
  const old = new Set(applicationProblems(published, context).map(problemText));
  return applicationProblems(both, context).filter((problem) => !old.has(problemText(problem)));
}

const foldersIn = (list = '') =>
  list
    .split(',')
    .map((folder) => folder.trim())
    .filter((folder) => folder !== '');

/** One of several folders is as good as another; where none is known nothing is judged. */
function directoryProblems(key: string, value: string, shared: readonly string[]): readonly Problem[] {
  const found = shared.map((folder) => localDirectoryProblems(propertyAt(key), key, value, folder));
  return found.every((problems) => problems.length > 0) ? (found[0] ?? []) : [];
}

function listProblems(key: string, value: string, published: string | undefined): readonly Problem[] {
  const separator = LISTS[key];
  if (separator === undefined || published === undefined) return [];
  const items = (text: string) => text.split(separator).map((item) => item.trim());
  const lost = items(published).filter((item) => !items(value).includes(item));
  if (lost.length === 0) return [];
  return [
    {
      at: propertyAt(key),
      // Parameters may set an environment, and that may hold what is not for everybody.
      found: key === 'spark.mesos.executor.docker.parameters' ? 'other parameters' : shown(value),
      wanted: `${shown(lost.join(separator))} among it`,
      fix: 'it takes the place of what is published, which executors need beside the service',
    },
  ];
}
