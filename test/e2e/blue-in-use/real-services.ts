import type { AgentHealth } from '../../../src/operator/ports';
import { FakeCluster } from '../../operator/support/fake-cluster';
import type { ShuffleHost } from '../support/shuffle-service';

/** A service that has started. */
export interface StartedService {
  /** By TERM. Resolves to its exit code. */
  stop(): Promise<number | null>;
}

type App = Readonly<Record<string, unknown>>;

/**
 * A cluster in memory whose apps are real on its one agent: what is created is started, and has started when the
 * answer comes; what is removed is ended by TERM.
 */
export class RealServices {
  readonly cluster: FakeCluster;
  /** How the services ended that were removed, by app id. */
  readonly ended = new Map<string, number | null>();
  private readonly running = new Map<string, StartedService>();

  constructor(agentHealth: AgentHealth, started: (app: App) => Promise<StartedService>) {
    const cluster = new FakeCluster();
    const { marathon } = cluster;
    this.cluster = Object.assign(cluster, {
      agentHealth,
      marathon: {
        ...marathon,
        create: async (app: App) => {
          const answer = await marathon.create(app);
          if (answer.is === 'accepted') this.running.set(String(app['id']), await started(app));
          return answer;
        },
        remove: async (appId: string) => {
          const answer = await marathon.remove(appId);
          if (answer.is === 'accepted') await this.end(appId);
          return answer;
        },
      },
    });
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((appId) => this.end(appId)));
  }

  private async end(appId: string): Promise<void> {
    const service = this.running.get(appId);
    this.running.delete(appId);
    if (service) this.ended.set(appId, await service.stop());
  }
}

/** As systemd runs it. Spark loses a race in some starts, and a start without a cleaner is none. */
export async function startedByUnit(host: ShuffleHost, app: App): Promise<StartedService> {
  const port = portOf(app);
  for (let i = 0; ; i++) {
    const service = host.run({ port });
    const { status, output } = service.ready();
    if (status === 0) return service;
    await service.stop();
    if (i === 8 || !output.includes('found its cleaner: dead')) throw new Error(output);
  }
}

function portOf(app: App): number {
  const [first] = app['portDefinitions'] as readonly { readonly port: number }[];
  if (first === undefined) throw new Error(`found no port in ${String(app['id'])}`);
  return first.port;
}
