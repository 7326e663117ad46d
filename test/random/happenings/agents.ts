import type { Agent } from '../../../src/lab/world/mesos/agent';
import { agentResources } from '../../../src/lab/world/mesos/agent-resources';
import { failover, killLeader } from '../../../src/lab/world/mesos/succession';
import { AGENT } from '../../operator/support/cluster';
import { pick } from '../chance';
import type { Scene } from '../scene';
import { group } from './happening';

/** Other machines than the usual: without a reservation, or with one that holds little. */
const ODD = [
  'cpus:8;mem:15360;ports:[1025-32000]',
  'cpus:8;mem:15360;ports:[1025-7336,7338-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7337]',
  'cpus:8;mem:15360;ports:[1025-7336,7340-32000];cpus(shuffle):0.5;mem(shuffle):1024;ports(shuffle):[7337-7339]',
];
const MOST = 8;

export function join(scene: Scene, hostname: string, resources = AGENT): void {
  const { cluster, machine } = scene.world;
  cluster.add({ hostname, resources: agentResources(resources, '*', machine), attributes: [] });
  scene.tell(`${hostname} joins`);
}

const there = (scene: Scene, ...presences: readonly Agent['presence'][]) =>
  scene.world.cluster.all().filter(({ presence, dead }) => !dead && presences.includes(presence));

type Deed = (scene: Scene, agent: Agent, by: number) => void;

/** Does something to one of the agents that are so. */
const to =
  (
    which: readonly Agent['presence'][],
    what: string,
    deed: Deed,
    fits: (agent: Agent) => boolean = () => true,
  ) =>
  (scene: Scene, [place, how]: readonly [number, number, number]) => {
    const agent = pick(there(scene, ...which).filter(fits), place);
    if (!agent) return;
    scene.tell(`${agent.hostname} (${agent.id.slice(-3)}) ${what}`);
    deed(scene, agent, how);
  };

const LISTED = ['registered', 'recovered'] as const;
const AWAY = ['unreachable', 'removed'] as const;

function some(scene: Scene, share: number, place: number): readonly string[] {
  const hosts = there(scene, ...LISTED).map(({ hostname }) => hostname);
  return hosts.filter((_, i) => (place * 7.3 + i * 0.618) % 1 < share);
}

export const agents = group('agents', {
  'agent-joins': [
    8,
    (scene, [place, odd]) => {
      const { length } = there(scene, ...LISTED);
      if (length >= MOST) return;
      const number = scene.world.cluster.all().length + 1;
      join(scene, `a${number}`, odd < 0.12 ? pick(ODD, place) : AGENT);
    },
  ],
  'agent-terminated': [
    4,
    to([...LISTED, 'unreachable'], 'is terminated', ({ world, spark }, { id, hostname }) => {
      world.cluster.remove(id);
      spark.lost(hostname);
    }),
  ],
  'agent-lost': [8, to(LISTED, 'is lost', ({ world }, { id }) => world.cluster.setReachable(id, false))],
  'agent-back': [
    8,
    to([...AWAY, 'recovered'], 'is back', ({ world }, { id }) => world.cluster.setReachable(id, true)),
  ],
  'agent-reborn': [
    4,
    to([...AWAY, 'registered'], 'is another machine under the old name', (scene, { id, hostname }) => {
      scene.world.cluster.remove(id);
      scene.spark.lost(hostname);
      join(scene, hostname);
    }),
  ],
  'agent-disconnected': [
    3,
    to(['registered'], 'loses its socket', ({ world }, { id }) => world.cluster.setConnected(id, false)),
  ],
  'agent-connected': [
    4,
    to(
      ['registered'],
      'has its socket again',
      ({ world }, { id }) => world.cluster.setConnected(id, true),
      ({ connected }) => !connected,
    ),
  ],
  'agent-unregisters': [
    1,
    to(['registered'], 'says that it stops', (scene, { id, hostname }) => {
      scene.spark.lost(hostname);
      scene.world.cluster.unregister(id);
    }),
  ],
  'agent-deactivated': [
    3,
    to(['registered'], 'is deactivated', ({ world, oracle }, { id }) => {
      oracle.personsDeactivated.add(id);
      world.cluster.setDeactivated(id, true);
    }),
  ],
  'agent-reactivated': [
    4,
    to(
      ['registered'],
      'is activated again',
      ({ world }, { id }) => world.cluster.setDeactivated(id, false),
      ({ deactivated }) => deactivated,
    ),
  ],
  'agent-drained': [
    2,
    to(['registered', 'unreachable'], 'is drained', ({ world, oracle }, { id }, how) => {
      oracle.personsDeactivated.add(id);
      world.cluster.drain(id, { markGone: how < 0.4 });
    }),
  ],
  'agent-gone': [
    3,
    to(
      ['unreachable', 'registered', 'recovered'],
      'is marked gone',
      (scene, { id, hostname, presence }, how) => {
        // Mostly of what is lost already.
        if (presence !== 'unreachable' && how > 0.3) return;
        scene.spark.lost(hostname);
        scene.world.cluster.markGone(id);
      },
    ),
  ],
  'terminated-gone': [
    5,
    (scene, [place]) => {
      const { cluster } = scene.world;
      const dead = cluster.all().filter(({ presence }) => presence === 'unreachable');
      const agent = pick(
        dead.filter((one) => one.dead),
        place,
      );
      if (!agent) return;
      scene.tell(`${agent.hostname} (${agent.id.slice(-3)}), terminated, is marked gone`);
      cluster.markGone(agent.id);
    },
  ],
  'master-failover': [
    3,
    (scene, [share, place]) => {
      const recovered = some(scene, share * 0.8, place);
      scene.tell(`another master leads; only recovered: ${recovered.join(', ') || 'none'}`);
      failover(scene.world.cluster, recovered);
    },
  ],
  'master-killed': [
    2,
    (scene, [share, place]) => {
      const recovered = some(scene, share * 0.6, place);
      scene.tell(`the master is killed; only recovered: ${recovered.join(', ') || 'none'}`);
      killLeader(scene.world.cluster, recovered);
      scene.world.timeline.after(20_000, () => scene.world.cluster.masters.start());
    },
  ],
  'registry-unread': [
    1,
    ({ world, tell, trace }, [length]) => {
      void trace;
      void tell;
      world.cluster.setRecovering(true);
      world.timeline.after(length * 60_000, () => world.cluster.setRecovering(false));
    },
  ],
});
