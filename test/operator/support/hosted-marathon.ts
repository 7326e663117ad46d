import { Duration } from '../../../src/domain/core/duration';
import { marathonOverHttp } from '../../../src/io/marathon-http';
import type { Endpoint } from '../../../src/lab';
import { ConnectionCut } from '../../../src/lab/http/connection';
import { labFetch } from '../../../src/lab/http/lab-fetch';
import { MarathonHttp } from '../../../src/lab/http/marathon-app';
import { readRequest } from '../../../src/lab/http/route';
import { Marathon as LabMarathon } from '../../../src/lab/world/marathon/marathon';
import { hasEnded, type TaskUpdate } from '../../../src/lab/world/mesos/task';
import { Random } from '../../../src/lab/world/random';
import type { Marathon } from '../../../src/operator/ports';
import { inProcess } from '../../lab/support/in-process';
import type { LabInProcess } from './lab-cluster';

/** What answers in its place while no process of it runs. */
export type Absence = 'connection refused' | '404 of a page';

interface HostedProps {
  readonly appId: string;
  /** As clients reach it. */
  readonly url: string;
  readonly version: string;
  readonly absence: Absence;
}

/** From a task's start to a leader that answers. */
const STARTS = Duration.seconds(45);

/**
 * A Marathon on Marathon: it runs, by the role of its app's environment, while a task of that app runs, and what it
 * knew lies in ZooKeeper.
 */
export class HostedMarathon {
  readonly port: Marathon;
  private readonly tasks = new Set<string>();
  private http: MarathonHttp | undefined;
  /** Undefined: it has never run. */
  marathon: LabMarathon | undefined;

  constructor(
    private readonly on: LabInProcess,
    private readonly props: HostedProps,
  ) {
    const { lab } = on;
    const { origin } = new URL(props.url);
    const fetch = labFetch((asked) => (asked === origin ? this.endpoint : undefined));
    this.port = marathonOverHttp(inProcess({ ...lab, fetch }, { baseUrl: props.url, timeout: 5 }));
    lab.world.cluster.tasks.updates.add((update) => this.heard(update));
  }

  get isUp(): boolean {
    return this.http !== undefined;
  }

  /** Its processes end and their tasks go on, as while Marathon replaces them. */
  stop(): void {
    this.marathon?.leadership.end();
    this.http = undefined;
  }

  resume(): void {
    if (!this.marathon) throw new Error('it has never run');
    this.marathon.leadership.startAll();
    this.http = new MarathonHttp(this.marathon);
  }

  private readonly endpoint: Endpoint = {
    fetch: async (request) => {
      if (!this.http) return this.absent();
      const { pathname } = new URL(this.props.url);
      const target = request.url.replace(pathname, '');
      return this.http.answer(0, await readRequest(new Request(target, request)));
    },
  };

  private absent(): Response {
    if (this.props.absence === 'connection refused') throw new ConnectionCut('ECONNREFUSED');
    const headers = { 'content-type': 'text/html' };
    return new Response('<html><title>404 Not Found</title></html>', { status: 404, headers });
  }

  private heard({ taskId, state }: TaskUpdate): void {
    const { world } = this.on.lab;
    const definition = world.marathon.definitionOf(taskId);
    if (state === 'TASK_RUNNING' && definition?.id === this.props.appId) {
      this.tasks.add(taskId);
      world.timeline.after(STARTS.toSeconds() * 1000, () => this.lead(definition.other['env']));
    } else if (hasEnded(state) && this.tasks.delete(taskId) && this.tasks.size === 0) {
      this.marathon?.leadership.end();
      this.http = undefined;
    }
  }

  private lead(env: unknown): void {
    if (this.tasks.size === 0 || this.http) return;
    const { timeline, cluster } = this.on.lab.world;
    const { MARATHON_MESOS_ROLE: mesosRole } = env as Readonly<Record<string, string>>;
    if (mesosRole === undefined) throw new Error('the app gives its Marathon no role');
    const { host } = new URL(this.props.url);
    this.marathon ??= new LabMarathon({
      ...{ timeline, cluster, random: new Random(2), nodes: [host] },
      config: { version: this.props.version, mesosRole, restarts: false },
    });
    this.marathon.leadership.startAll();
    this.http = new MarathonHttp(this.marathon);
  }
}
