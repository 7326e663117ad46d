import { GATE_ATTRIBUTE } from '../../../src/domain/agent/shuffle-gate';
import { Ranges } from '../../../src/domain/core/ranges';
import { rangesOf } from '../../../src/lab/world/mesos/portions';
import type { Task } from '../../../src/lab/world/mesos/task';
import { AGENT } from './cluster';
import type { LabInProcess } from './lab-cluster';

const RESERVED = Ranges.parse('7337-7339');
/** How often gate.sh looks, and how long the agent's restart takes, in seconds. */
const LOOK = 5;
const RESTART = 2;

interface Agent {
  readonly hostname: string;
  readonly joined: number;
  readonly gate: 'closed' | 'restarting' | 'open';
}

/**
 * What constructs/boot/gate.sh does on each agent: it looks at the reserved ports that tasks have; once all of them
 * answer, and there is one, the agent starts anew under its id, with the attribute.
 */
export class GatedAgents {
  private readonly agents = new Map<string, Agent>();
  private seconds = 0;

  constructor(private readonly cluster: LabInProcess) {}

  async join(hostname: string): Promise<void> {
    this.agents.set(hostname, { hostname, joined: this.seconds, gate: 'closed' });
    await this.cluster.addAgent(hostname);
  }

  /** A second goes by. */
  async tick(): Promise<void> {
    this.seconds++;
    for (const agent of this.agents.values()) {
      const due = (this.seconds - agent.joined) % LOOK;
      if (agent.gate === 'closed' && due === 0 && this.answers(agent.hostname)) {
        await this.cluster.call('PATCH', `/agents/${agent.hostname}`, { active: false });
        this.agents.set(agent.hostname, { ...agent, gate: 'restarting' });
      }
      if (agent.gate === 'restarting' && due === RESTART) {
        await this.cluster.call('POST', '/agents', {
          hostname: agent.hostname,
          keepsId: true,
          resources: AGENT,
          attributes: GATE_ATTRIBUTE,
        });
        this.agents.set(agent.hostname, { ...agent, gate: 'open' });
      }
    }
  }

  get open(): readonly string[] {
    return [...this.agents.values()].flatMap(({ hostname, gate }) => (gate === 'open' ? [hostname] : []));
  }

  private answers(hostname: string): boolean {
    const held = tasksWithPorts(this.cluster, hostname);
    return held.length > 0 && held.every(({ actual }) => actual === 'TASK_RUNNING');
  }
}

/** Tasks on a host that have a reserved port. */
export function tasksWithPorts({ lab }: LabInProcess, hostname: string): readonly Task[] {
  const { cluster } = lab.world;
  const agent = cluster.find(hostname);
  return agent ? cluster.tasks.of(agent.id).filter((task) => portsOf(task).length > 0) : [];
}

/** The reserved ports of a task. */
export function portsOf({ portions }: Task): readonly number[] {
  return rangesOf(portions, 'ports').intersect(RESERVED).numbers();
}
