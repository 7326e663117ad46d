import { z } from 'zod';
import type { HttpClient } from './http';
import { answerText } from './http-answer';
import { type Amounts, portsOf, sumOf, type UsedResource, usedResource } from './mesos-sums';
import { parseJson, shaped } from './shape';

/** A framework as people ask for it. */
export interface FrameworkFacts {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** `recovered`: known from agents since another master leads, and not registered again yet. */
  readonly state: 'active' | 'inactive' | 'disconnected' | 'recovered';
  readonly hostname?: string;
  readonly webUiUrl?: string;
  /** What its executors and tasks hold; absent where the master does not say, as of a recovered one. */
  readonly allocated?: Amounts;
  /** What it is offered at the moment. */
  readonly offered?: Amounts;
}

/** A task that runs, is lost, or has ended as far as the master remembers. */
export interface TaskFacts {
  readonly id: string;
  readonly name: string;
  readonly frameworkId: string;
  readonly agentId: string;
  /** `TASK_RUNNING`, … */
  readonly state: string;
  /** Of its last update, ISO 8601; absent where the master does not say. */
  readonly since?: string;
  /** Why it is in that state, in the agent's or master's words. */
  readonly message?: string;
  readonly amounts: Amounts;
  /** Of its resources. */
  readonly role: string;
  /** `7337`, or ranges. */
  readonly ports: string;
  /** The master remembers it and nothing of it runs. */
  readonly completed: boolean;
}

export interface MasterFacts {
  readonly id: string;
  readonly hostname: string;
  readonly version: string;
  /** Who answered, after a redirect to the leader. */
  readonly url: string;
}

/** Frameworks of the leading master: by name, then id. @throws Error that says who was asked what and what came of it */
export async function readFrameworkFacts(client: HttpClient): Promise<readonly FrameworkFacts[]> {
  const { frameworks, recovered_frameworks } = (await call(client, 'GET_FRAMEWORKS', FRAMEWORKS))
    .get_frameworks;
  const registered = frameworks.map(
    ({ framework_info, active, connected, recovered, ...sums }): FrameworkFacts => {
      const state = recovered ? 'recovered' : !connected ? 'disconnected' : active ? 'active' : 'inactive';
      const amounts = { allocated: sumOf(sums.allocated_resources), offered: sumOf(sums.offered_resources) };
      return { ...infoOf(framework_info), state, ...amounts };
    },
  );
  const others = recovered_frameworks.map(
    (info): FrameworkFacts => ({ ...infoOf(info), state: 'recovered' }),
  );
  return [...registered, ...others].sort(byNameAndId);
}

/** Tasks of all frameworks, by id. A large read. @throws Error, as above */
export async function readTaskFacts(client: HttpClient): Promise<readonly TaskFacts[]> {
  const { tasks, unreachable_tasks, completed_tasks, pending_tasks } = (
    await call(client, 'GET_TASKS', TASKS)
  ).get_tasks;
  const facts = [...pending_tasks, ...tasks, ...unreachable_tasks].map((task) => taskOf(task, false));
  return [...facts, ...completed_tasks.map((task) => taskOf(task, true))].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

/** Who leads. @throws Error, as above */
export async function readMasterFacts(client: HttpClient): Promise<MasterFacts> {
  const { get_version } = await call(client, 'GET_VERSION', VERSION);
  const { get_master, url } = await call(client, 'GET_MASTER', MASTER);
  const { id, hostname = '', port } = get_master.master_info;
  const { version } = get_version.version_info;
  return { id, hostname: port === undefined ? hostname : `${hostname}:${port}`, version, url };
}

async function call<T>(
  client: HttpClient,
  type: string,
  schema: z.ZodType<T>,
): Promise<T & { readonly url: string }> {
  const answer = await client.request({
    method: 'POST',
    path: '/api/v1',
    json: { type },
    safe: true,
    large: true,
  });
  if (answer.status !== 200) {
    throw new Error(
      `${answer.url}: the master answered ${type} with ${answer.status}: ${answerText(answer)}`,
    );
  }
  const url = answer.url.replace(/(\/master)?\/api\/v1$/, '');
  return { ...shaped(schema, parseJson(answer.body, answer.url), answer.url), url };
}

const ID = z.object({ value: z.string() });
const resources = z.array(usedResource).default([]);

const INFO = z.object({
  id: ID,
  name: z.string(),
  role: z.string().optional(),
  roles: z.array(z.string()).optional(),
  hostname: z.string().optional(),
  webui_url: z.string().optional(),
});

const FRAMEWORKS = z.object({
  // Mesos leaves empty lists out.
  get_frameworks: z.object({
    frameworks: z
      .array(
        z.object({
          framework_info: INFO,
          active: z.boolean().default(false),
          connected: z.boolean().default(false),
          recovered: z.boolean().default(false),
          allocated_resources: resources,
          offered_resources: resources,
        }),
      )
      .default([]),
    recovered_frameworks: z.array(INFO).default([]),
  }),
});

const TASK = z.object({
  name: z.string(),
  task_id: ID,
  framework_id: ID,
  agent_id: ID,
  state: z.string(),
  resources,
  statuses: z
    .array(z.object({ timestamp: z.number().optional(), message: z.string().optional() }))
    .default([]),
});

const list = z.array(TASK).default([]);

const TASKS = z.object({
  get_tasks: z.object({
    tasks: list,
    unreachable_tasks: list,
    completed_tasks: list,
    pending_tasks: list,
  }),
});

const VERSION = z.object({ get_version: z.object({ version_info: z.object({ version: z.string() }) }) });

const MASTER = z.object({
  get_master: z.object({
    master_info: z.object({
      id: z.string(),
      hostname: z.string().optional(),
      port: z.int().optional(),
    }),
  }),
});

function infoOf(info: z.infer<typeof INFO>): Omit<FrameworkFacts, 'state'> {
  const { id, name, role, roles, hostname, webui_url: webUiUrl } = info;
  return {
    id: id.value,
    name,
    roles: roles ?? (role === undefined ? [] : [role]),
    ...(hostname ? { hostname } : {}),
    ...(webUiUrl ? { webUiUrl } : {}),
  };
}

function taskOf(task: z.infer<typeof TASK>, completed: boolean): TaskFacts {
  const { timestamp, message } = task.statuses.at(-1) ?? {};
  return {
    id: task.task_id.value,
    name: task.name,
    frameworkId: task.framework_id.value,
    agentId: task.agent_id.value,
    state: task.state,
    ...(timestamp === undefined ? {} : { since: new Date(timestamp * 1000).toISOString() }),
    ...(message ? { message } : {}),
    amounts: sumOf(task.resources),
    role: roleOf(task.resources),
    ports: portsOf(task.resources),
    completed,
  };
}

/** Of the allocation; older masters say only whose the resource is. */
function roleOf(list: readonly UsedResource[]): string {
  const roles = list.map(
    (one) => one.allocation_info?.role ?? one.reservations?.at(-1)?.role ?? one.role ?? '*',
  );
  return roles.find((role) => role !== '*') ?? '*';
}

function byNameAndId(a: FrameworkFacts, b: FrameworkFacts): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
