import { z } from 'zod';
import type { AgentHealth, AgentPorts, Unknown } from '../operator/ports';
import { HttpClient, type HttpClientProps } from './http';
import { parseJson, shaped } from './shape';

export interface AgentHealthProps extends Pick<HttpClientProps, 'timeout'> {
  /** Where agents answer how they are. */
  readonly port: number;
  /** How many agents are asked at a time. @default 64 */
  readonly parallel?: number;
}

/** What each agent's own health answer says of its ports (docs/health.md). */
export function agentHealthOverHttp({ port, timeout, parallel = 64 }: AgentHealthProps): AgentHealth {
  const client = new HttpClient({ baseUrl: '', timeout, keepAlive: false });
  const ask = async (host: string): Promise<AgentPorts> => {
    const path = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
    try {
      return portsOf((await client.request({ method: 'GET', path })).body, path);
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

const HEALTH = z.object({
  ports: z
    .record(
      z.string().regex(/^\d{1,5}$/),
      z.object({
        listening: z.boolean(),
        connections: z.int().nonnegative(),
        cleaner: z.enum(['alive', 'dead', 'unknown']).default('unknown'),
      }),
    )
    .optional(),
});

/** An agent that is not well answers 503 and says the same; one that has not looked lately has its ports in `last`. */
function portsOf(body: Buffer, path: string): AgentPorts {
  const { ports } = shaped(HEALTH, parseJson(body, path), path);
  if (!ports) return unknown(`${path} does not say which ports are in use`);
  return {
    is: 'known',
    ports: new Map(Object.entries(ports).map(([port, found]) => [Number(port), found])),
  };
}

function unknown(message: string): Unknown {
  return { is: 'unknown', reason: 'AgentSilent', message };
}
