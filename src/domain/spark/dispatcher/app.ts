import { Size } from '../../core/size';
import { REPORTING_TCP_CHECK } from '../../marathon/health-check';
import { SparkDistribution } from '../distribution';
import { nativeLibraryEnvironment, PACKAGED_NATIVE_LIBRARY } from '../submit/native-library';
import { dispatcherCommand } from './command';
import type { DispatcherIdentity } from './properties';
import type { DispatcherProps } from './props';

export interface DispatcherAppProps extends DispatcherIdentity {
  readonly labels: Readonly<Record<string, string>>;
}

/** Where images of DC/OS have Spark. */
const IMAGE_HOME = '/opt/spark/dist';
/** MiB beside the heap, as Spark reckons for its own processes. */
const LEAST_OVERHEAD = 384;
const OVERHEAD = 0.1;
/** Seconds that the JVM gets to leave its framework in order. */
const KILL_GRACE_SECONDS = 30;
const SECRET = 'mesosSecret';

/** The id of the app where the manifest says none. */
export const dispatcherAppId = ({ app }: Pick<DispatcherProps, 'app'>, name: string) => app.id ?? `/${name}`;

/** @throws ProblemError where it is none */
export function dispatcherDistribution(props: DispatcherProps): SparkDistribution {
  const { image, sparkArchive, sparkVersion: version, sparkHome: home, forcePullImage } = props;
  if (image !== undefined) {
    const pull = forcePullImage === undefined ? {} : { forcePull: forcePullImage };
    return SparkDistribution.docker(image, { version, home: home ?? IMAGE_HOME, ...pull });
  }
  if (sparkArchive !== undefined) {
    return SparkDistribution.archive(sparkArchive, { version, ...(home === undefined ? {} : { home }) });
  }
  return SparkDistribution.host(home ?? '', { version });
}

/**
 * A dispatcher as an app of Marathon: one instance on the host's network, on ports that are its own.
 *
 * A second one beside it would take over the framework of the first, which goes on answering and starts nothing any
 * more; so the old one ends before the new one starts, and a lost one is not replaced before somebody says so.
 * @throws ProblemError
 */
export function dispatcherApp(
  props: DispatcherProps,
  identity: DispatcherAppProps,
): Readonly<Record<string, unknown>> {
  const spark = dispatcherDistribution(props);
  const { app, authentication } = props;
  const { source } = spark;
  const reserved = app.acceptedResourceRoles;
  return {
    id: dispatcherAppId(props, identity.name),
    cmd: dispatcherCommand(props, spark, identity),
    env: environment(props, source.kind === 'docker'),
    ...(authentication && 'source' in authentication.secret
      ? { secrets: { [SECRET]: { source: authentication.secret.source } } }
      : {}),
    cpus: props.cpus,
    mem: taskMebibytes(props),
    instances: 1,
    labels: { ...app.labels, ...identity.labels },
    constraints: (app.constraints ?? []).map((one) => [...one]),
    fetch: source.kind === 'archive' ? [{ uri: source.uri, extract: true }] : [],
    networks: [{ mode: 'host' }],
    portDefinitions: [
      { port: props.port, protocol: 'tcp', name: 'rest' },
      { port: props.webUiPort, protocol: 'tcp', name: 'web-ui' },
    ],
    requirePorts: true,
    ...(source.kind === 'docker'
      ? { container: { type: 'DOCKER', docker: { image: source.image, forcePullImage: source.forcePull } } }
      : {}),
    ...(props.user === undefined ? {} : { user: props.user }),
    ...(app.role === undefined ? {} : { role: app.role }),
    ...(reserved === undefined ? {} : { acceptedResourceRoles: [...reserved] }),
    // Its REST server is the last thing that it starts: whoever is let in finds it registered with Mesos.
    healthChecks: [{ ...REPORTING_TCP_CHECK, gracePeriodSeconds: 300 }],
    taskKillGracePeriodSeconds: KILL_GRACE_SECONDS,
    unreachableStrategy:
      props.whenLost === 'Wait' ? 'disabled' : { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
  };
}

/** SPARK_USER is whom Mesos runs the drivers as, wherever the dispatcher itself runs. */
function environment(props: DispatcherProps, inImage: boolean): Readonly<Record<string, unknown>> {
  const { app, authentication, nativeLibrary, user } = props;
  const library = nativeLibrary && {
    libmesos: nativeLibrary.libmesos,
    ...(nativeLibrary.folder === undefined ? {} : { folder: nativeLibrary.folder }),
  };
  return {
    ...(library || !inImage ? nativeLibraryEnvironment(library ?? PACKAGED_NATIVE_LIBRARY) : {}),
    ...app.env,
    SPARK_DAEMON_MEMORY: Size.parse(props.memory).toJvm(),
    ...(user === undefined ? {} : { SPARK_USER: user }),
    ...(authentication && 'source' in authentication.secret
      ? { SPARK_MESOS_SECRET: { secret: SECRET } }
      : {}),
  };
}

function taskMebibytes({ memory }: DispatcherProps): number {
  const heap = Size.parse(memory).toMebibytes();
  return Math.ceil(heap + Math.max(OVERHEAD * heap, LEAST_OVERHEAD));
}
