import type { AgentHealth, AgentPort, AgentPorts, Unknown } from '../operator/ports';
import { HttpClient, type HttpClientProps } from './http';

export interface AgentHealthProps extends Pick<HttpClientProps, 'timeout'> {
  /** Where agents answer how they are. */
  readonly port: number;
  /** How many agents are asked at a time. @default 64 */
  readonly parallel?: number;
}

/** What each agent's own health answer says of its ports (docs/health.md). */
export function agentHealthOverHttp({ port, timeout, parallel = 64 }: AgentHealthProps): AgentHealth {
  const client = new HttpClient({ baseUrl: '', timeout });
  const ask = async (host: string): Promise<AgentPorts> => {
    const path = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
    try {
      return portsOf((await client.request({ method: 'GET', path })).body.toString('utf8'), path);
    } catch (error) {
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    ports: async (hosts) => {
      const answers = new Map<string, AgentPorts>();
      const waiting = [...new Set(hosts)].values();
      const worker = async () => {
        for (const host of waiting) answers.set(host, await ask(host));
      };
      await Promise.all(Array.from({ length: Math.min(parallel, hosts.length) }, worker));
      return answers;
    },
  };
}

/** An agent that is not well answers 503 and says the same; one that has not looked lately has its ports in `last`. */
function portsOf(body: string, path: string): AgentPorts {
  const { ports } = JSON.parse(body) as { readonly ports?: Readonly<Record<string, Partial<AgentPort>>> };
  if (!ports) return unknown(`${path} does not say which ports are in use`);
  return {
    is: 'known',
    ports: new Map(Object.entries(ports).map(([port, found]) => [Number(port), portOf(found)])),
  };
}

function portOf({ listening, connections, cleaner }: Partial<AgentPort>): AgentPort {
  if (typeof listening !== 'boolean' || typeof connections !== 'number') {
    throw new Error('the health answer does not say whether its ports are in use');
  }
  return { listening, connections, cleaner: cleaner ?? 'unknown' };
}

function unknown(message: string): Unknown {
  return { is: 'unknown', reason: 'AgentSilent', message };
}
