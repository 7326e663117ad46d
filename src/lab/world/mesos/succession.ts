import type { Cluster } from './cluster';

/** agent_reregister_timeout: an agent that is only recovered is unreachable afterwards. */
const REREGISTER_TIMEOUT = 600_000;

/**
 * Another master takes over: the named agents and frameworks are only recovered, the others register at once.
 */
export function failover(
  cluster: Cluster,
  recovered: readonly string[],
  frameworks: readonly string[] = [],
): void {
  const known = cluster
    .all()
    .filter(({ presence, dead }) => !dead && (presence === 'registered' || presence === 'recovered'));
  cluster.newTerm();
  cluster.frameworks.failover(({ name, connected }) => !connected || frameworks.includes(name));
  const { id: master } = cluster.master;
  for (const agent of known) {
    cluster.setRecovered(agent.id);
    if (!recovered.includes(agent.hostname)) {
      cluster.setReachable(agent.id, true);
      continue;
    }
    cluster.timeline.after(REREGISTER_TIMEOUT, () => {
      const isLate = cluster.byId(agent.id)?.presence === 'recovered';
      if (isLate && cluster.master.id === master) cluster.setReachable(agent.id, false);
    });
  }
}

/**
 * The leading master's process dies. Another one that runs leads when ZooKeeper has seen it, or the first that is
 * started where none runs then; until then it points at the dead one. The named agents stay recovered, the others
 * register some moments after the election.
 */
export function killLeader(cluster: Cluster, recovered: readonly string[]): void {
  const { masters, timeline, config } = cluster;
  masters.killLeader();
  failover(
    cluster,
    cluster.all().map(({ hostname }) => hostname),
  );
  cluster.setRecovering(true);
  timeline.after(config.sessionTimeout, () => {
    if (masters.leading !== undefined) return;
    takeOver(cluster, recovered);
    if (masters.candidate !== undefined) return;
    const end = masters.started.add(() => {
      end();
      if (masters.leading === undefined) takeOver(cluster, recovered);
    });
  });
}

function takeOver(cluster: Cluster, recovered: readonly string[]): void {
  const { masters, timeline, config } = cluster;
  const next = masters.candidate;
  masters.elect(next);
  const { id } = cluster.master;
  timeline.after(config.reregistration, () => {
    if (next === undefined || cluster.master.id !== id) return;
    cluster.setRecovering(false);
    for (const agent of cluster.all()) {
      const isLate = agent.presence !== 'recovered' || recovered.includes(agent.hostname);
      if (!isLate) cluster.setReachable(agent.id, true);
    }
  });
}

/** ZooKeeper names nobody, or names the first master that runs. */
export function setElected(cluster: Cluster, elected: boolean): void {
  const { masters } = cluster;
  masters.start();
  masters.elect(elected ? 0 : undefined);
}
