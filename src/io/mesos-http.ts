import type { ClusterView, Frameworks, GoneAgents, MesosMaster, Unknown } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import { readAgents } from './mesos-agents';

/**
 * The leading master over HTTP. `/slaves` has everything that is needed and is the only large read, but it
 * answers "no agents" while the master has not read its registry; so it is asked between two small calls of the
 * operator API, which answers 503 then (recording 08b), and both must name the same master.
 */
export function mesosOverHttp(client: HttpClient): MesosMaster {
  return {
    view: () => known(() => view(client)),
    gone: () => known(() => gone(client)),
    frameworks: () => known(() => frameworks(client)),
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
    return { is: 'unknown', reason: error instanceof NotKnown ? error.reason : 'MasterUnavailable', message };
  }
}

async function view(client: HttpClient): Promise<ClusterView> {
  const before = await master(client);
  const maintenance = await inMaintenance(client);
  const answer = ok(await client.request({ method: 'GET', path: '/slaves' }));
  const list = readAgents(answer.body, { maintenance });
  const after = await master(client);
  if (before.id !== after.id) {
    throw new NotKnown('MasterChanged', `another master leads since the agents were read: ${after.id}`);
  }
  const { region } = after;
  return { is: 'known', masterId: after.id, ...(region === undefined ? {} : { region }), ...list };
}

async function gone(client: HttpClient): Promise<GoneAgents> {
  const leader = await master(client);
  // Each master has a registrar of its own; only the leader's has read the registry.
  const answer = ok(await client.request({ method: 'GET', path: `${leader.origin}/registrar(1)/registry` }));
  const registry = parsed(answer) as Registry;
  const ids = new Set((registry.gone?.slaves ?? []).flatMap(({ id }) => id?.value ?? []));
  if (registry.master?.info?.id !== leader.id) {
    throw new NotKnown('MasterChanged', 'the registry that answered is not that of the leading master');
  }
  return { is: 'known', ids };
}

interface Registry {
  readonly master?: { readonly info?: { readonly id?: string } };
  readonly gone?: { readonly slaves?: readonly { readonly id?: { readonly value?: string } }[] };
}

/** Without their tasks: the operator API has them apart, `/frameworks` does not. */
async function frameworks(client: HttpClient): Promise<Frameworks> {
  const answer = ok(
    await client.request({ method: 'POST', path: '/api/v1', json: { type: 'GET_FRAMEWORKS' }, safe: true }),
  );
  const { get_frameworks: found } = parsed(answer) as { get_frameworks?: FrameworksJson };
  if (!found) throw new NotKnown('MasterUnavailable', 'the master does not say which frameworks there are');
  const listed = [
    ...(found.frameworks ?? []).flatMap(({ framework_info }) => framework_info ?? []),
    // Known from agents after a failover, and not back yet: their executors run.
    ...(found.recovered_frameworks ?? []),
  ];
  return {
    is: 'known',
    frameworks: listed.map(({ id, name }) => ({ id: id?.value ?? '', name: name ?? '' })),
  };
}

interface FrameworkInfo {
  readonly id?: { readonly value?: string };
  readonly name?: string;
}

interface FrameworksJson {
  readonly frameworks?: readonly { readonly framework_info?: FrameworkInfo }[];
  readonly recovered_frameworks?: readonly FrameworkInfo[];
}

interface Leader {
  readonly id: string;
  readonly region?: string;
  /** Base URL after a standby's redirect, else empty: the client's own. */
  readonly origin: string;
}

/** A call of the operator API: refused with 503 until the master has read its registry. */
async function master(client: HttpClient): Promise<Leader> {
  const path = '/api/v1';
  const answer = ok(await client.request({ method: 'POST', path, json: { type: 'GET_MASTER' }, safe: true }));
  const info = (parsed(answer) as { get_master?: { master_info?: MasterInfo } }).get_master?.master_info;
  if (typeof info?.id !== 'string')
    throw new NotKnown('MasterUnavailable', 'the master does not say who it is');
  const region = info.domain?.fault_domain?.region?.name;
  // A redirect leads to //leader:port/master/api/v1 (recording 08).
  const origin = answer.redirected ? answer.url.replace(/(\/master)?\/api\/v1$/, '') : '';
  return { id: info.id, origin, ...(region === undefined ? {} : { region }) };
}

interface MasterInfo {
  readonly id?: string;
  readonly domain?: { readonly fault_domain?: { readonly region?: { readonly name?: string } } };
}

/** Hostnames that the schedule names, now or later. A master that does not know the path has no schedule. */
async function inMaintenance(client: HttpClient): Promise<ReadonlySet<string>> {
  const answer = await client.request({ method: 'GET', path: '/maintenance/status' });
  if (answer.status === 404) return new Set();
  const status = parsed(ok(answer)) as {
    readonly draining_machines?: readonly { readonly id?: { readonly hostname?: string } }[];
    readonly down_machines?: readonly { readonly hostname?: string }[];
  };
  return new Set([
    ...(status.draining_machines ?? []).flatMap(({ id }) => id?.hostname ?? []),
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

function parsed(answer: HttpAnswer): unknown {
  return JSON.parse(answer.body.toString('utf8'));
}
