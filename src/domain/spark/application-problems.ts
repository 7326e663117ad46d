import { type Problem, shown } from '../core/problem';
import { sortedEntries } from '../render/unwritable';
import { propertyAt } from './check-properties';
import { defaultOf, exists, findEntry } from './conf-catalogue';
import { isTrue } from './conf-value';
import { executorOptionProblems, networkProblems } from './executor-options';
import { localDirectoryProblems } from './local-directories';
import { SHUFFLE_PORT } from './renders/published-properties';

type Properties = Readonly<Record<string, string>>;

/** What is known of the shuffle service that an application is to use. */
export interface ApplicationContext {
  /** Of the application. */
  readonly sparkVersion: string;
  /** The directory that service and executors share. @default - not judged */
  readonly sharedDirectory?: string;
  /** Where the service listens. @default - not judged */
  readonly port?: number;
}

const SERVICE = 'spark.shuffle.service.enabled';
const DYNAMIC = 'spark.dynamicAllocation.enabled';
const TRACKING = 'spark.dynamicAllocation.shuffleTracking.enabled';

/**
 * What of an application's properties, taken together, cannot work on Mesos with a shuffle service on every agent.
 * Names and values by themselves are `checkProperties`' matter.
 */
export function applicationProblems(properties: Properties, context: ApplicationContext): readonly Problem[] {
  return [
    ...allocationProblems(properties, context.sparkVersion),
    ...portProblems(properties[SHUFFLE_PORT], context.port),
    ...sortedEntries(properties).flatMap(([key, value]) => singleProblems(key, value.trim(), context)),
  ];
}

/** Of one property, whatever the others say. */
export function singleProblems(
  key: string,
  value: string,
  { sharedDirectory }: ApplicationContext,
): readonly Problem[] {
  const at = propertyAt(key);
  return [
    ...executorOptionProblems(at, key, value),
    ...networkProblems(at, key, value),
    ...(sharedDirectory === undefined ? [] : localDirectoryProblems(at, key, value, sharedDirectory)),
    ...(key === 'spark.mesos.coarse' && value.toLowerCase() === 'false'
      ? [
          {
            at,
            found: shown(value),
            wanted: 'true',
            fix: 'dynamic allocation needs the coarse-grained mode',
          },
        ]
      : []),
  ];
}

/** Without either, Spark ends with "Dynamic allocation of executors requires the external shuffle service". */
function allocationProblems(properties: Properties, sparkVersion: string): readonly Problem[] {
  if (!isTrue(properties[DYNAMIC]) || isTrue(properties[SERVICE])) return [];
  const entry = findEntry(TRACKING);
  const tracks = entry !== undefined && exists(entry, sparkVersion);
  if (tracks && isTrue(properties[TRACKING] ?? defaultOf(entry, sparkVersion))) return [];
  return [
    {
      at: propertyAt(DYNAMIC),
      found: 'true without the shuffle service',
      wanted: `${SERVICE}=true${tracks ? ` or ${TRACKING}=true` : ''}`,
      fix: 'executors that go take the files with them that others still read',
    },
  ];
}

function portProblems(value: string | undefined, port: number | undefined): readonly Problem[] {
  if (value === undefined || port === undefined || value.trim() === `${port}`) return [];
  return [
    {
      at: propertyAt(SHUFFLE_PORT),
      found: shown(value),
      wanted: `${port}, where the shuffle service listens`,
      fix: 'leave it out: the published file has it',
    },
  ];
}
