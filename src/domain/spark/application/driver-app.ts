import type { SparkDistribution } from '../distribution';
import { taskMemory } from './amounts';
import { driverCommand, ONCE } from './driver-command';
import type { ApplicationProps, RunIdentity } from './props';
import { distributionOf, fetchedUris } from './request';

export interface DriverAppProps extends RunIdentity {
  readonly id: string;
  /** False: it is started once and never again, whatever becomes of it. */
  readonly restarts: boolean;
}

/**
 * From the end of a driver until Marathon would start it anew: thirty days. The operator takes the app away long
 * before; a delay counts after every end, also that of a task that finished (RateLimiter.scala and
 * NotifyRateLimiterStepImpl.scala of Marathon 1.11), and only a new leader has forgotten it.
 */
export const LONG_WAIT_SECONDS = 2_592_000;

/** What Spark gets to end its executors. */
export const KILL_GRACE_SECONDS = 30;

/** A driver as an app of Marathon, in client mode, on the host's network. @throws ProblemError */
export function driverApp(app: ApplicationProps, props: DriverAppProps): Readonly<Record<string, unknown>> {
  const { driver = {} } = app;
  const { cmd, env } = driverCommand(app, props);
  const { source } = distributionOf(app);
  return {
    id: props.id,
    cmd: props.restarts ? cmd : `${ONCE}${cmd}`,
    env,
    cpus: driver.cores ?? 1,
    mem: taskMemory(driver),
    instances: 1,
    labels: { ...driver.labels, ...props.labels },
    constraints: (driver.constraints ?? []).map((one) => [...one]),
    fetch: [
      ...(source.kind === 'archive'
        ? [{ uri: source.uri, extract: true, executable: false, cache: true }]
        : []),
      ...fetchedUris(app).map((uri) => ({ uri, extract: false, executable: false, cache: false })),
    ],
    networks: [{ mode: 'host' }],
    portDefinitions: [],
    ...containerOf(distributionOf(app)),
    ...(driver.user === undefined ? {} : { user: driver.user }),
    ...(props.restarts
      ? {}
      : {
          backoffSeconds: LONG_WAIT_SECONDS,
          maxLaunchDelaySeconds: LONG_WAIT_SECONDS,
        }),
    // A driver on a lost agent may run on, and a second one beside it would do everything twice.
    unreachableStrategy: 'disabled',
    taskKillGracePeriodSeconds: KILL_GRACE_SECONDS,
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
  };
}

/** Marathon calls what is in the image `docker`, whoever runs it. */
function containerOf({ source }: SparkDistribution): Readonly<Record<string, unknown>> {
  if (source.kind !== 'docker' && source.kind !== 'ucr') return {};
  const docker = { image: source.image, forcePullImage: source.forcePull };
  return { container: { type: source.kind === 'ucr' ? 'MESOS' : 'DOCKER', docker } };
}
