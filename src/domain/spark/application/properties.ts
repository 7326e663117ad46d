import { Size } from '../../core/size';
import type { ApplicationProps, RunIdentity } from './props';

type Properties = Readonly<Record<string, string>>;

/**
 * What the application's own words mean as properties of Spark. What is said in words of its own is not to be said in
 * `sparkConf` as well; both win over the published defaults.
 */
export function applicationProperties(app: ApplicationProps, { defaults }: RunIdentity): Properties {
  return { ...withoutWhatIsOurs(defaults), ...app.sparkConf, ...saidInWords(app) };
}

/** Properties that the application's own words stand for. */
export function saidInWords({
  driver = {},
  executor = {},
  deps = {},
}: Pick<ApplicationProps, 'driver' | 'executor' | 'deps'>): Properties {
  const { cores, instances } = executor;
  return {
    ...text('spark.driver.extraJavaOptions', driver.javaOptions),
    ...text('spark.executor.memory', executor.memory && Size.parse(executor.memory).toJvm()),
    ...text('spark.executor.cores', cores?.toString()),
    // Mesos knows no number of executors: their cores all together limit it.
    ...(cores !== undefined && instances !== undefined ? { 'spark.cores.max': `${cores * instances}` } : {}),
    ...text('spark.mesos.executor.memoryOverhead', mebibytes(executor.memoryOverhead)),
    ...text('spark.executor.extraJavaOptions', executor.javaOptions),
    ...prefixed('spark.executorEnv.', executor.env ?? {}),
    ...text('spark.jars.repositories', deps.repositories?.join(',')),
    ...text('spark.jars.excludes', deps.excludePackages?.join(',')),
  };
}

/** Where and how the driver itself runs, and which Spark its executors run, says the application, whatever defaults say. */
const OURS = [
  ...[
    'spark.app.name',
    'spark.driver.memory',
    'spark.driver.cores',
    'spark.master',
    'spark.submit.deployMode',
  ],
  ...['spark.mesos.containerizer', 'spark.mesos.executor.docker.image', 'spark.mesos.executor.home'],
  ...['spark.mesos.executor.docker.forcePullImage', 'spark.executor.uri'],
];

function withoutWhatIsOurs(defaults: Properties): Properties {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => !OURS.includes(key)));
}

export function prefixed(prefix: string, values: Properties): Properties {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

const text = (key: string, value: string | undefined) =>
  value === undefined || value === '' ? {} : { [key]: value };

function mebibytes(size: string | undefined): string | undefined {
  return size === undefined ? undefined : `${Math.ceil(Size.parse(size).toMebibytes())}`;
}
