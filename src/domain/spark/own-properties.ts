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

/**
 * What of an application's own properties, which win over published ones, would part it from the shuffle service. Who
 * does without the service may say what they like.
 */
export function ownPropertyProblems(
  own: Properties,
  published: Properties,
  sparkVersion: string,
): readonly Problem[] {
  const both = { ...published, ...own };
  if (!isTrue(published[SERVICE]) && !isTrue(both[SERVICE])) return [];
  const port = published[SHUFFLE_PORT];
  const context = { sparkVersion, ...(port === undefined ? {} : { port: Number(port) }) };
  const together = newProblems(both, published, context);
  if (!isTrue(both[SERVICE])) return together.filter(({ at }) => at === propertyAt(DYNAMIC));
  return [
    ...together,
    ...sortedEntries(own).flatMap(([key, value]) => [
      ...directoryProblems(key, value.trim(), published['spark.local.dir']),
      ...listProblems(key, value, published[key]),
    ]),
  ];
}

/** Those that are there without the application's own are not the application's. */
function newProblems(both: Properties, published: Properties, context: ApplicationContext) {
  const old = new Set(applicationProblems(published, context).map(problemText));
  return applicationProblems(both, context).filter((problem) => !old.has(problemText(problem)));
}

function directoryProblems(key: string, value: string, published: string | undefined): readonly Problem[] {
  const folders = (published ?? '').split(',').map((folder) => folder.trim());
  const found = folders.map((shared) =>
    shared === '' ? [] : localDirectoryProblems(propertyAt(key), key, value, shared),
  );
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
      found: shown(value),
      wanted: `${shown(lost.join(separator))} among it`,
      fix: 'it takes the place of what is published, which executors need beside the service',
    },
  ];
}
