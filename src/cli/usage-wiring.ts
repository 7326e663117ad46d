import { Duration } from '../domain/core/duration';
import { agentContainersOverHttp } from '../io/agent-containers-http';
import { agentStatesOverHttp } from '../io/agent-health-http';
import { driverExclusionsOverHttp } from '../io/driver-exclusions-http';
import { useOfMesosOverHttp } from '../io/mesos-use';
import { mesosLeader } from '../io/zookeeper-leader';
import { UsageCollector } from '../operator/engine/usage-collector';
import type { Clock, Log } from '../operator/ports';
import type { OperatorSettings } from './operator-settings';
import { serverAuth, serverClient } from './server-client';

/** One that is there answers sooner; there are thousands, and another round. */
const AGENT_TIMEOUT = Duration.seconds(5);

/** The masters put together long lists. */
const MASTER_TIMEOUT = Duration.seconds(30);

export interface WiredUsage {
  readonly collector: UsageCollector;
  close(): void;
}

/**
 * Whoever looks how the cluster is used, over connections of its own: what is slow there holds up no pass.
 * Undefined where nobody listens to what it finds out, or nobody wants it.
 */
export function wireUsage(
  settings: OperatorSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): WiredUsage | undefined {
  const interval = settings.listen?.usageInterval;
  if (!interval) return undefined;
  const { mesos, credentials, ca } = settings;
  const props = { leader: mesosLeader, credentials, ca, timeout: MASTER_TIMEOUT, clock };
  const client = serverClient(mesos, props);
  const auth = serverAuth(mesos, props);
  const asked = { timeout: AGENT_TIMEOUT, clock, ...(ca === undefined ? {} : { ca }) };
  const collector = new UsageCollector({
    master: useOfMesosOverHttp(client),
    containers: agentContainersOverHttp({ ...asked, ...(auth ? { auth } : {}) }),
    drivers: driverExclusionsOverHttp(asked),
    states: agentStatesOverHttp({ port: settings.agentHealthPort, timeout: AGENT_TIMEOUT, clock }),
    clock,
    log,
    interval,
  });
  return { collector, close: () => client.close() };
}
