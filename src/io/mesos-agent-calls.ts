import { z } from 'zod';
import type { AgentAnswer, MesosMaster } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import { parseJson, shaped } from './shape';

type AgentCalls = Pick<MesosMaster, 'deactivate' | 'reactivate' | 'markGone' | 'hold' | 'giveBack'>;

/** Requests about one agent (recordings 06 and 11). Each may be sent twice and does nothing more then. */
export function agentCalls(client: HttpClient): AgentCalls {
  const about = (type: string) => async (agentId: string) => {
    const field = { agent_id: { value: agentId } };
    const answer = await client.request({
      method: 'POST',
      path: '/api/v1',
      json: { type, [type.toLowerCase()]: field },
    });
    return agentAnswer(type, agentId, answer);
  };
  return {
    deactivate: about('DEACTIVATE_AGENT'),
    reactivate: about('REACTIVATE_AGENT'),
    markGone: about('MARK_AGENT_GONE'),
    hold: (agentId, role) => hold(client, agentId, role),
    giveBack: (agentId, role) => giveBack(client, agentId, role),
  };
}

/** @throws Error where nobody knows whether it was done */
function agentAnswer(type: string, agentId: string, answer: HttpAnswer): AgentAnswer {
  const { status } = answer;
  if (status === 200 || status === 202) return { is: 'done' };
  const message = answerText(answer);
  if (status === 404) return { is: 'absent' };
  if (status === 400 && /^(Unknown agent|Agent is not deactivated|No agent found)/.test(message)) {
    return { is: 'absent' };
  }
  // A drain of Mesos' own that has not come to its end, or resources that a task has taken meanwhile.
  if (status === 409 || (status === 400 && message.includes('DRAINING state')))
    return { is: 'busy', message };
  if (status === 400 || status === 401 || status === 403) return { is: 'refused', status, message };
  throw new Error(`${type} of ${agentId}: the master answered ${status}: ${message}`);
}

const RESOURCE = z.looseObject({
  name: z.string(),
  scalar: z.object({ value: z.number() }).optional(),
});

const LIST = z.array(RESOURCE).default([]);

const SLAVES = z.object({
  slaves: z.array(
    z.object({
      id: z.string(),
      unreserved_resources_full: LIST,
      used_resources_full: z
        .array(
          RESOURCE.extend({ role: z.string().optional(), reservations: z.array(z.unknown()).optional() }),
        )
        .default([]),
      reserved_resources_full: z.record(z.string(), LIST).default({}),
    }),
  ),
});

async function agentOf(client: HttpClient, agentId: string) {
  const answer = await client.request({
    method: 'GET',
    path: `/slaves?slave_id=${encodeURIComponent(agentId)}`,
  });
  if (answer.status !== 200) {
    throw new Error(`${answer.url}: the master answered ${answer.status}: ${answerText(answer)}`);
  }
  const { slaves } = shaped(SLAVES, parseJson(answer.body, answer.url), answer.url);
  return slaves.find(({ id }) => id === agentId);
}

/** Without both nobody is made an offer, whatever ports and disk are left (`MIN_CPUS`, `MIN_MEM` of the allocator). */
const HELD = ['cpus', 'mem'] as const;

async function hold(client: HttpClient, agentId: string, role: string): Promise<AgentAnswer> {
  const agent = await agentOf(client, agentId);
  if (!agent) return { is: 'absent' };
  const sum = (list: readonly z.infer<typeof RESOURCE>[], name: string) =>
    list.filter((one) => one.name === name).reduce((all, { scalar }) => all + (scalar?.value ?? 0), 0);
  const used = agent.used_resources_full.filter(
    ({ role: of = '*', reservations = [] }) => of === '*' && reservations.length === 0,
  );
  const free = HELD.map((name) => {
    // Mesos counts to three digits.
    const value = Math.round((sum(agent.unreserved_resources_full, name) - sum(used, name)) * 1000) / 1000;
    return { name, type: 'SCALAR', scalar: { value } };
  }).filter(({ scalar }) => scalar.value > 0);
  if (free.length === 0) return { is: 'done' };
  const reserve = async (principal?: string) => {
    const reservation = { type: 'DYNAMIC', role, ...(principal === undefined ? {} : { principal }) };
    const resources = free.map((one) => ({ ...one, reservations: [reservation] }));
    return client.request(change('RESERVE_RESOURCES', agentId, resources));
  };
  const answer = await reserve();
  // The master tells whom it takes us for, and wants it said (src/master/validation.cpp, operation::validate).
  const who = /attempted by (?:authenticated )?principal '([^']+)'/.exec(answerText(answer))?.[1];
  const last = answer.status === 400 && who !== undefined ? await reserve(who) : answer;
  return agentAnswer('RESERVE_RESOURCES', agentId, last);
}

async function giveBack(client: HttpClient, agentId: string, role: string): Promise<AgentAnswer> {
  const agent = await agentOf(client, agentId);
  if (!agent) return { is: 'absent' };
  // They are shown in two spellings at once, and taken in one.
  const resources = (agent.reserved_resources_full[role] ?? []).map(
    ({ role: _, reservation: __, ...one }) => one,
  );
  if (resources.length === 0) return { is: 'done' };
  const answer = await client.request(change('UNRESERVE_RESOURCES', agentId, resources));
  return agentAnswer('UNRESERVE_RESOURCES', agentId, answer);
}

function change(type: string, agentId: string, resources: readonly object[]) {
  const json = { type, [type.toLowerCase()]: { agent_id: { value: agentId }, resources } };
  return { method: 'POST' as const, path: '/api/v1', json };
}
