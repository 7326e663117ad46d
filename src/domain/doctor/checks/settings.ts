import { applicationProblems } from '../../spark/application-problems';
import { applicationWarnings } from '../../spark/application-warnings';
import { checkProperties, propertyAt } from '../../spark/check-properties';
import type { Check, Severity } from '../check';
import { row, type SettingsRow, spot, usesService } from './settings-row';

const DYNAMIC = propertyAt('spark.dynamicAllocation.enabled');

/** Warnings about settings that exist already, by their reason. */
function warned(reason: string, severity: Severity, title: string, why: string): Check {
  return row({
    id: reason,
    severity,
    title,
    why,
    of: (settings) =>
      applicationWarnings(settings.properties, settings.sparkVersion)
        .filter((one) => one.reason === reason && one.severity === 'warning')
        .map((one) => spot(settings, one)),
  });
}

function listed(reason: string, said: Omit<SettingsRow, 'of'>): Check {
  return row({
    ...said,
    of: (settings) =>
      checkProperties(settings.properties, settings.sparkVersion)
        .warnings.filter((one) => one.reason === reason)
        .map((one) => spot(settings, one)),
  });
}

/** About Spark's settings, published ones and somebody's own. */
export const settingsChecks: readonly Check[] = [
  row({
    id: 'DynamicAllocationWithoutService',
    severity: 'error',
    title: 'dynamic allocation without the shuffle service',
    why: 'Executors that are given back take their shuffle files with them. Spark refuses to start so, or, where it tracks shuffles, keeps every executor that has some.',
    of: (settings) =>
      applicationProblems(settings.properties, settings)
        .filter(({ at }) => at === DYNAMIC)
        .map((one) => spot(settings, one)),
  }),
  row({
    id: 'SettingAgainstService',
    severity: 'error',
    title: 'a setting parts executors from the shuffle service',
    why: 'Executors and the service have to be on the network of the host, as one user, in the coarse-grained mode. A setting that changes one of these works until the first shuffle.',
    of: (settings) =>
      usesService(settings)
        ? applicationProblems(settings.properties, settings)
            .filter(({ at }) => at !== DYNAMIC)
            .map((one) => spot(settings, one))
        : [],
  }),
  row({
    id: 'SettingRefused',
    severity: 'error',
    title: 'Spark refuses or misreads a setting',
    why: 'A value that Spark cannot read ends the driver at its start, or the executors; a name that does not begin with spark. is passed over.',
    of: (settings) =>
      checkProperties(settings.properties, settings.sparkVersion).problems.map((one) => spot(settings, one)),
  }),
  listed('NoEffect', {
    id: 'SettingWithoutEffect',
    severity: 'warning',
    title: 'a setting that does nothing',
    why: 'Spark reads no such name in this version, or only another part of it does. spark.executor.home is one that many guides have.',
  }),
  listed('Renamed', {
    id: 'SettingRenamed',
    severity: 'note',
    title: 'a setting that goes by another name',
    why: 'Spark still reads the old name and warns; the next major version may not.',
  }),
  listed('UnknownSetting', {
    id: 'SettingUnknown',
    severity: 'warning',
    title: 'a setting that Spark does not know',
    why: 'Spark passes unknown names over without a word, so a typing error is a setting that is not set.',
  }),
  warned(
    'NoCoresLimit',
    'warning',
    'no limit of cores',
    'On Mesos an application takes every core that it is offered until spark.cores.max; whoever comes second waits.',
  ),
  warned(
    'NoExecutorCores',
    'warning',
    'no size of executors in cores',
    'Without spark.executor.cores an executor takes all cores of its offer: one on an agent, and nothing between none and all of it to scale by.',
  ),
  warned(
    'NoExecutorMemory',
    'note',
    'no size of executors in memory',
    'Spark takes 1g for an executor, however many cores it has.',
  ),
  warned(
    'InstancesIgnored',
    'note',
    'spark.executor.instances beside dynamic allocation',
    'With dynamic allocation it is only how many executors there are at first.',
  ),
  warned(
    'CachedExecutorsStay',
    'warning',
    'executors with cached blocks are never given back',
    'spark.dynamicAllocation.cachedExecutorIdleTimeout is infinite by default, and broadcast variables count as cached: such executors stay until the application ends.',
  ),
  warned(
    'ShortIdleTimeout',
    'warning',
    'executors are given back too soon',
    'Below half a minute executors go between two stages and are asked for again: an application can come to no rest.',
  ),
  warned(
    'OneExecutorAnAgent',
    'warning',
    'a fixed port of executors',
    'An executor starts only where that very port is offered: one on an agent. A second one fails, and after two failures the driver leaves the agent out for good.',
  ),
  warned(
    'AgentsLeftOut',
    'warning',
    'settings about failed agents that decide nothing',
    'After two failed executors on an agent a driver on Mesos never uses it again, whatever spark.blacklist and spark.excludeOnFailure say.',
  ),
];
