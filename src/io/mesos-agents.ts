import type { Ranges } from '../domain/core/ranges';
import type { AgentView, RecoveredAgent, RoleResources } from '../operator/ports';
import { eachItem, eachMember, memberNames, skipValue } from './json-bytes';
import { JsonRow } from './json-row';
import { type Amounts, amount, portsOf, roleResources, type UsedResource, usedBy } from './mesos-amounts';

export interface AgentList {
  readonly agents: readonly AgentView[];
  readonly recovered: readonly RecoveredAgent[];
}

/** What the list cannot say by itself. */
export interface Beside {
  /** Hostnames in a maintenance window. */
  readonly maintenance: ReadonlySet<string>;
}

const LISTS = memberNames('slaves', 'recovered_slaves');
const MEMBERS = [
  'id',
  'hostname',
  'active',
  'deactivated',
  'attributes',
  'domain',
  'resources',
  'unreserved_resources',
  'reserved_resources',
  'drain_info',
  'used_resources',
  'used_resources_full',
] as const;

type Row = JsonRow<(typeof MEMBERS)[number]>;

/**
 * Reads the answer of `/slaves`, building only what decides where tasks may run. Of the resources in use, which
 * matter only on agents without a task of ours, it keeps the place in the text.
 * @throws SyntaxError where the answer is not a whole list of agents
 */
export function readAgents(bytes: Buffer, beside: Beside): AgentList {
  const agents: AgentView[] = [];
  const recovered: RecoveredAgent[] = [];
  const reservations = new Map<unknown, Reservations>();
  const row: Row = new JsonRow(bytes, MEMBERS);
  let complete = false;
  eachMember(bytes, 0, LISTS, {
    visit: (name, at) => {
      if (name === 'recovered_slaves')
        return eachItem(bytes, at, (item) => readRecovered(bytes, item, recovered));
      complete = true;
      return eachItem(bytes, at, (item) => {
        const end = row.read(item);
        agents.push(new Agent(row, reservations, beside));
        return end;
      });
    },
  });
  if (!complete) throw new SyntaxError('no list of slaves in the answer');
  return { agents, recovered };
}

function readRecovered(bytes: Buffer, at: number, into: RecoveredAgent[]): number {
  const end = skipValue(bytes, at);
  const { id, hostname } = JSON.parse(bytes.toString('utf8', at, end)) as Amounts;
  into.push({ id: String(id), hostname: String(hostname) });
  return end;
}

type Reservations = Readonly<Record<string, RoleResources>>;

class Agent implements AgentView {
  readonly id: string;
  readonly hostname: string;
  readonly active: boolean;
  readonly deactivated: boolean;
  readonly draining: boolean;
  readonly maintenance: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly region?: string;
  readonly zone?: string;
  readonly gpus: number;
  readonly reserved: Reservations;
  readonly hidesResources: boolean;
  private readonly bytes: Buffer;
  private readonly inUseAt: number | undefined;
  private readonly inUseByRoleAt: number | undefined;

  constructor(row: Row, reservations: Map<unknown, Reservations>, beside: Beside) {
    const [id, hostname] = [row.value('id'), row.value('hostname')];
    if (typeof id !== 'string' || typeof hostname !== 'string') {
      throw new SyntaxError('an agent without id or hostname in the answer');
    }
    this.id = id;
    this.hostname = hostname;
    this.active = row.value('active') === true;
    // Absent before Mesos 1.9.
    this.deactivated = row.value('deactivated') === true;
    this.draining = row.has('drain_info');
    this.maintenance = beside.maintenance.has(hostname);
    this.attributes = (row.shared('attributes') ?? {}) as AgentView['attributes'];
    const place = faultDomain(row.shared('domain'));
    if (place.region !== undefined) this.region = place.region;
    if (place.zone !== undefined) this.zone = place.zone;
    const resources = (row.shared('resources') ?? {}) as Amounts;
    this.gpus = amount(resources, 'gpus');
    this.reserved = reservedOf(row.shared('reserved_resources'), reservations);
    this.hidesResources = hides(resources, row.shared('unreserved_resources'), this.reserved);
    this.bytes = row.bytes;
    this.inUseAt = row.place('used_resources');
    this.inUseByRoleAt = row.place('used_resources_full');
  }

  used(role: string): RoleResources {
    return usedBy(role, (this.parsedAt(this.inUseByRoleAt) ?? []) as readonly UsedResource[]);
  }

  usedPorts(): Ranges {
    return portsOf(((this.parsedAt(this.inUseAt) ?? {}) as Amounts)['ports']);
  }

  private parsedAt(at: number | undefined): unknown {
    if (at === undefined) return undefined;
    return JSON.parse(this.bytes.toString('utf8', at, skipValue(this.bytes, at)));
  }
}

/** Agents of one group have the same reservations, as one shared value: it is read once. */
function reservedOf(byRole: unknown, known: Map<unknown, Reservations>): Reservations {
  const found = known.get(byRole);
  if (found) return found;
  const read = Object.fromEntries(
    Object.entries((byRole ?? {}) as Readonly<Record<string, Amounts>>).map(([role, amounts]) => [
      role,
      roleResources(amounts),
    ]),
  );
  known.set(byRole, read);
  return read;
}

/** More in total than is shown: some role may not be seen (recording 07). */
function hides(resources: Amounts, unreserved: unknown, reserved: Reservations): boolean {
  for (const name of ['cpus', 'mem', 'disk'] as const) {
    let shown = amount((unreserved ?? {}) as Amounts, name);
    for (const one of Object.values(reserved)) shown += one[name];
    if (amount(resources, name) > shown + 1e-3) return true;
  }
  return false;
}

function faultDomain(domain: unknown): { region?: string; zone?: string } {
  const fault = (domain as { fault_domain?: Record<string, { name?: string }> } | undefined)?.fault_domain;
  const region = fault?.['region']?.name;
  const zone = fault?.['zone']?.name;
  return { ...(region === undefined ? {} : { region }), ...(zone === undefined ? {} : { zone }) };
}
