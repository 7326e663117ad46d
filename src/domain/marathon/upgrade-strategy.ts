/** How Marathon replaces the tasks of an app, as shares of its instances between 0 and 1. */
export interface UpgradeStrategy {
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
}

/**
 * How a changed shuffle service comes to run:
 * - `SideBySide`: the new version runs beside the old one, on another reserved port, until the old one is
 *   unused. The reservation must have room for both.
 * - `InPlace`: the new version takes the place and port of the old one. Every restart loses the
 *   registrations of the executors on that host, so applications that run meanwhile fail.
 */
export type UpdateMode = 'SideBySide' | 'InPlace';

/**
 * Marathon's default of (1, 1) never replaces a task whose host port is fixed and taken on every host: it
 * waits for a free one. `maximumOverCapacity` must be 0, and room to kill must be left.
 *
 * Side by side, nothing of ours ever updates an app in place, and a half is a brake for whoever does it by
 * hand: half of the hosts keep their service. In place, 0 is the only share that ends with one host, with a
 * task that is pending and with a host that is lost; a half stalls on each of them.
 */
export function upgradeStrategy(mode: UpdateMode): UpgradeStrategy {
  return { minimumHealthCapacity: mode === 'InPlace' ? 0 : 0.5, maximumOverCapacity: 0 };
}
