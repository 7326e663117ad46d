import { z } from 'zod';
import type {
  ClusterView,
  Frameworks,
  GoneAgents,
  MesosMaster,
  Tasks,
  TeardownAnswer,
  Unknown,
} from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import { TooLargeError } from './http-body';
import { agentCalls } from './mesos-agent-calls';
import { type AgentList, readAgents } from './mesos-agents';
import { readFrameworks } from './mesos-frameworks';
import { readRegistry } from './mesos-registry';
import { readTasks, type WantedTasks } from './mesos-tasks';
import { parseJson, shaped, UnexpectedAnswer } from './shape';

/**
 * The leading master over HTTP. `/slaves` has everything that is needed and is the only large read, but it
 * answers "no agents" while the master has not read its registry; so it is asked between two small calls of the
 * operator API, which answers 503 then (recording 08b), and both must name the same master.
 */
export function mesosOverHttp(client: HttpClient): MesosMaster {
  return {
    view: (only) => known(() => view(client, only)),
    gone: () => known(() => gone(client)),
    frameworks: () => known(() => frameworks(client)),
    tasks: (label) => known(() => tasks(client, { label })),
    tasksOf: (frameworkId) => known(() => tasks(client, { frameworkId })),
    tasksOn: (agentId) => known(() => tasks(client, { agentId })),
    teardown: (frameworkId) => teardown(client, frameworkId),
    ...agentCalls(client),
  };
}

/** Why nothing is known. */
class NotKnown extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

async function known<T>(read: () => Promise<T>): Promise<T | Unknown> {
  try {
    return await read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { is: 'unknown', reason: reasonOf(error), message };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotKnown) return error.reason;
  if (error instanceof TooLargeError) return 'AnswerTooLarge';
  const misshapen = error instanceof UnexpectedAnswer || error instanceof SyntaxError;
  return misshapen ? 'UnexpectedAnswer' : 'MasterUnavailable';
}

async function view(client: HttpClient, only?: readonly string[]): Promise<ClusterView> {
  const before = await master(client);
  const maintenance = await inMaintenance(client);
  const list = only
    ? await someAgents(client, only, maintenance)
    : await agents(client, '/slaves', maintenance);
  const after = await master(client);
  if (before.id !== after.id) {
    throw new NotKnown('MasterChanged', `another master leads since the agents were read: ${after.id}`);
  }
  const { id, region, deactivates } = after;
  return { is: 'known', masterId: id, deactivates, ...(region === undefined ? {} : { region }), ...list };
}

async function agents(
  client: HttpClient,
  path: string,
  maintenance: ReadonlySet<string>,
): Promise<AgentList> {
  const answer = ok(await client.request({ method: 'GET', path, large: true }));
  return at(answer, () => readAgents(answer.body, { maintenance }));
}

/** One request each: the master takes one id (recording 01). One that does not know the parameter names them all. */
async function someAgents(
  client: HttpClient,
  ids: readonly string[],
  maintenance: ReadonlySet<string>,
): Promise<AgentList> {
  const lists: AgentList[] = [];
  for (const id of ids) {
    const list = await agents(client, `/slaves?slave_id=${encodeURIComponent(id)}`, maintenance);
    lists.push({
      agents: list.agents.filter((one) => one.id === id),
      recovered: list.recovered.filter((one) => one.id === id),
    });
  }
  return {
    agents: lists.flatMap((list) => list.agents),
    recovered: lists.flatMap(({ recovered }) => recovered),
  };
}

async function gone(client: HttpClient): Promise<GoneAgents> {
  const leader = await master(client);
  // Each master has a registrar of its own; only the leader's has read the registry.
  const path = `${leader.origin}/registrar(1)/registry`;
  const answer = ok(await client.request({ method: 'GET', path, large: true }));
  const { masterId, gone } = await at(answer, () => readRegistry(answer.body));
  if (masterId !== leader.id) {
    throw new NotKnown('MasterChanged', 'the registry that answered is not that of the leading master');
  }
  return { is: 'known', ids: gone };
}

/** Without their tasks: the operator API has them apart, `/frameworks` does not. */
async function frameworks(client: HttpClient): Promise<Frameworks> {
  const json = { type: 'GET_FRAMEWORKS' };
  const answer = ok(await client.request({ method: 'POST', path: '/api/v1', json, safe: true, large: true }));
  return { is: 'known', frameworks: await at(answer, () => readFrameworks(answer.body)) };
}

async function tasks(client: HttpClient, wanted: WantedTasks): Promise<Tasks> {
  const json = { type: 'GET_TASKS' };
  const answer = ok(await client.request({ method: 'POST', path: '/api/v1', json, safe: true, large: true }));
  return { is: 'known', tasks: await at(answer, () => readTasks(wanted, answer.body)) };
}

/** @throws Error where nobody knows whether it was done */
async function teardown(client: HttpClient, frameworkId: string): Promise<TeardownAnswer> {
  const json = { type: 'TEARDOWN', teardown: { framework_id: { value: frameworkId } } };
  const answer = await client.request({ method: 'POST', path: '/api/v1', json });
  const { status } = answer;
  if (status === 200 || status === 202) return { is: 'done' };
  const message = answerText(answer);
  if (status === 400 && message.startsWith('No framework found')) return { is: 'absent' };
  if (status === 403 || status === 400) return { is: 'refused', status, message };
  throw new Error(`TEARDOWN of ${frameworkId}: the master answered ${status}: ${message}`);
}

/** Says of a wrong answer whose it is. */
async function at<T>({ url }: HttpAnswer, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error) error.message = `${url}: ${error.message}`;
    throw error;
  }
}

interface Leader {
  readonly id: string;
  readonly region?: string;
  /** It came with the draining of agents, Mesos 1.9 (recording 06). */
  readonly deactivates: boolean;
  /** Base URL after a standby's redirect, else empty: the client's own. */
  readonly origin: string;
}

/** A call of the operator API: refused with 503 until the master has read its registry. */
async function master(client: HttpClient): Promise<Leader> {
  const path = '/api/v1';
  const answer = ok(await client.request({ method: 'POST', path, json: { type: 'GET_MASTER' }, safe: true }));
  const { get_master: found } = shaped(MASTER, parseJson(answer.body, answer.url), answer.url);
  const { id, domain, capabilities } = found.master_info;
  const deactivates = capabilities.some(({ type }) => type === 'AGENT_DRAINING');
  const region = domain?.fault_domain?.region.name;
  // A redirect leads to //leader:port/master/api/v1 (recording 08).
  const origin = answer.redirected ? answer.url.replace(/(\/master)?\/api\/v1$/, '') : '';
  return { id, origin, deactivates, ...(region === undefined ? {} : { region }) };
}

const NAMED = z.object({ name: z.string() });

const MASTER = z.object({
  get_master: z.object({
    master_info: z.object({
      id: z.string().min(1),
      capabilities: z.array(z.object({ type: z.string() })).default([]),
      domain: z.object({ fault_domain: z.object({ region: NAMED, zone: NAMED }).optional() }).optional(),
    }),
  }),
});

const MACHINE = z.object({ hostname: z.string().optional() });

const MAINTENANCE = z.object({
  draining_machines: z.array(z.object({ id: MACHINE })).optional(),
  down_machines: z.array(MACHINE).optional(),
});

/** Hostnames that the schedule names, now or later. A master that does not know the path has no schedule. */
async function inMaintenance(client: HttpClient): Promise<ReadonlySet<string>> {
  const answer = await client.request({ method: 'GET', path: '/maintenance/status' });
  if (answer.status === 404) return new Set();
  const status = shaped(MAINTENANCE, parseJson(ok(answer).body, answer.url), answer.url);
  return new Set([
    ...(status.draining_machines ?? []).flatMap(({ id }) => id.hostname ?? []),
    ...(status.down_machines ?? []).flatMap(({ hostname }) => hostname ?? []),
  ]);
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  const text = answerText(answer);
  if (answer.status === 401 || answer.status === 403) {
    throw new NotKnown('NotAuthorized', `${answer.url}: the master answered ${answer.status}: ${text}`);
  }
  const recovering = answer.status === 503 && text.includes('not finished recovery');
  throw new NotKnown(
    recovering ? 'MasterRecovering' : 'MasterUnavailable',
    `${answer.url}: the master answered ${answer.status}: ${text}`,
  );
}
