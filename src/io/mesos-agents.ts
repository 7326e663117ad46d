import type { Ranges } from '../domain/core/ranges';
import type { AgentView, RecoveredAgent, RoleResources } from '../operator/ports';
import { eachItem, eachMember, memberNames, skipValue } from './json-bytes';
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

/**
 * Reads the answer of `/slaves`, building only what decides where tasks may run. Of the resources in use, which
 * matter only on agents without a task of ours, it keeps the place in the text.
 * @throws SyntaxError where the answer is not a whole list of agents
 */
export function readAgents(bytes: Buffer, beside: Beside): AgentList {
  const agents: AgentView[] = [];
  const recovered: RecoveredAgent[] = [];
  const reader = new AgentReader(bytes, beside);
  let complete = false;
  eachMember(bytes, 0, {
    names: LISTS,
    visit: (name, at) => {
      if (name === 'recovered_slaves')
        return eachItem(bytes, at, (item) => reader.recovered(item, recovered));
      complete = true;
      return eachItem(bytes, at, (item) => reader.agent(item, agents));
    },
  });
  if (!complete) throw new SyntaxError('no list of slaves in the answer');
  return { agents, recovered };
}

const LISTS = memberNames('slaves', 'recovered_slaves');
const MEMBERS = memberNames(
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
);
type Member = typeof MEMBERS extends readonly (readonly (infer K)[])[] ? K : never;

const QUOTE = 0x22;
const NO_PLACE = -1;

/** The members of a row that are read, where their values begin. */
interface Row {
  resources: Amounts;
  unreserved: Amounts;
  reserved: Readonly<Record<string, RoleResources>>;
  fields: Record<string, unknown>;
  draining: boolean;
  usedAt: number;
  usedFullAt: number;
}

class AgentReader {
  // Agents of one group have the same resources and attributes: the same text is parsed once.
  private readonly known = new Map<string, unknown>();
  private readonly roles = new Map<string, Readonly<Record<string, RoleResources>>>();

  constructor(
    private readonly bytes: Buffer,
    private readonly beside: Beside,
  ) {}

  agent(at: number, into: AgentView[]): number {
    const row: Row = {
      resources: {},
      unreserved: {},
      reserved: {},
      fields: {},
      draining: false,
      usedAt: NO_PLACE,
      usedFullAt: NO_PLACE,
    };
    const visit = (name: Member, value: number) => this.member(row, name, value);
    const end = eachMember(this.bytes, at, { names: MEMBERS, visit });
    into.push(new AgentRow(this.bytes, row, this.beside));
    return end;
  }

  recovered(at: number, into: RecoveredAgent[]): number {
    const end = skipValue(this.bytes, at);
    const { id, hostname } = JSON.parse(this.bytes.toString('utf8', at, end)) as Amounts;
    into.push({ id: String(id), hostname: String(hostname) });
    return end;
  }

  private member(row: Row, key: Member, at: number): number | undefined {
    switch (key) {
      case 'id':
      case 'hostname':
      case 'active':
      case 'deactivated':
        return this.fresh(at, (value) => (row.fields[key] = value));
      case 'attributes':
      case 'domain':
        return this.shared(at, (value) => (row.fields[key] = value));
      case 'resources':
        return this.shared(at, (value) => (row.resources = value as Amounts));
      case 'unreserved_resources':
        return this.shared(at, (value) => (row.unreserved = value as Amounts));
      case 'reserved_resources':
        return this.reserved(row, at);
      case 'drain_info':
        row.draining = true;
        return undefined;
      case 'used_resources':
        row.usedAt = at;
        return undefined;
      case 'used_resources_full':
        row.usedFullAt = at;
        return undefined;
    }
  }

  private fresh(at: number, take: (value: unknown) => unknown): number {
    const end = skipValue(this.bytes, at);
    const text = this.bytes.toString('utf8', at, end);
    // A plain text is read without a parser; there are two in every row.
    take(this.bytes[at] === QUOTE && !text.includes('\\') ? text.slice(1, -1) : JSON.parse(text));
    return end;
  }

  private shared(at: number, take: (value: unknown) => unknown): number {
    const end = skipValue(this.bytes, at);
    const text = this.bytes.toString('utf8', at, end);
    if (!this.known.has(text)) this.known.set(text, JSON.parse(text));
    take(this.known.get(text));
    return end;
  }

  private reserved(row: Row, at: number): number {
    const end = skipValue(this.bytes, at);
    const text = this.bytes.toString('utf8', at, end);
    let found = this.roles.get(text);
    if (!found) {
      const byRole = JSON.parse(text) as Readonly<Record<string, Amounts>>;
      found = Object.fromEntries(
        Object.entries(byRole).map(([role, amounts]) => [role, roleResources(amounts)]),
      );
      this.roles.set(text, found);
    }
    row.reserved = found;
    return end;
  }
}

class AgentRow implements AgentView {
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
  readonly reserved: Readonly<Record<string, RoleResources>>;
  readonly hidesResources: boolean;
  readonly #bytes: Buffer;
  readonly #usedAt: number;
  readonly #usedFullAt: number;

  constructor(bytes: Buffer, row: Row, beside: Beside) {
    const { fields } = row;
    if (typeof fields['id'] !== 'string' || typeof fields['hostname'] !== 'string') {
      throw new SyntaxError('an agent without id or hostname in the answer');
    }
    this.id = fields['id'];
    this.hostname = fields['hostname'];
    this.active = fields['active'] === true;
    // Absent before Mesos 1.9.
    this.deactivated = fields['deactivated'] === true;
    this.draining = row.draining;
    this.maintenance = beside.maintenance.has(this.hostname);
    this.attributes = (fields['attributes'] ?? {}) as AgentView['attributes'];
    const place = faultDomain(fields['domain']);
    if (place.region !== undefined) this.region = place.region;
    if (place.zone !== undefined) this.zone = place.zone;
    this.gpus = amount(row.resources, 'gpus');
    this.reserved = row.reserved;
    this.hidesResources = hides(row);
    this.#bytes = bytes;
    this.#usedAt = row.usedAt;
    this.#usedFullAt = row.usedFullAt;
  }

  used(role: string): RoleResources {
    return usedBy(role, this.#parsed(this.#usedFullAt, []) as readonly UsedResource[]);
  }

  usedPorts(): Ranges {
    return portsOf((this.#parsed(this.#usedAt, {}) as Amounts)['ports']);
  }

  #parsed(at: number, otherwise: unknown): unknown {
    if (at === NO_PLACE) return otherwise;
    return JSON.parse(this.#bytes.toString('utf8', at, skipValue(this.#bytes, at)));
  }
}

/** More in total than is shown: some role may not be seen (recording 07). */
function hides({ resources, unreserved, reserved }: Row): boolean {
  return (['cpus', 'mem', 'disk'] as const).some((name) => {
    const shown = Object.values(reserved).reduce((sum, one) => sum + one[name], amount(unreserved, name));
    return amount(resources, name) > shown + 1e-3;
  });
}

function faultDomain(domain: unknown): { region?: string; zone?: string } {
  const fault = (domain as { fault_domain?: Record<string, { name?: string }> } | undefined)?.fault_domain;
  const region = fault?.['region']?.name;
  const zone = fault?.['zone']?.name;
  return { ...(region === undefined ? {} : { region }), ...(zone === undefined ? {} : { zone }) };
}
