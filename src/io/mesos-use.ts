import { hasFailed, isLive, type UseTask } from '../domain/usage/left-out';
import type { FrameworkUse } from '../domain/usage/usage';
import type { AgentPlace, MasterUse, UseOfMaster } from '../operator/ports';
import { Breath } from './breath';
import type { HttpClient } from './http';
import { answerText } from './http-answer';
import { memberNames } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import { isUsedResource, type UsedResource } from './mesos-amounts';
import { isFields, UnexpectedAnswer } from './shape';

/**
 * How the cluster is used, as the leading master tells it. Calls of the operator API alone: they are refused with 503
 * until the master has read its registry (recording 08b), so that no empty list is believed. Walked over in pieces, as
 * the passes' lists are, for a lease is to be renewed meanwhile: mesos-facts.ts, which is for people, reads them whole.
 */
export function useOfMesosOverHttp(client: HttpClient): UseOfMaster {
  return {
    read: async (): Promise<MasterUse> => {
      try {
        const agents = await readAgentPlaces(await call(client, 'GET_AGENTS'));
        const frameworks = await readFrameworkUse(await call(client, 'GET_FRAMEWORKS'));
        const tasks = await readUseTasks(await call(client, 'GET_TASKS'));
        return { is: 'known', agents, frameworks, tasks };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { is: 'unknown', reason: 'MasterUnavailable', message };
      }
    },
  };
}

/** @throws Error where it is not answered well */
async function call(client: HttpClient, type: string): Promise<Buffer> {
  const answer = await client.request({
    method: 'POST',
    path: '/api/v1',
    json: { type },
    safe: true,
    large: true,
  });
  if (answer.status === 200) return answer.body;
  throw new Error(`${type} of ${answer.url}: the master answered ${answer.status}: ${answerText(answer)}`);
}

/** GET_AGENTS: those that are registered. @throws SyntaxError or UnexpectedAnswer, as all that follow */
export async function readAgentPlaces(bytes: Buffer): Promise<readonly AgentPlace[]> {
  const found: AgentPlace[] = [];
  const row = new JsonRow(bytes, ['agent_info', 'pid'] as const, 'agents');
  await rows(bytes, 'get_agents', ['agents'], (_, item) => {
    const end = row.read(item);
    const info = row.value('agent_info');
    const { id, hostname } = isFields(info) ? info : {};
    if (typeof hostname !== 'string' || hostname === '')
      throw new UnexpectedAnswer('agents[].agent_info.hostname', hostname, 'a text');
    found.push({ id: idOf(id, 'agents[].agent_info.id'), hostname, pid: row.string('pid') });
    return end;
  });
  return found;
}

/** GET_FRAMEWORKS: those that have not ended. Mesos leaves out what is nothing. */
export async function readFrameworkUse(bytes: Buffer): Promise<readonly FrameworkUse[]> {
  const found: FrameworkUse[] = [];
  const row = new JsonRow(bytes, ['framework_info', 'allocated_resources'] as const, 'frameworks');
  const recovered = new JsonRow(bytes, ['id', 'name', 'webui_url'] as const, 'recovered_frameworks');
  await rows(bytes, 'get_frameworks', ['frameworks', 'recovered_frameworks'], (list, item) => {
    if (list === 'recovered_frameworks') {
      const end = recovered.read(item);
      const [id, name, webui_url] = [
        recovered.value('id'),
        recovered.value('name'),
        recovered.value('webui_url'),
      ];
      found.push(frameworkOf({ id, name, webui_url }));
      return end;
    }
    const end = row.read(item);
    const resources = row.has('allocated_resources')
      ? row.list('allocated_resources', isUsedResource, 'a list of resources with their amounts')
      : [];
    const allocated = { cpus: sumOf(resources, 'cpus'), mem: sumOf(resources, 'mem') };
    found.push({ ...frameworkOf(row.fields('framework_info')), allocated });
    return end;
  });
  return found;
}

/** GET_TASKS: those that have not ended, and those that have failed. */
export async function readUseTasks(bytes: Buffer): Promise<readonly UseTask[]> {
  const found: UseTask[] = [];
  const row = new JsonRow(bytes, ['name', 'task_id', 'framework_id', 'agent_id', 'state'] as const, 'tasks');
  const lists = ['tasks', 'unreachable_tasks', 'completed_tasks'] as const;
  await rows(bytes, 'get_tasks', lists, (_, item) => {
    const end = row.read(item);
    const state = row.sharedString('state');
    if (!isLive(state) && !hasFailed(state)) return end;
    const id = (name: 'task_id' | 'framework_id' | 'agent_id') => idOf(row.value(name), `tasks[].${name}`);
    found.push({
      id: id('task_id'),
      // A framework may call its tasks nothing.
      name: row.has('name') ? String(row.value('name')) : '',
      frameworkId: id('framework_id'),
      agentId: id('agent_id'),
      state,
    });
    return end;
  });
  return found;
}

async function rows<K extends string>(
  bytes: Buffer,
  answer: string,
  lists: readonly K[],
  visit: (list: K, item: number) => number,
): Promise<void> {
  const breath = new Breath();
  let complete = false;
  await walkMembers(bytes, 0, memberNames(answer), breath, (_, inside) => {
    complete = true;
    return walkMembers(bytes, inside, memberNames(...lists), breath, (name, list) =>
      walkItems(bytes, list, breath, (item) => visit(name, item)),
    );
  });
  if (!complete) throw new UnexpectedAnswer(answer, undefined, 'lists');
}

function frameworkOf({ id, name, webui_url: url }: Readonly<Record<string, unknown>>): FrameworkUse {
  if (typeof name !== 'string')
    throw new UnexpectedAnswer('frameworks[].framework_info.name', name, 'a name');
  return {
    id: idOf(id, 'frameworks[].framework_info.id'),
    name,
    ...(typeof url === 'string' && url !== '' ? { webUiUrl: url } : {}),
  };
}

function idOf(field: unknown, where: string): string {
  const value = isFields(field) ? field['value'] : undefined;
  return typeof value === 'string' && value !== '' ? value : wrong(`${where}.value`, value);
}

function wrong(where: string, found: unknown): never {
  throw new UnexpectedAnswer(where, found, 'an id');
}

const sumOf = (resources: readonly UsedResource[], name: string) =>
  resources.reduce((sum, one) => sum + (one.name === name ? (one.scalar?.value ?? 0) : 0), 0);
