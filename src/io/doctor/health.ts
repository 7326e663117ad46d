import { z } from 'zod';
import type { Duration } from '../../domain/core/duration';
import type { HealthSight } from '../../domain/doctor/parts';
import { HttpClient } from '../http';
import { parseJson, shaped } from '../shape';

/** What agents answer of themselves, and who does not. */
export interface HealthAnswers {
  readonly answers: readonly HealthSight[];
  /** Hosts that do not answer, or have not looked lately, each with why. */
  readonly silent: readonly { readonly host: string; readonly because: string }[];
}

export interface HealthProps {
  readonly port: number;
  readonly timeout: Duration;
  /** How many agents are asked at a time. @default 64 */
  readonly parallel?: number;
}

/** Nothing is thrown. */
export async function askHealth(
  hosts: readonly string[],
  { port, timeout, parallel = 64 }: HealthProps,
): Promise<HealthAnswers> {
  const client = new HttpClient({ baseUrl: '', timeout, keepAlive: false });
  const answers: HealthSight[] = [];
  const silent: { host: string; because: string }[] = [];
  const waiting = [...new Set(hosts)].values();
  const worker = async () => {
    for (const host of waiting) {
      const path = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
      try {
        answers.push(sightOf(host, (await client.request({ method: 'GET', path })).body, path));
      } catch (error) {
        silent.push({ host, because: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, hosts.length) }, worker));
  client.close();
  const byHost = (a: { readonly host: string }, b: { readonly host: string }) => (a.host < b.host ? -1 : 1);
  return { answers: answers.sort(byHost), silent: silent.sort(byHost) };
}

const PORT = z.object({
  listening: z.boolean(),
  connections: z.int().nonnegative(),
  cleaner: z.enum(['alive', 'dead', 'unknown']).default('unknown'),
});

const STORAGE = z.object({
  state: z.string(),
  mounted: z.boolean(),
  readOnly: z.boolean().default(false),
  bytes: z.number().default(0),
  usedBytes: z.number().default(0),
  inodes: z.number().default(0),
  usedInodes: z.number().default(0),
});

const HEALTH = z.object({
  time: z.number(),
  storage: STORAGE.optional(),
  steps: z
    .record(z.string(), z.object({ state: z.string(), reason: z.string().exactOptional() }))
    .default({}),
  ports: z.record(z.string().regex(/^\d{1,5}$/), PORT).default({}),
  janitor: z
    .object({ lastRun: z.number().exactOptional(), pressure: z.string().exactOptional() })
    .exactOptional(),
});

/** One that is not well answers 503 and says the same; one that has not looked lately has it in `last`, which is no answer. */
function sightOf(host: string, body: Buffer, where: string): HealthSight {
  const json = parseJson(body, where);
  const { storage, janitor, ...rest } = shaped(HEALTH, json, where);
  return {
    host,
    ...rest,
    ...(storage === undefined ? {} : { storage }),
    ...(janitor === undefined ? {} : { janitor }),
  };
}
