import type { SparkUser } from '../agent/spark-user';
import type { SparkDistribution } from './distribution';
import { SECRETS_FOLDER, type SparkSecret } from './spark-secret';

export interface Volume {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly mode: 'RO' | 'RW';
}

/** Marathon's container object, as far as a shuffle service needs one. */
export interface ServiceContainer {
  readonly type: 'DOCKER' | 'MESOS';
  readonly docker: {
    readonly image: string;
    readonly forcePullImage: boolean;
    readonly privileged?: boolean;
    readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  };
  readonly volumes: readonly Volume[];
}

/**
 * What an image needs of its agent:
 * - the shared directory under the same absolute path as outside. An executor registers the absolute path
 *   of its files with the service, so both must see the files there;
 * - the agent's user names. Spark fails at start where the user that it runs as has none (Hadoop's login:
 *   `NullPointerException: invalid null input: name`), and no image knows a user of our choice. SPARK_USER
 *   alone helps the service, but not executors. Root is known to every image.
 */
export function sharedVolumes(sharedDirectory: string, user: SparkUser): readonly Volume[] {
  const shared: Volume = { containerPath: sharedDirectory, hostPath: sharedDirectory, mode: 'RW' };
  const names: Volume = { containerPath: '/etc/passwd', hostPath: '/etc/passwd', mode: 'RO' };
  return user.uid === 0 ? [shared] : [shared, names];
}

/** Only the Spark user may read what is in it, in an image as outside. */
const SECRETS: Volume = { containerPath: SECRETS_FOLDER, hostPath: SECRETS_FOLDER, mode: 'RO' };

/**
 * Undefined for what runs on the agent itself. Docker's daemon knows no user of Marathon's app, so it gets
 * the uid as a parameter; Mesos' own runtime switches to the app's user.
 */
export function serviceContainer(
  spark: SparkDistribution,
  sharedDirectory: string,
  { user, secret }: { readonly user: SparkUser; readonly secret?: SparkSecret | undefined },
): ServiceContainer | undefined {
  const { source } = spark;
  if (source.kind !== 'docker' && source.kind !== 'ucr') return undefined;
  const image = { image: source.image, forcePullImage: source.forcePull };
  const volumes = [
    ...sharedVolumes(sharedDirectory, user),
    ...(secret?.source.kind === 'agents' ? [SECRETS] : []),
  ];
  if (source.kind === 'ucr') return { type: 'MESOS', docker: image, volumes };
  const parameters = [{ key: 'user', value: `${user.uid}` }];
  return { type: 'DOCKER', docker: { ...image, privileged: false, parameters }, volumes };
}
