import { type Problem, shown } from '../core/problem';
import { isTrue } from './conf-value';

/** Where an executor's JVM gets options from. */
const OPTIONS: readonly string[] = [
  'spark.executor.defaultJavaOptions',
  'spark.executor.extraJavaOptions',
  'spark.executorEnv.JAVA_TOOL_OPTIONS',
  'spark.executorEnv.JDK_JAVA_OPTIONS',
  'spark.executorEnv.SPARK_EXECUTOR_OPTS',
  'spark.executorEnv._JAVA_OPTIONS',
];

/** Options by which a JVM listens on a port that stands in them; 0 is any free one. */
const LISTENING: readonly RegExp[] = [
  /^-Dcom\.sun\.management\.jmxremote(?:\.rmi)?\.port=(\d+)$/,
  /^-Dcom\.sun\.management\.snmp\.port=(\d+)$/,
  /^-javaagent:[^=]*jmx_prometheus[^=]*=(?:[^:,]*:)?(\d+):/,
  /^-javaagent:[^=]*jolokia[^=]*=(?:.*,)?port=(\d+)(?:,|$)/,
  /^-agentpath:[^=]*yjp[^=]*=(?:.*,)?port=(\d+)(?:,|$)/,
];

/**
 * What cannot go well in the options of executors: a port can be had once on a machine, so the second executor there
 * fails, and after two failures a driver on Mesos never uses that agent again; and options that Spark refuses.
 */
export function executorOptionProblems(at: string, key: string, value: string): readonly Problem[] {
  if (!OPTIONS.includes(key)) return [];
  const options = words(value);
  const ports = options.filter(listens);
  return [
    ...ports.map((option) => ({
      at,
      found: shown(option),
      wanted: 'no fixed port in executors',
      fix: 'a second executor on the agent fails, and after two failures the driver leaves the agent out for ever; use port 0, or leave it out',
    })),
    ...(key === 'spark.executor.extraJavaOptions' || key === 'spark.executor.defaultJavaOptions'
      ? refused(at, options)
      : []),
  ];
}

function listens(option: string): boolean {
  if (LISTENING.some((pattern) => Number(pattern.exec(option)?.[1] ?? 0) > 0)) return true;
  const debug = /^(?:-agentlib:jdwp=|-Xrunjdwp:)(.*)$/.exec(option)?.[1];
  if (debug === undefined) return false;
  const fields = new Map(debug.split(',').map((field) => [field.split('=')[0], field.split('=')[1] ?? '']));
  const port = Number((fields.get('address') ?? '').split(':').at(-1));
  return fields.get('server') === 'y' && port > 0;
}

/** `SparkConf.validateSettings`, the same from 2.0 to 3.5. */
function refused(at: string, options: readonly string[]): readonly Problem[] {
  return options
    .filter((option) => option.includes('-Dspark') || option.includes('-Xmx'))
    .map((option) => ({
      at,
      found: shown(option),
      wanted: 'no option of Spark and no size of the heap',
      fix: option.includes('-Xmx')
        ? 'Spark refuses it; say spark.executor.memory'
        : 'Spark refuses it; say it as a property',
    }));
}

/** As Spark splits them: at spaces, quotes group. */
function words(text: string): readonly string[] {
  return (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, ''));
}

/** A network of its own hides the address of the host from which blocks are fetched. */
export function networkProblems(at: string, key: string, value: string): readonly Problem[] {
  const virtual =
    key === 'spark.mesos.network.name' ||
    key === 'spark.mesos.network.labels' ||
    (/^spark\.(executorEnv|mesos\.driverEnv)\.VIRTUAL_NETWORK_ENABLED$/.test(key) && isTrue(value));
  if (!virtual) return [];
  return [
    {
      at,
      found: shown(value),
      wanted: 'nothing',
      fix: 'a container network hides the address that blocks are fetched from',
    },
  ];
}
