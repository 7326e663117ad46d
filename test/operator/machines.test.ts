import { stateStoreKeys } from '../../src/manifest';
import { Bed } from './support/bed';
import { FakeCluster } from './support/fake-cluster';
import { FakeMachines } from './support/fake-machines';
import { declare, defaults, service } from './support/manifests';
import { seeded } from './support/seeded';

type Fate = 'well' | 'away' | 'stopped' | 'terminated';

/** A cluster to which everything happens by chance, with what is true of each of its hosts. */
class Fleet {
  readonly cluster = new FakeCluster();
  readonly machines = new FakeMachines();
  readonly bed = new Bed(this.cluster);
  readonly fates = new Map<string, Fate>();
  /** Slots that were given up, with what had become of the machine. */
  readonly given: { readonly taskId: string; readonly host: string; readonly fate: Fate | undefined }[] = [];
  private readonly random: () => number;
  private stop: () => Promise<void> = async () => {};

  constructor(seed: number) {
    this.random = seeded(seed * 7919);
    this.bed.machines = this.machines;
    const { marathon } = this.cluster;
    const { release } = marathon;
    Object.assign(marathon, {
      release: async (appId: string, taskId: string) => {
        const host = (await this.cluster.held()).find(({ id }) => id === taskId)?.host ?? '';
        this.given.push({ taskId, host, fate: this.fates.get(host) });
        return release(appId, taskId);
      },
    });
  }

  async live(): Promise<void> {
    declare(this.bed.manifests, [service(), defaults()]);
    for (let i = 0; i < 4; i++) await this.join();
    this.stop = this.bed.start('first');
    await this.bed.run(100);
    for (let step = 0; step < 25; step++) {
      await this.happen();
      await this.bed.run(Math.floor(this.random() * 90));
    }
  }

  /** What is only away comes back, and everybody has time to be done. */
  async calm(): Promise<void> {
    this.machines.failure = undefined;
    for (const [host, fate] of this.fates) if (fate === 'away') await this.comeBack(host);
    await this.bed.run(700);
  }

  noted(host: string): boolean {
    const text = this.bed.state.text(stateStoreKeys.machines('spark-2-4')) ?? '{"agents":{}}';
    const { agents } = JSON.parse(text) as { agents: Record<string, unknown> };
    return Object.hasOwn(agents, this.cluster.agent(host).id);
  }

  private async join(): Promise<void> {
    const host = `a${this.fates.size}`;
    this.fates.set(host, 'well');
    this.machines.start(host);
    await this.cluster.addAgent(host);
  }

  private async happen(): Promise<void> {
    const pick = (fates: readonly Fate[]) => {
      const hosts = [...this.fates].filter(([, fate]) => fates.includes(fate)).map(([host]) => host);
      return hosts[Math.floor(this.random() * hosts.length)];
    };
    const chance = this.random();
    if (chance < 0.2) return this.join();
    if (chance < 0.3) return this.restart();
    if (chance < 0.4) return this.failOrAnswer();
    if (chance < 0.55) return this.lose(pick(['well']), 'away');
    if (chance < 0.65) return this.lose(pick(['well']), 'stopped');
    if (chance < 0.85) return this.lose(pick(['well', 'away', 'stopped']), 'terminated');
    const back = pick(['away', 'stopped']);
    if (back) await this.comeBack(back);
  }

  private failOrAnswer(): void {
    const message = 'EC2 DescribeInstances: AbortError';
    const failure = { is: 'unknown' as const, reason: 'MachinesUnavailable', message };
    this.machines.failure = this.machines.failure ? undefined : failure;
  }

  private async restart(): Promise<void> {
    await this.stop();
    await this.bed.run(50);
    this.stop = this.bed.start('next');
  }

  private async lose(host: string | undefined, fate: Fate): Promise<void> {
    if (host === undefined) return;
    if (this.fates.get(host) === 'well') await this.cluster.lose(host);
    this.fates.set(host, fate);
    this.machines.set(host, fate === 'away' ? 'running' : (fate as 'stopped' | 'terminated'));
  }

  private async comeBack(host: string): Promise<void> {
    this.machines.set(host, 'running');
    this.fates.set(host, 'well');
    await this.cluster.bringBack(host);
  }
}

let slots = 0;

test.each(Array.from({ length: 15 }, (_, seed) => seed))(
  'rule 3: whatever happens to machines, exactly the slots of those that ended are given up, once (seed %i)',
  async (seed) => {
    const fleet = new Fleet(seed);
    await fleet.live();
    await fleet.calm();
    const { bed, fates, given } = fleet;
    const hosts = (...wanted: readonly (Fate | undefined)[]) =>
      [...fates.keys()].filter((host) => wanted.includes(fates.get(host))).sort();
    expect(given.filter(({ fate }) => fate !== 'terminated')).toEqual([]);
    expect(new Set(given.map(({ taskId }) => taskId)).size).toBe(given.length);
    expect(await bed.runningOn()).toEqual(hosts('well'));
    // What is left: machines that stand still, and those that were lost before anybody was told of them.
    const held = (await bed.cluster.held()).filter(({ state }) => state === 'TASK_UNREACHABLE');
    for (const { host } of held) {
      if (fates.get(host) === 'terminated') expect(fleet.noted(host)).toBe(false);
      else expect(fates.get(host)).toBe('stopped');
    }
    expect(bed.status().agents).toMatchObject({
      lost: held.length,
      instances: hosts('well').length + held.length,
    });
    await bed.close();
    slots += given.length;
  },
);

test('chance gave up many', () => {
  expect(slots).toBeGreaterThan(25);
});
