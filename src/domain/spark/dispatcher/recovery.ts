import type { DispatcherProps, Recovery } from './props';

export interface RecoveryPlace {
  /** `zk-1:2181,zk-2:2181`. */
  readonly servers: string;
  readonly directory: string;
}

/** Undefined where nothing is kept. */
export function recoveryPlace(recovery: Recovery, name: string): RecoveryPlace | undefined {
  if (recovery === 'None') return undefined;
  const { servers, directory = `/spark_mesos_dispatcher/${name}` } = recovery.zooKeeper;
  return { servers, directory };
}

/**
 * Whose state a dispatcher goes on with: another one starts with nothing, and whatever the one before it has queued
 * and started is left without a dispatcher.
 */
export function recoveryText({ recovery }: Pick<DispatcherProps, 'recovery'>, name: string): string {
  const place = recoveryPlace(recovery, name);
  return place === undefined ? 'None' : `${place.servers}${place.directory}`;
}
