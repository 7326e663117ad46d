import type { ScheduledSparkApplicationProps, SparkApplicationProps } from '../constructs';
import { credentialsPart } from './cluster-part';
import { defined, texts } from './defined';
import { sparkPart } from './services-part';
import type { Settings } from './settings';

type Application = NonNullable<Settings['sparkApplications']>[string];
type Scheduled = NonNullable<Settings['scheduledSparkApplications']>[string];

/** Said elsewhere in the file, or by its place in it. */
type Elsewhere = 'store' | 'name' | 'cluster' | 'defaults';

/** What an application's settings say, but for what lies elsewhere in the file. */
export function applicationPart(
  application: Application,
): Omit<SparkApplicationProps, Elsewhere | 'dispatcher'> {
  const { defaults: _, dispatcher: _d, restartPolicy, marathonCredentials, ...template } = application;
  return {
    ...templatePart(template),
    ...defined({
      restartPolicy: restartPolicy && defined(restartPolicy),
      marathonCredentials: marathonCredentials && credentialsPart(marathonCredentials, 'marathonCredentials'),
    }),
  };
}

export function scheduledPart(application: Scheduled): Omit<ScheduledSparkApplicationProps, Elsewhere> {
  const { defaults: _, restartPolicy, ...template } = application;
  return {
    ...templatePart(template),
    ...defined({ restartPolicy: restartPolicy && defined(restartPolicy) }),
  };
}

type Template = Omit<
  Application | Scheduled,
  'defaults' | 'dispatcher' | 'restartPolicy' | 'marathonCredentials'
>;

/** What both have in common; whatever else is said is handed on. */
function templatePart<T extends Template>(template: T) {
  const { spark, sparkConf, deps, driver, executor, nativeLibrary, labels, annotations, ...rest } = template;
  return {
    ...defined(rest),
    spark: sparkPart(spark),
    ...defined({
      sparkConf: sparkConf && texts(sparkConf),
      deps: deps && defined(deps),
      driver: driver && driverPart(driver),
      executor: executor && executorPart(executor),
      nativeLibrary: nativeLibrary && defined(nativeLibrary),
      labels: labels && texts(labels),
      annotations: annotations && texts(annotations),
    }),
  };
}

function driverPart({ env, labels, ...rest }: NonNullable<Template['driver']>) {
  return { ...defined(rest), ...defined({ env: env && texts(env), labels: labels && texts(labels) }) };
}

function executorPart({ env, ...rest }: NonNullable<Template['executor']>) {
  return { ...defined(rest), ...defined({ env: env && texts(env) }) };
}
