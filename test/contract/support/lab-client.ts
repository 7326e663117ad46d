import {
  createLab,
  type Endpoint,
  type Lab,
  type LabAddresses,
  type LabAgent,
  type LabOptions,
} from '../../../src/lab';
import type { RecordedRequest } from './recording';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** JSON where it is JSON, else the text. */
  readonly body: unknown;
}

/** The addresses of the recordings. */
const ADDRESSES: LabAddresses = {
  marathon: { host: '127.0.0.1', port: 8080 },
  marathonStandby: { host: '127.0.0.1', port: 8081 },
  mesos: { host: '127.0.0.1', port: 5050 },
};

/** A lab whose clock stands still, asked without sockets. */
export class LabClient {
  readonly lab: Lab;
  readonly hasStandby: boolean;
  private readonly start: number;

  constructor(options: LabOptions, addresses = ADDRESSES) {
    this.lab = createLab({ clock: 'virtual', ...options }, addresses);
    this.hasStandby = options.standbys === true;
    this.start = this.lab.world.timeline.now;
  }

  /** Since the lab began. */
  get seconds(): number {
    return (this.lab.world.timeline.now - this.start) / 1000;
  }

  advance(seconds: number): void {
    this.lab.driver.advance(seconds);
  }

  marathon(request: RecordedRequest): Promise<Answer> {
    return ask(request.to === 'standby' ? this.lab.marathonStandby : this.lab.marathon, request);
  }

  mesos(request: RecordedRequest): Promise<Answer> {
    return ask(request.to === 'standby' ? this.lab.mesosStandby : this.lab.mesos, request);
  }

  async get<T>(path: string): Promise<T> {
    return (await this.marathon({ method: 'GET', path })).body as T;
  }

  /** Fails where the control API refuses. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.marathon({
      method,
      path: `/lab${path}`,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 300) throw new Error(`${method} /lab${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** `a1:*+shuffle`: the role holds 2 cpus, 4 GB and the ports 7337-7339, `*` the rest. */
  async addAgent(spec: string): Promise<void> {
    const [hostname = '', roles = ''] = spec.split(':');
    await this.control('POST', '/agents', { hostname, resources: resourcesOf(roles.split('+')) });
  }
}

export function agentOf(spec: string): LabAgent {
  const [hostname = '', roles = ''] = spec.split(':');
  return { hostname, resources: resourcesOf(roles.split('+')) };
}

function resourcesOf(roles: readonly string[]): string {
  const reserved = roles.find((role) => role !== '*');
  const rest = 'cpus:8;mem:16384;disk:100000;ports:[1025-7336,7340-32000]';
  return reserved === undefined
    ? rest
    : `${rest};cpus(${reserved}):2;mem(${reserved}):4096;ports(${reserved}):[7337-7339]`;
}

async function ask(app: Endpoint, { method, path, body, headers }: RecordedRequest): Promise<Answer> {
  // As bytes, so that no Content-Type is made up for a text.
  const sent =
    body === undefined
      ? null
      : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const response = await app.fetch(
    new Request(`http://127.0.0.1${path}`, { method, body: sent, ...(headers ? { headers } : {}) }),
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
