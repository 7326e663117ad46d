import { z } from 'zod';
import type { AgentState } from '../domain/usage/agent-state';
import type { AgentHealth, AgentPorts, AgentStates, Clock, Unknown } from '../operator/ports';
import { HttpClient, type HttpClientProps } from './http';
import { several } from './several';
import { parseJson, shaped } from './shape';

export interface AgentHealthProps extends Pick<HttpClientProps, 'timeout'> {
  /** Where agents answer how they are. */
  readonly port: number;
  /** How many agents are asked at a time. @default 64 */
  readonly parallel?: number;
}

/** What each agent's own health answer says of its ports (docs/health.md). */
export function agentHealthOverHttp(props: AgentHealthProps): AgentHealth {
  const ask = asking(props);
  return {
    ports: async (hosts) => {
      const answers = new Map<string, AgentPorts>();
      await several([...new Set(hosts)], props.parallel ?? PARALLEL, async (host) => {
        answers.set(host, await ask(host, portsOf).catch(unknown));
      });
      return answers;
    },
  };
}

/** What it says of its disk, of the cleaners of shuffle services and of the janitor. */
export function agentStatesOverHttp(
  props: AgentHealthProps & { readonly clock: Pick<Clock, 'elapsedMillis'> },
): AgentStates {
  const ask = asking(props);
  return {
    states: async (hosts, until) => {
      const answers = new Map<string, AgentState>();
      const one = async (host: string) => {
        const state = await ask(host, stateOf).catch(() => undefined);
        if (state) answers.set(host, state);
      };
      await several(
        [...new Set(hosts)],
        props.parallel ?? PARALLEL,
        one,
        () => props.clock.elapsedMillis() >= until,
      );
      return answers;
    },
  };
}

const PARALLEL = 64;

function asking({ port, timeout }: AgentHealthProps) {
  const client = new HttpClient({ baseUrl: '', timeout, keepAlive: false });
  return async <T>(host: string, read: (body: Buffer, path: string) => T): Promise<T> => {
    const path = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
    return read((await client.request({ method: 'GET', path })).body, path);
  };
}

const PORTS = z.record(
  z.string().regex(/^\d{1,5}$/),
  z.object({
    listening: z.boolean(),
    connections: z.int().nonnegative(),
    cleaner: z.enum(['alive', 'dead', 'unknown']).default('unknown'),
  }),
);

const HEALTH = z.object({ ports: PORTS.optional() });

/** An agent that is not well answers 503 and says the same; one that has not looked lately has its ports in `last`. */
function portsOf(body: Buffer, path: string): AgentPorts {
  const { ports } = shaped(HEALTH, parseJson(body, path), path);
  if (!ports) return unknown(`${path} does not say which ports are in use`);
  return {
    is: 'known',
    ports: new Map(Object.entries(ports).map(([port, found]) => [Number(port), found])),
  };
}

const BYTES = z.number().nonnegative();

/** Figures are left out where there is none: storage that is not mounted, a janitor that has not run yet. */
const STATE = HEALTH.extend({
  storage: z.object({ bytes: BYTES.optional(), availableBytes: BYTES.optional() }),
  janitor: z.object({ lastRun: BYTES.optional(), freedBytes: BYTES.optional() }).optional(),
});

function stateOf(body: Buffer, path: string): AgentState {
  const { ports = {}, storage, janitor = {} } = shaped(STATE, parseJson(body, path), path);
  const { bytes, availableBytes } = storage;
  const { lastRun, freedBytes } = janitor;
  return {
    cleaners: new Map(Object.entries(ports).map(([port, { cleaner }]) => [Number(port), cleaner])),
    ...(bytes === undefined || availableBytes === undefined ? {} : { storage: { bytes, availableBytes } }),
    ...(lastRun === undefined || freedBytes === undefined ? {} : { janitor: { lastRun, freedBytes } }),
  };
}

function unknown(found: unknown): Unknown {
  const message = found instanceof Error ? found.message : String(found);
  return { is: 'unknown', reason: 'AgentSilent', message };
}
