import { Ranges } from '../../../domain/core/ranges';
import type { Cancel } from '../timeline';
import type { Agent } from './agent';
import type { Attribute } from './attributes';
import type { Cluster } from './cluster';
import type { Consumption } from './consumption';
import type { Portion } from './portions';
import { takeScalar } from './take';

/** A framework with executors, as a Spark application in coarse-grained mode is one. */
export interface ApplicationProps {
  readonly name: string;
  /** @default '*' */
  readonly role?: string;
  /** How many it wants; with dynamic allocation that changes. */
  readonly executors: number;
  readonly cpus: number;
  /** MiB. */
  readonly mem: number;
  /** `spark.mesos.constraints`: values by attribute; without values the attribute only has to be there. */
  readonly constraints: Readonly<Record<string, readonly string[]>>;
  /** At most so many on one agent. */
  readonly perAgent: number;
  /** Cpus that each executor really uses. @default 0 */
  readonly uses?: number;
  /** @default http://driver:4040, where nobody answers */
  readonly webUiUrl?: string;
}

/** Milliseconds from an offer that fits to the launch. */
const OFFER_DELAY = 200;

/** Frameworks that place executors on whatever agents fit, and end with all of them. */
export class Applications {
  private readonly wanted = new Map<string, ApplicationProps>();
  private planned: Cancel | undefined;
  private launched = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly consumption: Consumption,
  ) {
    cluster.changed.add(() => this.wake());
  }

  /** Returns the framework's id. */
  start(props: ApplicationProps): string {
    const { id } = this.cluster.frameworks.register({
      name: props.name,
      user: 'spark',
      roles: [props.role ?? '*'],
      hostname: 'driver',
      webuiUrl: props.webUiUrl ?? 'http://driver:4040',
      failoverTimeout: 0,
      checkpoint: false,
      capabilities: ['MULTI_ROLE', 'GPU_RESOURCES'],
    });
    this.wanted.set(id, props);
    this.use(id, props.uses ?? 0);
    this.wake();
    return id;
  }

  /** Another number of executors; those that are too many end, the youngest first. */
  scale(id: string, executors: number): void {
    const props = this.wanted.get(id);
    if (!props) return;
    this.wanted.set(id, { ...props, executors });
    for (const task of this.executorsOf(id).slice(executors)) this.cluster.tasks.kill(task.id);
    this.wake();
  }

  /** Cpus that each of its executors really uses from now on. */
  use(id: string, cpus: number): void {
    this.consumption.set(id, cpus);
  }

  private executorsOf(id: string) {
    return this.cluster.tasks.all().filter(({ frameworkId }) => frameworkId === id);
  }

  private wake(): void {
    if (this.planned || this.wanted.size === 0) return;
    this.planned = this.cluster.timeline.after(OFFER_DELAY, () => {
      this.planned = undefined;
      for (const [id, props] of this.wanted) {
        const framework = this.cluster.frameworks.find(id);
        if (framework === undefined || framework.completedAt !== undefined) this.wanted.delete(id);
        else if (framework.connected) this.place(id, props);
      }
    });
  }

  private place(id: string, props: ApplicationProps): void {
    const running = this.executorsOf(id);
    let left = props.executors - running.length;
    for (const agent of left > 0 ? this.cluster.offering() : []) {
      if (!meets(agent, props.constraints)) continue;
      const here = running.filter(({ agentId }) => agentId === agent.id).length;
      for (let more = props.perAgent - here; more > 0 && left > 0; more--, left--) {
        if (!this.launch(id, agent, props)) break;
      }
    }
  }

  private launch(id: string, agent: Agent, { name, role = '*', cpus, mem }: ApplicationProps): boolean {
    const free = this.cluster.offer(agent, role)?.portions ?? [];
    const taken = [takeScalar(free, 'cpus', cpus), takeScalar(free, 'mem', mem)];
    if (taken.includes(undefined)) return false;
    const portions = taken.flatMap((one): readonly Portion[] => one ?? []);
    const number = this.launched++;
    this.cluster.tasks.launch({
      id: `${id}.${number}`,
      name: `${name} ${number}`,
      agentId: agent.id,
      frameworkId: id,
      role,
      portions,
      behaviour: { health: 'none', ends: 'never' },
    });
    return true;
  }
}

/** As Spark matches attributes (MesosSchedulerUtils.matchesAttributeRequirements). */
export function meets(
  { attributes }: Pick<Agent, 'attributes'>,
  constraints: ApplicationProps['constraints'],
): boolean {
  return Object.entries(constraints).every(([name, values]) => {
    const attribute = attributes.find((one) => one.name === name);
    return attribute !== undefined && (values.length === 0 || hasOne(attribute, values));
  });
}

function hasOne(attribute: Attribute, values: readonly string[]): boolean {
  switch (attribute.type) {
    case 'TEXT':
      return values.includes(attribute.text);
    case 'SCALAR':
      return values.some((value) => Number(value) <= attribute.scalar);
    case 'RANGES': {
      const ranges = Ranges.of(...attribute.ranges);
      return values.some((value) => ranges.has(Number(value)));
    }
  }
}
