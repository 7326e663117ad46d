import { observe } from '../../../src/cli/doctor/observe';
import type { DoctorSources } from '../../../src/cli/doctor/sources';
import { Duration } from '../../../src/domain/core/duration';
import { CHECKS } from '../../../src/domain/doctor/catalogue';
import { type Examination, examine } from '../../../src/domain/doctor/examine';
import type { HealthSight, Observations } from '../../../src/domain/doctor/parts';
import { propertiesFile } from '../../../src/domain/render/properties-file';
import { publishedProperties } from '../../../src/domain/spark/renders/published-properties';
import { shuffleServiceApp } from '../../../src/domain/spark/shuffle-service-app';
import { sparkDefaultsProperties } from '../../../src/domain/spark/spark-defaults';
import { doctorMarathon } from '../../../src/io/doctor/marathon';
import { doctorMesos } from '../../../src/io/doctor/mesos';
import { createLab, type Lab, type LabOptions } from '../../../src/lab';
import { publishedHeader, stateStoreKeys } from '../../../src/manifest';
import type { ObjectStore } from '../../../src/operator/ports';
import { inProcess } from '../../lab/support/in-process';
import { declare, defaults, service } from '../../operator/support/manifests';
import { MemoryStore } from '../../operator/support/memory-store';
import { docker, pool } from '../../support/shuffle-service';

export type Json = Readonly<Record<string, unknown>>;

const SHARED = '/var/lib/tmp/spark';

/** What the constructs declare and the operator makes of it. */
export function healthyApp(overrides: Json = {}): Json {
  const app = shuffleServiceApp({
    name: 'spark-2-4',
    spark: docker,
    reservation: pool(),
    sharedDirectory: SHARED,
  });
  return {
    ...app,
    id: '/shuffle/spark-2-4-0a1b2c3d',
    role: 'shuffle',
    acceptedResourceRoles: ['shuffle'],
    instances: 3,
    portDefinitions: [{ ...app.portDefinitions[0], port: 7337 }],
    ...overrides,
  };
}

/** Spark's settings as the constructs declare them. */
export const healthySettings = publishedProperties(
  sparkDefaultsProperties({
    shuffle: { sharedDirectory: SHARED, sparkVersion: '2.4.0' },
    distribution: docker,
    dynamicAllocation: { maxExecutors: 10, cachedExecutorIdleTimeout: '120s' },
    properties: { 'spark.executor.cores': '2', 'spark.executor.memory': '4g', 'spark.cores.max': '20' },
  }),
  7337,
);

export const wellAgent = (host: string, more: Partial<HealthSight> = {}): HealthSight => ({
  host,
  time: 1_800_000_000,
  storage: {
    ...{ state: 'ephemeral', mounted: true, readOnly: false, bytes: 1e12, usedBytes: 1e11 },
    ...{ inodes: 1e6, usedInodes: 10 },
  },
  steps: { storage: { state: 'ok' } },
  ports: {},
  janitor: { lastRun: 1_799_999_900, pressure: 'no' },
  ...more,
});

/** A lab with a doctor. */
export class DoctorBed {
  readonly lab: Lab;
  readonly state = new MemoryStore();
  readonly manifests = new MemoryStore();
  /** What agents answer that are not well. */
  readonly health = new Map<string, HealthSight>();
  /** Agents that do not answer. */
  readonly silent = new Set<string>();
  flags: Readonly<Record<string, string>> = { min_allocatable_resources: 'cpus:0.01|mem:32' };
  sources: Partial<DoctorSources> = {};
  /** Whether an operator renews its lease. */
  private leads = true;
  private term = 1;

  constructor(options: LabOptions = {}) {
    this.lab = createLab({ clock: 'virtual', agents: 3, ...options });
  }

  async marathon(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await this.lab.fetch(`http://127.0.0.1:8080${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  control(method: string, path: string, body: unknown = {}): Promise<Response> {
    return this.marathon(method, `/lab${path}`, body);
  }

  async mesos(path: string, body: unknown): Promise<void> {
    const answer = await this.lab.fetch(`http://127.0.0.1:5050${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  advance(seconds: number): void {
    this.lab.driver.advance(seconds);
  }

  /** Runs an app until its tasks are healthy. */
  async run(app: Json): Promise<void> {
    await this.marathon('POST', '/v2/apps', app);
    this.advance(120);
  }

  /** Everything that there is where all is well. */
  async wellKept(app: Json = healthyApp()): Promise<void> {
    await this.run(app);
    declare(this.manifests, [service(), defaults()]);
    const runs = this.lab.world.cluster.tasks.all().some(({ state }) => state === 'TASK_RUNNING');
    if (runs) this.publish(String(app['id']), 7337, healthySettings);
    this.renew();
  }

  hosts(): readonly string[] {
    return this.lab.world.cluster.all().map(({ hostname }) => hostname);
  }

  publish(appId: string, port: number, properties: Readonly<Record<string, string>>): void {
    const use = { service: 'spark-2-4', appId, port };
    const endpoint = { ...use, sparkVersion: '2.4.0', sharedDirectory: SHARED };
    this.state.set(stateStoreKeys.endpoint('spark-2-4'), JSON.stringify(endpoint));
    const text = publishedHeader(use) + propertiesFile(properties);
    this.state.set(stateStoreKeys.sparkDefaults('defaults'), text);
  }

  stopOperators(): void {
    this.leads = false;
  }

  lease(lease: Json): void {
    this.state.set(stateStoreKeys.lease, JSON.stringify(lease));
  }

  private renew(): void {
    this.lease({ holder: 'operator-1', term: this.term++, seconds: 30 });
  }

  observe(): Promise<Observations> {
    const at = (port: number) => inProcess(this.lab, { baseUrl: `http://127.0.0.1:${port}`, timeout: 5 });
    let elapsed = 0;
    const sources: DoctorSources = {
      mesos: { ...doctorMesos(at(5050)), flags: async () => this.flags },
      marathon: doctorMarathon(at(8080)),
      health: async (hosts) => ({
        answers: (await this.answers(hosts)).filter(({ host }) => !this.silent.has(host)),
        silent: hosts.filter((host) => this.silent.has(host)).map((host) => ({ host, because: 'silence' })),
      }),
      healthPort: 61_337,
      manifests: this.manifests as ObjectStore,
      state: this.state as ObjectStore,
      settings: [],
      agentFiles: [{ file: 'agent.env', variables: { MESOS_GC_DELAY: '2days' } }],
      clock: {
        now: () => new Date(this.lab.world.timeline.now),
        elapsedMillis: () => elapsed,
        sleep: async (time: Duration) => {
          elapsed += time.toMillis();
          if (this.leads) this.renew();
        },
      },
      leaseLook: Duration.seconds(1),
      ...this.sources,
    };
    return observe(sources);
  }

  /** Where a task has a reserved port, it listens and is used. */
  private async answers(hosts: readonly string[]): Promise<readonly HealthSight[]> {
    const mesos = doctorMesos(inProcess(this.lab, { baseUrl: 'http://127.0.0.1:5050', timeout: 5 }));
    const { list } = await mesos.agents();
    return hosts.map((host) => {
      const used = list.find(({ hostname }) => hostname === host)?.usedPorts();
      const ports = [7337, 7338, 7339].map((port) => {
        const listening = used?.has(port) ?? false;
        return [
          `${port}`,
          { listening, connections: listening ? 3 : 0, cleaner: listening ? 'alive' : 'unknown' },
        ] as const;
      });
      return this.health.get(host) ?? wellAgent(host, { ports: Object.fromEntries(ports) });
    });
  }

  async examine(): Promise<Examination> {
    return examine(CHECKS, await this.observe());
  }

  /** Ids of the checks that found something, each once. */
  async found(): Promise<readonly string[]> {
    const { findings } = await this.examine();
    return [...new Set(findings.map(({ check }) => check.id))];
  }

  close(): void {
    this.lab.driver.close();
  }
}
