import { z } from 'zod';
import type { AppSight, DeploymentSight, GroupSight, Parts } from '../../domain/doctor/parts';
import type { HttpClient } from '../http';
import { answerText } from '../http-answer';
import { marathonOverHttp } from '../marathon-http';
import { parseJson, shaped } from '../shape';

/** What a doctor asks Marathon. Each throws an Error that says what was asked of whom. */
export interface DoctorMarathon {
  info(): Promise<Parts['marathon']>;
  /** Empty where nobody leads. */
  leader(): Promise<string>;
  apps(): Promise<readonly AppSight[]>;
  queue(): Promise<Parts['queue']>;
  /** @param now by which their age is told */
  deployments(now: Date): Promise<readonly DeploymentSight[]>;
  /** Directly below `/`. */
  groups(): Promise<readonly GroupSight[]>;
}

export function doctorMarathon(client: HttpClient): DoctorMarathon {
  const marathon = marathonOverHttp(client);
  const ask = (path: string) => client.request({ method: 'GET', path, large: true });
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await ask(path);
    const { status, body, url } = answer;
    if (status !== 200) throw new Error(`${url}: Marathon answered ${status}: ${answerText(answer)}`);
    return shaped(schema, parseJson(body, url), url);
  };
  return {
    info: async () => {
      const info = await marathon.info();
      const { marathon_config: config } = await get('/v2/info', INFO);
      const most = config.max_running_deployments;
      return { ...info, ...(most ? { maxDeployments: most } : {}) };
    },
    leader: async () => {
      const answer = await ask('/v2/leader');
      const { status, body, url } = answer;
      const none = status === 502 && body.includes('Could not determine the current leader');
      if (status === 404 || none) return '';
      if (status !== 200) throw new Error(`${url}: Marathon answered ${status}: ${answerText(answer)}`);
      return shaped(LEADER, parseJson(body, url), url).leader;
    },
    apps: async () =>
      (await marathon.apps()).map(({ id, instances, definition, tasks, deployments, lastFailure }) => ({
        ...{ id, instances, definition, tasks, deployments },
        ...(lastFailure === undefined ? {} : { lastFailure }),
      })),
    queue: () => marathon.queue(),
    deployments: async (now) =>
      (await marathon.deployments()).map(({ id, apps, since }) => {
        const began = Date.parse(since);
        return { id, apps, ...(Number.isNaN(began) ? {} : { ageSeconds: (now.getTime() - began) / 1000 }) };
      }),
    groups: async () =>
      (await get('/v2/groups?embed=group.groups', GROUPS)).groups.map(({ id, enforceRole }) => ({
        name: id.replace(/^\//, ''),
        ...(enforceRole === undefined ? {} : { enforceRole }),
      })),
  };
}

const INFO = z.object({ marathon_config: z.object({ max_running_deployments: z.number().nullish() }) });
const LEADER = z.object({ leader: z.string() });
const GROUPS = z.object({
  groups: z.array(z.object({ id: z.string(), enforceRole: z.boolean().optional() })).default([]),
});
