import { type Problem, shown } from '../core/problem';
import { sortedEntries } from '../render/unwritable';
import { type ApplicationContext, singleProblems } from './application-problems';
import { propertyAt } from './check-properties';
import { SHUFFLE_PORT } from './renders/published-properties';

type Properties = Readonly<Record<string, string>>;

/** Lists to which a user's items are added; what separates items. */
const ADDED: Readonly<Record<string, string>> = {
  'spark.mesos.constraints': ';',
  'spark.mesos.executor.docker.parameters': ',',
  'spark.mesos.executor.docker.volumes': ',',
};

/** How executors find Spark: one way only. */
const WAYS = ['spark.executor.uri', 'spark.mesos.executor.docker.image', 'spark.mesos.executor.home'];

/** What of a user's properties contradicts what follows from the shuffle service and the distribution. */
export function contradictions(
  given: Properties,
  ours: Properties,
  context: ApplicationContext & { readonly sharedDirectory: string },
): readonly Problem[] {
  return sortedEntries(given).flatMap(([key, raw]) => {
    const value = raw.trim();
    const alone = singleProblems(key, value, context);
    if (alone.length > 0) return alone;
    const problem = contradiction(key, value, ours, context.sharedDirectory);
    return problem === undefined ? [] : [{ at: propertyAt(key), found: shown(raw), ...problem }];
  });
}

type Reason = Pick<Problem, 'wanted' | 'fix'>;

function contradiction(key: string, value: string, ours: Properties, shared: string): Reason | undefined {
  const own = ours[key];
  if (key === SHUFFLE_PORT) {
    return { wanted: 'nothing', fix: 'the operator publishes the port of the active shuffle service' };
  }
  // One of several folders in the shared directory is as good as that.
  if (key === 'spark.local.dir') return undefined;
  if (key === 'spark.mesos.executor.docker.volumes') return volumesReason(value, own, shared);
  if (key === 'spark.mesos.executor.docker.parameters') return parametersReason(value, own);
  if (WAYS.includes(key) && own === undefined) {
    return { wanted: 'nothing', fix: 'executors get Spark from the distribution; give another distribution' };
  }
  if (own === undefined || ADDED[key] !== undefined || own === value) return undefined;
  return { wanted: shown(own), fix: 'leave it out, or say it where the other value is said' };
}

/** `[host:]container[:ro|:rw]`, comma-separated. */
function volumesReason(value: string, own: string | undefined, shared: string): Reason | undefined {
  if (own === undefined) return { wanted: 'nothing', fix: 'executors of this distribution run in no image' };
  const taken = own.split(',').map((volume) => volume.split(':')[1]);
  for (const volume of value.split(',').filter((item) => !own.split(',').includes(item))) {
    const parts = volume.split(':').filter((part) => part !== 'ro' && part !== 'rw');
    const path = (parts.at(-1) ?? '').replace(/\/+$/, '');
    if (taken.includes(path) || path.startsWith(`${shared}/`) || shared.startsWith(`${path}/`)) {
      return {
        wanted: `volumes besides ${own}`,
        fix: `${path} would be another directory than the service sees`,
      };
    }
  }
  return undefined;
}

function parametersReason(value: string, own: string | undefined): Reason | undefined {
  if (own === undefined) return { wanted: 'nothing', fix: 'only the Docker daemon takes parameters' };
  const others = value.split(',').filter((item) => item !== own);
  const refused = others.find((item) => /^(user|u|net|network)=/.test(item));
  if (refused === undefined) return undefined;
  return {
    wanted: `parameters besides ${own}`,
    fix: `${refused} would part executors from the shuffle service`,
  };
}

/** Ours, with the user's items added to lists; everything else as given. */
export function merged(given: Properties, ours: Properties): Properties {
  const result: Record<string, string> = { ...ours };
  for (const [key, value] of Object.entries(given)) {
    const separator = ADDED[key];
    const own = ours[key];
    if (separator === undefined || own === undefined) result[key] = value;
    else {
      const kept = own.split(separator);
      result[key] = [...kept, ...value.split(separator).filter((item) => !kept.includes(item))].join(
        separator,
      );
    }
  }
  return result;
}
