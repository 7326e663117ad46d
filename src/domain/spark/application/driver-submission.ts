import { shellQuote } from '../../render/shell-quote';
import { sortedEntries } from '../../render/unwritable';
import { submitCommand, submitProperties } from '../submit/command';
import { wordText } from '../submit/word';
import { memoryOf } from './amounts';
import { prefixed } from './properties';
import type { ApplicationProps, RunIdentity } from './props';
import { submitRequest } from './request';

export interface DriverSubmission {
  readonly sparkVersion: string;
  readonly appResource: string;
  readonly mainClass: string;
  readonly appArgs: readonly string[];
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly sparkProperties: Readonly<Record<string, string>>;
}

export interface DriverSubmissionProps extends RunIdentity {
  /** Start it anew when it fails, by the dispatcher itself. */
  readonly supervise: boolean;
}

/** What `spark-submit --deploy-mode cluster` would send. @throws ProblemError */
export function driverSubmission(app: ApplicationProps, props: DriverSubmissionProps): DriverSubmission {
  const request = submitRequest(app, props);
  // Its checks are those of the command line; what is sent is what it would send.
  submitCommand(request);
  const { driver = {}, deps = {} } = app;
  const list = (key: string, values: readonly string[] | undefined) =>
    values === undefined || values.length === 0 ? {} : { [key]: values.join(',') };
  return {
    sparkVersion: app.sparkVersion,
    appResource: wordText(request.program.is === 'application' ? request.program.resource : ''),
    mainClass: app.mainClass ?? '',
    // The dispatcher puts them into a shell command, unquoted up to 3.4; a later one leaves quoted words as they are.
    appArgs: (app.arguments ?? []).map(shellQuote),
    environmentVariables: {},
    sparkProperties: Object.fromEntries(
      sortedEntries({
        ...submitProperties(request),
        ...prefixed('spark.mesos.driverEnv.', {
          ...(app.hadoopConfDir === undefined ? {} : { HADOOP_CONF_DIR: app.hadoopConfDir }),
          ...driver.env,
        }),
        ...list('spark.files', deps.files),
        ...list('spark.submit.pyFiles', deps.pyFiles),
        ...list('spark.jars.packages', deps.packages),
        'spark.app.name': props.name,
        'spark.driver.cores': `${driver.cores ?? 1}`,
        'spark.driver.memory': memoryOf(driver).toJvm(),
        'spark.driver.supervise': `${props.supervise}`,
        'spark.submit.deployMode': 'cluster',
        ...constraints(driver.constraints ?? []),
        'spark.mesos.driver.labels': labelsText({ ...driver.labels, ...props.labels }),
      }),
    ),
  };
}

/** `attribute:value;attribute:value`. */
function constraints(list: readonly (readonly string[])[]): Readonly<Record<string, string>> {
  if (list.length === 0) return {};
  return {
    'spark.mesos.driver.constraints': list.map(([name, , value = '']) => `${name}:${value}`).join(';'),
  };
}

/** `key:value,key:value`, with a backslash before what is meant as it stands (MesosProtoUtils.mesosLabels). */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const plain = (part: string) => part.replace(/[\\,:]/g, (c) => `\\${c}`);
  return sortedEntries(labels)
    .map(([key, value]) => `${plain(key)}:${plain(value)}`)
    .join(',');
}
