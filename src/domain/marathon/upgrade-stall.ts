import { type MarathonApp, normalizeApp } from './app';
import type { UpgradeStrategy } from './upgrade-strategy';

/**
 * Why an update of this app would not end by itself; undefined where nothing is known to keep it. A task that holds
 * a fixed host port has to go before the new one can start there, and Marathon stops none that
 * `minimumHealthCapacity` still needs: with as many hosts as instances nothing is ever replaced (recordings 00, 17).
 * UNIQUE does not block, the port does (39).
 */
export function upgradeStall(app: MarathonApp, instances: number): string | undefined {
  const { upgradeStrategy, ...full } = normalizeApp(app);
  const ports = fixedHostPorts(full);
  const { minimumHealthCapacity: share } = upgradeStrategy as UpgradeStrategy;
  const kept = Math.ceil(instances * share);
  if (ports.length === 0 || instances === 0 || kept < instances) return undefined;
  const wanted = instances === 1 ? '0' : `at most ${Math.floor((100 * (instances - 1)) / instances) / 100}`;
  return (
    `minimumHealthCapacity ${share} keeps ${kept} of ${instances} tasks, and each holds port ${ports.join(', ')} ` +
    'of its host: an update waits for a host where that is free, for ever if there is none. ' +
    `Wanted: minimumHealthCapacity ${wanted} and maximumOverCapacity 0`
  );
}

/** Ports of the host that a task has by number, whatever its network. */
function fixedHostPorts(app: MarathonApp): readonly number[] {
  const own = app['requirePorts'] === true ? (app.portDefinitions ?? []).map(({ port }) => port) : [];
  const container = app['container'] as
    | { readonly portMappings?: readonly { hostPort?: number }[] }
    | undefined;
  const mapped = (container?.portMappings ?? []).map(({ hostPort }) => hostPort);
  return [...own, ...mapped].filter((port) => port !== undefined && port > 0) as readonly number[];
}
