import { z } from 'zod';
import type { AgentSight, Agents, FrameworkSight } from '../../domain/doctor/parts';
import type { HttpClient } from '../http';
import { answerText } from '../http-answer';
import { type Amounts, roleResources } from '../mesos-amounts';
import { mesosOverHttp } from '../mesos-http';
import { parseJson, shaped } from '../shape';

/** What a doctor asks the leading master. Each throws an Error that says what was asked of whom. */
export interface DoctorMesos {
  agents(): Promise<Agents>;
  /** Names without dashes in front, values as texts. */
  flags(): Promise<Readonly<Record<string, string>>>;
  frameworks(): Promise<readonly FrameworkSight[]>;
}

export function doctorMesos(client: HttpClient): DoctorMesos {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await client.request({ method: 'GET', path, large: true });
    const { status, body, url } = answer;
    if (status !== 200) throw new Error(`${url}: the master answered ${status}: ${answerText(answer)}`);
    return shaped(schema, parseJson(body, url), url);
  };
  return {
    agents: async () => {
      const view = await mesosOverHttp(client).view();
      if (view.is === 'unknown') throw new Error(view.message);
      const { slaves } = await get('/slaves', SLAVES);
      const unreserved = new Map(slaves.map((one) => [one.id, one.unreserved_resources]));
      const { region, recovered } = view;
      return {
        list: view.agents.map((agent): AgentSight => {
          const amounts: Amounts = unreserved.get(agent.id) ?? {};
          const { id, hostname, active, deactivated, draining, maintenance, attributes, gpus } = agent;
          const { reserved, hidesResources } = agent;
          return {
            ...{ id, hostname, active, deactivated, draining, maintenance, attributes, gpus },
            ...(agent.region === undefined ? {} : { region: agent.region }),
            ...(agent.zone === undefined ? {} : { zone: agent.zone }),
            ...{ reserved, hidesResources, unreserved: roleResources(amounts) },
            used: (role) => agent.used(role),
            usedPorts: () => agent.usedPorts(),
          };
        }),
        recovered,
        ...(region === undefined ? {} : { region }),
      };
    },
    flags: async () => (await get('/flags', FLAGS)).flags,
    frameworks: async () => (await get('/frameworks', FRAMEWORKS)).frameworks.map(frameworkOf),
  };
}

const SLAVES = z.object({
  slaves: z.array(z.object({ id: z.string(), unreserved_resources: z.record(z.string(), z.unknown()) })),
});

const FLAGS = z.object({ flags: z.record(z.string(), z.string()) });

const TASK = z.object({
  name: z.string(),
  slave_id: z.string(),
  state: z.string(),
  container: z
    .object({ network_infos: z.array(z.object({ name: z.string().optional() })).optional() })
    .optional(),
});

const FRAMEWORKS = z.object({
  frameworks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      webui_url: z.string().optional(),
      connected: z.boolean().default(true),
      used_resources: z.object({ cpus: z.number().default(0) }),
      tasks: z.array(TASK),
    }),
  ),
});

function frameworkOf(one: z.infer<typeof FRAMEWORKS>['frameworks'][number]): FrameworkSight {
  const { id, name, webui_url: webUiUrl, connected, used_resources: used, tasks } = one;
  return {
    ...{ id, name, connected, cpus: used.cpus },
    ...(webUiUrl ? { webUiUrl } : {}),
    tasks: tasks.map((task) => ({
      name: task.name,
      agentId: task.slave_id,
      state: task.state,
      networks: (task.container?.network_infos ?? []).flatMap((network) => network.name || []),
    })),
  };
}
