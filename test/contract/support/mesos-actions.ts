import type { LabClient } from './lab-client';
import { OpenStream } from './open-streams';
import type { MesosRecording, RecordedRequest } from './recording';

/** What is done to the lab before a step of a recording of Mesos, or while a stream is open. */
export type MesosAction =
  /** Agents as the recording lists them; a status other than 201 is expected where it is given. */
  | { readonly do: 'start'; readonly agents: readonly string[]; readonly status?: number }
  /** In place of processes that are stopped, killed and started. */
  | {
      readonly do: 'control';
      readonly method: string;
      readonly path: string;
      readonly body: unknown;
      readonly status?: number;
    }
  /** A call that the recording only mentions. */
  | { readonly do: 'mesos'; readonly path: string; readonly body: unknown }
  | { readonly do: 'subscribe'; readonly stream: string; readonly request: RecordedRequest }
  | { readonly do: 'close'; readonly stream: string }
  | { readonly do: 'wait'; readonly seconds: number }
  /** A call of the framework whose stream this is. */
  | { readonly do: 'scheduler'; readonly stream: string; readonly call: (stream: OpenStream) => object };

export const JSON_TYPES = { 'Content-Type': 'application/json', Accept: 'application/json' };

/** The side of a replay that acts. */
export class MesosActor {
  readonly streams = new Map<string, OpenStream>();

  constructor(
    private readonly client: LabClient,
    private readonly agents: MesosRecording['agents'],
    /** Text of the recording with the ids of this run. */
    private readonly toLab: (text: string) => string,
  ) {}

  async act(action: MesosAction): Promise<void> {
    switch (action.do) {
      case 'start':
        for (const name of action.agents) {
          await this.control({ ...post('/agents', this.agent(name)), status: action.status ?? 201 });
        }
        return;
      case 'control':
        await this.control(action);
        return;
      case 'mesos': {
        const request = { method: 'POST', path: action.path, body: action.body, headers: JSON_TYPES };
        const answer = await this.client.mesos(this.filled(request));
        if (answer.status >= 300) throw new Error(`POST ${action.path}: ${answer.status} ${answer.text}`);
        return;
      }
      case 'subscribe':
        this.streams.set(action.stream, await OpenStream.open(this.client, this.filled(action.request)));
        return;
      case 'close':
        await this.stream(action.stream).close();
        return;
      case 'wait':
        this.client.advance(action.seconds);
        return;
      case 'scheduler': {
        const stream = this.stream(action.stream);
        await stream.read();
        const answer = await this.client.mesos({
          method: 'POST',
          path: '/api/v1/scheduler',
          headers: { ...JSON_TYPES, 'Mesos-Stream-Id': stream.streamId },
          body: { ...action.call(stream), framework_id: { value: stream.frameworkId } },
        });
        if (answer.status !== 202) throw new Error(`scheduler call: ${answer.status} ${answer.text}`);
      }
    }
  }

  stream(name: string): OpenStream {
    const stream = this.streams.get(name);
    if (!stream) throw new Error(`no stream ${name} is open`);
    return stream;
  }

  filled(request: RecordedRequest): RecordedRequest {
    return JSON.parse(this.toLab(JSON.stringify(request))) as RecordedRequest;
  }

  private async control({
    method,
    path,
    body,
    status,
  }: Extract<MesosAction, { do: 'control' }>): Promise<void> {
    const answer = await this.client.marathon({ method, path: `/lab${this.toLab(path)}`, body });
    const expected = status === undefined ? answer.status < 300 : answer.status === status;
    if (!expected) throw new Error(`${method} /lab${path}: ${answer.status} ${answer.text}`);
  }

  private agent(name: string): unknown {
    const flags = this.agents.find((agent) => agent.name === name)?.flags ?? [];
    const flag = (key: string) => flags.find((one) => one.startsWith(`--${key}=`))?.slice(key.length + 3);
    const defaultRole = flag('default_role');
    const domain = flag('domain');
    return {
      hostname: name,
      port: Number(flag('port')),
      resources: flag('resources') ?? '',
      attributes: flag('attributes') ?? '',
      ...(defaultRole === undefined ? {} : { defaultRole }),
      ...(domain === undefined ? {} : { domain: domainOf(domain) }),
    };
  }
}

export function post(path: string, body: unknown): Extract<MesosAction, { do: 'control' }> {
  return { do: 'control', method: 'POST', path, body };
}

export function domainOf(flag: string): { readonly region: string; readonly zone: string } {
  const { fault_domain: domain } = JSON.parse(flag) as {
    fault_domain: { region: { name: string }; zone: { name: string } };
  };
  return { region: domain.region.name, zone: domain.zone.name };
}
