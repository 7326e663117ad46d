import { taskMemory } from './amounts';
import { KILL_GRACE_SECONDS } from './driver-app';
import { driverCommand } from './driver-command';
import type { ApplicationProps, RunIdentity } from './props';
import { distributionOf, fetchedUris } from './request';

export interface JobSchedule {
  readonly cron: string;
  /** IANA. */
  readonly timezone: string;
  readonly concurrencyPolicy: 'ALLOW' | 'FORBID';
  readonly startingDeadlineSeconds: number;
  readonly enabled: boolean;
}

export interface DriverJobProps extends RunIdentity {
  readonly id: string;
  readonly restart: {
    readonly policy: 'NEVER' | 'ON_FAILURE';
    readonly activeDeadlineSeconds?: number | undefined;
  };
  readonly schedule?: JobSchedule;
}

/** Metronome takes one schedule a job; its id only has to be one. */
const SCHEDULE_ID = 'schedule';

/** A driver as a job of Metronome, in client mode. Its tasks are on the host's network. @throws ProblemError */
export function driverJob(app: ApplicationProps, props: DriverJobProps): Readonly<Record<string, unknown>> {
  const { driver = {} } = app;
  const { cmd, env } = driverCommand(app, props);
  const { source } = distributionOf(app);
  const { policy, activeDeadlineSeconds } = props.restart;
  return {
    id: props.id,
    labels: { ...driver.labels, ...props.labels },
    run: {
      cmd,
      env,
      cpus: driver.cores ?? 1,
      mem: taskMemory(driver),
      disk: 0,
      artifacts: [
        ...(source.kind === 'archive'
          ? [{ uri: source.uri, extract: true, executable: false, cache: true }]
          : []),
        ...fetchedUris(app).map((uri) => ({ uri, extract: false, executable: false, cache: false })),
      ],
      ...(source.kind === 'docker'
        ? { docker: { image: source.image, forcePullImage: source.forcePull } }
        : {}),
      ...(source.kind === 'ucr'
        ? { ucr: { image: { id: source.image, kind: 'docker', forcePull: source.forcePull } } }
        : {}),
      placement: { constraints: (driver.constraints ?? []).map(constraintOf) },
      restart: { policy, ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }) },
      ...(driver.user === undefined ? {} : { user: driver.user }),
      taskKillGracePeriodSeconds: KILL_GRACE_SECONDS,
    },
    schedules: props.schedule ? [{ id: SCHEDULE_ID, ...props.schedule }] : [],
  };
}

/** CLUSTER of Marathon with a value is IS of Metronome. */
function constraintOf([attribute = '', operator = '', value]: readonly string[]) {
  const word = operator === 'CLUSTER' ? 'IS' : operator;
  return { attribute, operator: word, ...(value === undefined ? {} : { value }) };
}
