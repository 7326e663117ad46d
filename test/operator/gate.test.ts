import { GATE_ATTRIBUTE } from '../../src/domain/agent/shuffle-gate';
import { attributesText } from '../../src/domain/mesos/attributes';
import type { Task } from '../../src/lab/world/mesos/task';
import { stateStoreKeys } from '../../src/manifest';
import type { Wakes } from '../../src/operator/ports';
import { Bed } from './support/bed';
import { GatedAgents, portsOf, tasksWithPorts } from './support/gated-agents';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

const CONSTRAINTS = 'spark.mesos.constraints';
/** Seconds. */
const [END, NEW_AGENT, NEW_APPLICATION, ROLLOUT] = [420, 15, 40, 200];

interface Start {
  readonly application: string;
  readonly host: string;
  /** Whether the service that new applications are sent to was there for it, and the one that its own was sent to. */
  readonly active: boolean;
  readonly own: boolean;
  readonly second: number;
}

/** Applications that keep asking for executors, while agents join one after the other and a version is rolled out. */
class UnderLoad {
  readonly starts: Start[] = [];
  /** The first service on each agent: its port, and the one that was published then. */
  readonly firsts = new Map<string, { readonly port: number; readonly published: number | undefined }>();
  readonly cluster: LabInProcess = labInProcess();
  readonly bed = new Bed(this.cluster);
  private readonly agents = new GatedAgents(this.cluster);
  /** The port of each application, from the file that it read when it began. */
  private readonly ports = new Map<string, number>();
  private second = 0;

  constructor(private readonly properties: Readonly<Record<string, string>>) {
    this.cluster.lab.world.cluster.tasks.launched.add((task) => this.launched(task));
  }

  async run(): Promise<void> {
    this.declare('2.4.0');
    for (const holder of ['one', 'two']) this.bed.start(holder, { wakes: [this.changes()] });
    for (; this.second < END; this.second++) {
      if (this.second % NEW_AGENT === 0 && this.second < END - 60) await this.agents.join(`a${this.second}`);
      if (this.second === ROLLOUT) this.declare('2.4.8');
      if (this.second % NEW_APPLICATION === 0) await this.submit(`app-${this.second}`);
      await this.bed.run(1);
      await this.agents.tick();
    }
    await this.bed.close();
  }

  get open(): number {
    return this.agents.open.length;
  }

  /** Agents and tasks, as the event streams of Mesos and Marathon tell of them. */
  private changes(): Wakes {
    const { cluster } = this.cluster.lab.world;
    return {
      listen: (wake, stop) =>
        new Promise((resolve) => {
          const ends = [
            cluster.changed.add(() => wake('an agent')),
            cluster.tasks.updates.add(() => wake('a task')),
          ];
          stop.addEventListener('abort', () => {
            for (const end of ends) end();
            resolve();
          });
        }),
    };
  }

  private declare(sparkVersion: string): void {
    const { properties } = this;
    declare(this.bed.manifests, [service({ sparkVersion }), defaults({ sparkVersion, properties })]);
  }

  /** As spark-submit does it, by the published file; none before there is one. */
  private async submit(name: string): Promise<void> {
    const file = this.bed.state.text(stateStoreKeys.sparkDefaults('defaults'));
    if (file === undefined) return;
    const values = new Map(file.split('\n').map((line) => line.split('=') as [string, string]));
    const constraints = values.get(CONSTRAINTS) ?? '';
    this.ports.set(name, Number(values.get('spark.shuffle.service.port')));
    await this.cluster.call('POST', '/frameworks', { name, executors: 100, cpus: 0.1, mem: 64, constraints });
  }

  private launched(task: Task): void {
    const host = this.cluster.lab.world.cluster.byId(task.agentId)?.hostname ?? '';
    const endpoint = this.bed.state.text(stateStoreKeys.endpoint('spark-2-4')) ?? '{}';
    const { port: published } = JSON.parse(endpoint) as { port?: number };
    const [port] = portsOf(task);
    if (port !== undefined && !this.firsts.has(host)) this.firsts.set(host, { port, published });
    const known = [...this.ports].find(([name]) => task.name.startsWith(`${name} `));
    if (!known) return;
    const [application, own] = known;
    const active = this.serves(host, published);
    this.starts.push({ application, host, active, own: this.serves(host, own), second: this.second });
  }

  private serves(host: string, port: number | undefined): boolean {
    return tasksWithPorts(this.cluster, host).some(
      (task) => task.state === 'TASK_RUNNING' && task.healthy === true && portsOf(task).includes(port ?? 0),
    );
  }
}

const without = (what: 'active' | 'own', { starts }: UnderLoad) => starts.filter((one) => !one[what]);

test('executors that ask for the attribute find their service on every agent, whatever joins, and in a rollout', async () => {
  const world = new UnderLoad({ [CONSTRAINTS]: attributesText(GATE_ATTRIBUTE) });
  await world.run();
  expect(world.open).toBe(24);
  expect(world.starts.length).toBeGreaterThan(150);
  expect(without('active', world)).toEqual([]);
  expect(without('own', world)).toEqual([]);
  // The first agents run the service before anything is published; those that join get what is published first.
  const firsts = [...world.firsts.values()].filter(({ published }) => published !== undefined);
  expect(firsts.length).toBeGreaterThan(20);
  expect(firsts.filter(({ port, published }) => port !== published)).toEqual([]);
  expect(new Set(firsts.map(({ port }) => port))).toEqual(new Set([7337, 7338]));
});

test('without it the same run has executors that cannot register', async () => {
  const world = new UnderLoad({});
  await world.run();
  expect(without('own', world).length).toBeGreaterThan(20);
});
