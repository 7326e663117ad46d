import { sortedEntries } from '../../render/unwritable';

/** What the dispatcher gives every driver whose submission does not say otherwise (running-on-mesos.md; 2.3 and later). */
export const DRIVER_DEFAULT = 'spark.mesos.dispatcher.driverDefault.';

/**
 * Properties of applications as properties of the dispatcher, sorted. What applies to the dispatcher itself, its own
 * name and master, is left out.
 */
export function dispatcherDriverDefaults(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sortedEntries(properties)
      .filter(([key]) => !OF_ONE_APPLICATION.includes(key))
      .map(([key, value]) => [`${DRIVER_DEFAULT}${key}`, value]),
  );
}

/** Every submission says them, and the dispatcher knows them better. */
const OF_ONE_APPLICATION: readonly string[] = ['spark.app.name', 'spark.master', 'spark.submit.deployMode'];
