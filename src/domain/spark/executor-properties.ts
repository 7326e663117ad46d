import { DEFAULT_SPARK_USER, type SparkUser } from '../agent/spark-user';
import type { Problem } from '../core/problem';
import { unreachable } from '../core/unreachable';
import type { SparkDistribution } from './distribution';
import { sharedVolumes } from './service-container';

export interface ExecutorProps {
  readonly distribution: SparkDistribution;
  readonly sharedDirectory: string;
  /** @default spark, uid 7337 */
  readonly sparkUser?: SparkUser;
}

/**
 * How executors find Spark and see the shared directory, under the path that the service sees it. In
 * images of the Docker daemon they run as the Spark user by its uid; everywhere else Mesos runs them as the
 * user of the framework, which is SPARK_USER of the driver and no property.
 */
export function executorProperties(props: ExecutorProps): Readonly<Record<string, string>> {
  const { source } = props.distribution;
  const user = props.sparkUser ?? DEFAULT_SPARK_USER;
  const found = executorSourceProperties(props.distribution);
  if (source.kind !== 'docker' && source.kind !== 'ucr') return found;
  return {
    ...found,
    'spark.mesos.executor.docker.volumes': volumesText(props.sharedDirectory, user),
    ...(source.kind === 'docker' ? { 'spark.mesos.executor.docker.parameters': `user=${user.uid}` } : {}),
  };
}

/** How executors find Spark, and nothing else. */
export function executorSourceProperties(distribution: SparkDistribution): Readonly<Record<string, string>> {
  const { source, home } = distribution;
  switch (source.kind) {
    case 'docker':
    case 'ucr':
      return {
        'spark.mesos.containerizer': source.kind === 'docker' ? 'docker' : 'mesos',
        'spark.mesos.executor.docker.image': source.image,
        ...(source.forcePull ? { 'spark.mesos.executor.docker.forcePullImage': 'true' } : {}),
        'spark.mesos.executor.home': home,
      };
    case 'archive':
      return { 'spark.executor.uri': source.uri };
    case 'host':
      return { 'spark.mesos.executor.home': home };
    default:
      return unreachable(source);
  }
}

function volumesText(sharedDirectory: string, user: SparkUser): string {
  return sharedVolumes(sharedDirectory, user)
    .map(({ hostPath, containerPath, mode }) => `${hostPath}:${containerPath}:${mode.toLowerCase()}`)
    .join(',');
}

/**
 * Executors go into the first folder whose name starts with that of the archive up to its first dot
 * (`MesosCoarseGrainedSchedulerBackend.createCommand`), so `home` has to be that folder.
 */
export function archiveProblems(distribution: SparkDistribution): readonly Problem[] {
  const { source, home } = distribution;
  if (source.kind !== 'archive') return [];
  const start = source.uri.replace(/^.*\//, '').split('.')[0] ?? '';
  if (!source.uri.includes('?') && !home.includes('/') && home.startsWith(start)) return [];
  return [
    {
      at: 'spark.home',
      found: `${home} in ${source.uri}`,
      wanted: `a folder at the top of the archive whose name starts with "${start}", and a URI without a query`,
      fix: 'executors look for no other folder',
    },
  ];
}
