import { Duration } from '../core/duration';
import { shown } from '../core/problem';
import { note, type Warning, warning } from '../core/warning';
import { propertyAt } from './check-properties';
import { durationOf, isTrue } from './conf-value';

type Properties = Readonly<Record<string, string>>;
type Rule = (properties: Properties, sparkVersion: string) => Warning | undefined;

const CORES_MAX = 'spark.cores.max';
const EXECUTOR_CORES = 'spark.executor.cores';
const EXECUTOR_MEMORY = 'spark.executor.memory';
const BLOCK_MANAGER = 'spark.blockManager.port';
const INSTANCES = 'spark.executor.instances';
const IDLE = 'spark.dynamicAllocation.executorIdleTimeout';
const CACHED_IDLE = 'spark.dynamicAllocation.cachedExecutorIdleTimeout';
const MAX_EXECUTORS = 'spark.dynamicAllocation.maxExecutors';

/** Below it executors come and go between two stages; Spark's default is 60 s. */
const SHORT_IDLE = Duration.seconds(30);

const dynamic = (properties: Properties) => isTrue(properties['spark.dynamicAllocation.enabled']);

/** In this order they are told. Each with its reason, for people who say nothing of it. */
const RULES: readonly Rule[] = [
  (p) => {
    // Executors of a known size, and no more than so many, are a limit, too.
    const limited = dynamic(p) && p[MAX_EXECUTORS] !== undefined && p[EXECUTOR_CORES] !== undefined;
    if (p[CORES_MAX] !== undefined || limited) return undefined;
    return warning('NoCoresLimit', {
      at: propertyAt(CORES_MAX),
      found: 'nothing',
      wanted: `a number, or ${MAX_EXECUTORS} with ${EXECUTOR_CORES}`,
      fix: 'an application takes every core that it is offered',
    });
  },
  (p) =>
    p[EXECUTOR_CORES] === undefined
      ? warning('NoExecutorCores', {
          at: propertyAt(EXECUTOR_CORES),
          found: 'nothing',
          wanted: 'a number',
          fix: 'an executor takes all cores of its offer, so there is one on an agent and no scale between',
        })
      : undefined,
  (p) =>
    p[EXECUTOR_MEMORY] === undefined
      ? warning('NoExecutorMemory', {
          at: propertyAt(EXECUTOR_MEMORY),
          found: 'nothing',
          wanted: 'a size',
          fix: 'Spark takes 1g for each executor, however many cores that has',
        })
      : undefined,
  (p) =>
    dynamic(p) && p[INSTANCES] !== undefined
      ? warning('InstancesIgnored', {
          at: propertyAt(INSTANCES),
          found: shown(p[INSTANCES]),
          wanted: 'spark.dynamicAllocation.initialExecutors',
          fix: 'with dynamic allocation it is only how many there are at first, where it is the largest of the figures for that',
        })
      : undefined,
  (p) =>
    dynamic(p) && p[CACHED_IDLE] === undefined
      ? warning('CachedExecutorsStay', {
          at: propertyAt(CACHED_IDLE),
          found: 'nothing',
          wanted: 'a time such as "120s"',
          fix: 'executors that hold cached blocks, broadcast variables among them, are never given back',
        })
      : undefined,
  (p) => {
    const idle = durationOf(IDLE, p[IDLE]);
    if (!dynamic(p) || idle === undefined || !idle.isBelow(SHORT_IDLE)) return undefined;
    return warning('ShortIdleTimeout', {
      at: propertyAt(IDLE),
      found: `${idle}`,
      wanted: `${SHORT_IDLE} or more`,
      fix: 'executors are given back between two stages and asked for again: an application can come to no rest',
    });
  },
  (p) =>
    /^0*[1-9]/.test(p[BLOCK_MANAGER]?.trim() ?? '')
      ? warning('OneExecutorAnAgent', {
          at: propertyAt(BLOCK_MANAGER),
          found: shown(p[BLOCK_MANAGER]),
          wanted: '0, any free port',
          fix: 'on Mesos an executor starts only where this very port is offered, so there is one on an agent',
        })
      : undefined,
  (p, sparkVersion) => {
    const asked = Object.keys(p).some((key) => /^spark\.(blacklist|excludeOnFailure)\./.test(key));
    // Who sets these may think that they decide it.
    return (asked ? warning : note)('AgentsLeftOut', {
      at: 'sparkVersion',
      found: `Spark ${sparkVersion}`,
      wanted: 'executors that do not fail to start',
      fix: 'after two failed executors on an agent a driver on Mesos never uses it again, whatever spark.blacklist and spark.excludeOnFailure say',
    });
  },
];

/**
 * What works, but not as somebody may think. `AgentsLeftOut` holds for every Spark on Mesos: the limit of two failures
 * (`MAX_SLAVE_FAILURES`, later `MAX_AGENT_FAILURES`, SPARK-19755) is in the class files of 2.0.2 to 3.5.9.
 */
export function applicationWarnings(properties: Properties, sparkVersion: string): readonly Warning[] {
  return RULES.flatMap((rule) => rule(properties, sparkVersion) ?? []);
}
