import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, LabProcess } from './lab-process';

export interface Arrival {
  /** From the moment the agent is there to the request that asks for one instance more. */
  readonly millis: number;
  /** Of them the lab's own, in which it put its answers together. */
  readonly answering: number;
}

/** Of an agent that a shuffle service may run on. */
export const RESOURCES =
  'cpus:8;mem:15360;disk:102400;ports:[1025-7336,7340-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';

const isRaise = ({ method, path }: Asked) => method === 'PATCH' && path.startsWith('/v2/apps/');
const isArrival = ({ method, path }: Asked) => method === 'POST' && path === '/lab/agents';

/** Lets agents join one after the other, each once the one before is covered and nothing is under way. */
export async function arrivals(lab: LabProcess, count: number): Promise<readonly Arrival[]> {
  await quiet(lab);
  const found: Arrival[] = [];
  for (let i = 0; i < count; i++) {
    await lab.control('POST', '/agents', { hostname: `127.100.${i >> 8}.${i & 255}`, resources: RESOURCES });
    found.push(await waitFor(lab));
    await quiet(lab);
  }
  return found;
}

async function waitFor(lab: LabProcess): Promise<Arrival> {
  const asked: Asked[] = [];
  for (let i = 0; i < 600; i++) {
    asked.push(...(await lab.requests()));
    const arrival = arrivalIn(asked);
    if (arrival) return arrival;
    await sleep(100);
  }
  throw new Error('an agent joined, and nothing was asked of Marathon for it in a minute');
}

/** From the requests since the agent joined; undefined while it is not covered. */
export function arrivalIn(asked: readonly Asked[]): Arrival | undefined {
  const joined = asked.find(isArrival);
  const raise = joined && asked.find((one) => isRaise(one) && one.at > joined.at);
  if (!joined || !raise) return undefined;
  const between = asked.filter(({ at }) => at > joined.at && at < raise.at);
  return {
    millis: raise.at - joined.at,
    answering: between.reduce((sum, { millis }) => sum + millis, 0),
  };
}

/** Until no deployment runs and nobody has looked at the agents for a second and a half. */
async function quiet(lab: LabProcess): Promise<void> {
  await lab.requests();
  for (let calm = 0, i = 0; calm < 3; i++) {
    if (i > 240) throw new Error('the operator does not come to rest');
    await sleep(500);
    const looked = (await lab.requests()).some(({ path }) => path === '/slaves');
    const running = (await (await fetch(`${lab.marathonUrl}/v2/deployments`)).json()) as readonly unknown[];
    calm = looked || running.length > 0 ? 0 : calm + 1;
  }
  // Somewhere in the interval of whoever polls.
  await sleep(Math.random() * 2000);
  await lab.requests();
}
