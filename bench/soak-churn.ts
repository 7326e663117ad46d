import { RESOURCES } from './arrivals';
import type { LabProcess } from './lab-process';
import { writeManifests } from './manifests';

/** Hosts that come and go; the others stay, so that every service always has somewhere to run. */
const COMING_AND_GOING = 40;
const MANIFESTS = 20;
const VERSIONS = 3;
/** Older versions stay a while, and whoever is in use longer. */
const UPGRADE = { whenInUse: 'Proceed', overlapSeconds: 2, quietSeconds: 5, deadlineSeconds: 25 };

type Standing = 'absent' | 'here' | 'lost';

/**
 * What happens to a cluster in a bad year, in minutes: one thing after the other, chosen by a seeded chance. What it
 * may come to is bounded: the same hosts, three versions, one framework.
 */
export class Churn {
  readonly done: Record<string, number> = {};
  private readonly hosts = new Map<string, Standing>();
  private version = 1;
  private instances = 1;
  private framework = false;

  constructor(
    private readonly lab: LabProcess,
    private readonly random: () => number,
  ) {
    for (let i = 0; i < COMING_AND_GOING; i++) this.hosts.set(`127.100.0.${i}`, 'absent');
  }

  async declare(): Promise<void> {
    const { version, instances } = this;
    await writeManifests(this.lab.storeUrl, { count: MANIFESTS, version, instances, upgrade: UPGRADE });
  }

  /** Does one thing. */
  async step(): Promise<void> {
    const [name, work] = this.choice();
    this.done[name] = (this.done[name] ?? 0) + 1;
    await work();
  }

  private choice(): readonly [string, () => Promise<unknown>] {
    const { lab } = this;
    const server = this.random() < 0.5 ? 'mesos' : 'marathon';
    const all: readonly (readonly [number, string, () => Promise<unknown>])[] = [
      [40, 'agents', () => this.agent()],
      [10, 'frameworks', () => this.spark()],
      [8, 'streams cut', () => lab.control('POST', '/streams/cut', { server })],
      [6, 'faults', () => this.fault(server)],
      [6, 'instances changed', () => this.changed({ instances: 1 + Math.floor(this.random() * 4) })],
      [3, 'versions changed', () => this.changed({ version: 1 + (this.version % VERSIONS) })],
      [3, 'Marathon killed', () => lab.control('POST', '/marathon/kill', {})],
      [3, 'masters failed over', () => lab.control('POST', '/master/failover', {})],
    ];
    const total = all.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.random() * total;
    for (const [weight, name, work] of all) {
      left -= weight;
      if (left < 0) return [name, work];
    }
    return ['agents', () => this.agent()];
  }

  private async agent(): Promise<void> {
    const names = [...this.hosts.keys()];
    const host = names[Math.floor(this.random() * names.length)] ?? '';
    const standing = this.hosts.get(host);
    if (standing === 'absent') {
      await this.lab.control('POST', '/agents', { hostname: host, resources: RESOURCES });
      this.hosts.set(host, 'here');
    } else if (standing === 'lost') {
      await this.lab.control('PATCH', `/agents/${host}`, { reachable: true });
      this.hosts.set(host, 'here');
    } else if (this.random() < 0.6) {
      await this.lab.control('PATCH', `/agents/${host}`, { reachable: false });
      this.hosts.set(host, 'lost');
    } else {
      await this.lab.control('PATCH', `/agents/${host}`, { active: false });
      await this.lab.control('PATCH', `/agents/${host}`, { active: true });
    }
  }

  private async spark(): Promise<void> {
    if (this.framework) await this.lab.control('DELETE', '/frameworks/soak');
    else await this.lab.control('POST', '/frameworks', { name: 'soak', executors: 10, cpus: 0.1, mem: 64 });
    this.framework = !this.framework;
  }

  private async fault(server: string): Promise<void> {
    const kinds = ['status', 'cut-before', 'cut-after', 'torn'];
    const kind = kinds[Math.floor(this.random() * kinds.length)];
    await this.lab.control('POST', '/faults', { kind, server, times: 1 + Math.floor(this.random() * 3) });
  }

  private async changed(change: { readonly version?: number; readonly instances?: number }): Promise<void> {
    this.version = change.version ?? this.version;
    this.instances = change.instances ?? this.instances;
    await this.declare();
  }
}
