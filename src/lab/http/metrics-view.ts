import type { JsonObject } from '../world/marathon/app';
import { isActive } from '../world/mesos/agent';
import type { Cluster } from '../world/mesos/cluster';
import { agentsIn } from './master-view';

/** The part of `/metrics/snapshot` that tells of agents; a standby knows of none. */
export function metricsJson(cluster: Cluster, isLeader: boolean): JsonObject {
  const registered = isLeader ? agentsIn(cluster, 'registered') : [];
  const connected = registered.filter((agent) => agent.connected);
  const active = registered.filter(isActive);
  const unreachable = isLeader ? agentsIn(cluster, 'unreachable').length : 0;
  return {
    'master/elected': isLeader ? 1 : 0,
    'master/frameworks_active': isLeader ? cluster.frameworks.all().filter((one) => one.connected).length : 0,
    'master/recovery_slave_removals': 0,
    'master/slaves_active': active.length,
    'master/slaves_connected': connected.length,
    'master/slaves_disconnected': registered.length - connected.length,
    'master/slaves_inactive': connected.length - active.length,
    'master/slaves_unreachable': unreachable,
    ...cluster.counters.all(isLeader),
    'registrar/log/recovered': isLeader ? 1 : 0,
  };
}
