import type { Ranges } from '../domain/core/ranges';
import type { AgentView, RecoveredAgent, RoleResources } from '../operator/ports';
import { Breath } from './breath';
import { memberNames, skipValue } from './json-bytes';
import { JsonRow } from './json-row';
import { walkItems, walkMembers } from './json-walk';
import {
  type Amounts,
  amount,
  amountsProblem,
  isUsedResource,
  portsOf,
  roleResources,
  type UsedResource,
  usedBy,
} from './mesos-amounts';
import { isFields, UnexpectedAnswer } from './shape';

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

const RECOVERED = ['id', 'hostname'] as const;

type Row = JsonRow<(typeof MEMBERS)[number]>;

/**
 * Reads the answer of `/slaves`, building only what decides where tasks may run. Of the resources in use, which
 * matter only on agents without a task of ours, it keeps the place in the text.
 * @throws SyntaxError or UnexpectedAnswer where the answer is not a whole list of agents
 */
export async function readAgents(bytes: Buffer, beside: Beside): Promise<AgentList> {
  const agents: AgentView[] = [];
  const recovered: RecoveredAgent[] = [];
  const reservations = new Map<unknown, Reservations>();
  const breath = new Breath();
  const missing = new Set<string>(['slaves', 'recovered_slaves']);
  const row: Row = new JsonRow(bytes, MEMBERS, 'slaves');
  const recoveredRow = new JsonRow(bytes, RECOVERED, 'recovered_slaves');
  await walkMembers(bytes, 0, LISTS, breath, (name, at) => {
    missing.delete(name);
    return walkItems(bytes, at, breath, (item) => {
      if (name === 'slaves') {
        const end = row.read(item);
        agents.push(new Agent(row, reservations, beside));
        return end;
      }
      const end = recoveredRow.read(item);
      recovered.push({ id: recoveredRow.string('id'), hostname: recoveredRow.string('hostname') });
      return end;
    });
  });
  // An agent that is in neither list is not gone if a list is missing.
  for (const name of missing) throw new UnexpectedAnswer(name, undefined, 'a list of agents');
  return { agents, recovered };
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
  readonly unreserved: AgentView['unreserved'];
  readonly reserved: Reservations;
  readonly hidesResources: boolean;
  private readonly bytes: Buffer;
  private readonly inUseAt: number | undefined;
  private readonly inUseByRoleAt: number | undefined;

  constructor(row: Row, reservations: Map<unknown, Reservations>, beside: Beside) {
    this.id = row.string('id');
    this.hostname = row.string('hostname');
    this.active = row.flag('active');
    // Absent before Mesos 1.9, as is draining.
    this.deactivated = row.has('deactivated') && row.flag('deactivated');
    this.draining = row.has('drain_info') && row.fields('drain_info') !== undefined;
    this.maintenance = beside.maintenance.has(this.hostname);
    this.attributes = attributesOf(row);
    const place = row.has('domain') ? faultDomain(row) : {};
    if (place.region !== undefined) this.region = place.region;
    if (place.zone !== undefined) this.zone = place.zone;
    const resources = amountsOf(row, 'resources');
    this.gpus = amount(resources, 'gpus');
    this.reserved = reservedOf(row, reservations);
    const unreserved = amountsOf(row, 'unreserved_resources');
    this.unreserved = { cpus: amount(unreserved, 'cpus'), mem: amount(unreserved, 'mem') };
    this.hidesResources = hides(resources, unreserved, this.reserved);
    this.bytes = row.bytes;
    // Looked at when somebody asks; checked now.
    checkUsed(row);
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

function attributesOf(row: Row): AgentView['attributes'] {
  return row.fields('attributes', (attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value !== 'string' && typeof value !== 'number') {
        row.wrong(`attributes.${name}`, 'a text or a number', value);
      }
    }
  }) as AgentView['attributes'];
}

function amountsOf(row: Row, name: 'resources' | 'unreserved_resources'): Amounts {
  return row.fields(name, (amounts) => {
    checkAmounts(row, name, amounts);
    if (name === 'resources') checkAmounts(row, name, amounts, ['gpus']);
  });
}

function checkAmounts(row: Row, where: string, amounts: unknown, scalars?: readonly string[]): void {
  const problem = amountsProblem(amounts, scalars);
  if (problem) row.wrong(`${where}${problem.at}`, problem.wanted, problem.found);
}

function checkUsed(row: Row): void {
  row.fields('used_resources', (amounts) => checkAmounts(row, 'used_resources', amounts, []));
  row.list('used_resources_full', isUsedResource, 'a list of resources with their amounts');
}

/** Agents of one group have the same reservations, as one shared value: it is read once. */
function reservedOf(row: Row, known: Map<unknown, Reservations>): Reservations {
  const byRole = row.fields('reserved_resources');
  const found = known.get(byRole);
  if (found) return found;
  const read = Object.fromEntries(
    Object.entries(byRole).map(([role, amounts]) => {
      checkAmounts(row, `reserved_resources.${role}`, amounts);
      return [role, roleResources(amounts as Amounts)];
    }),
  );
  known.set(byRole, read);
  return read;
}

/** More in total than is shown: some role may not be seen (recording 07). */
function hides(resources: Amounts, unreserved: Amounts, reserved: Reservations): boolean {
  for (const name of ['cpus', 'mem', 'disk'] as const) {
    let shown = amount(unreserved, name);
    for (const one of Object.values(reserved)) shown += one[name];
    if (amount(resources, name) > shown + 1e-3) return true;
  }
  return false;
}

function faultDomain(row: Row): { region?: string; zone?: string } {
  const { fault_domain: fault } = row.fields('domain');
  if (fault === undefined) return {};
  const names = isFields(fault) ? [fault['region'], fault['zone']].map(nameOf) : [];
  const [region, zone] = names;
  if (region === undefined || zone === undefined) {
    return row.wrong('domain.fault_domain', 'a region and a zone, with their names', fault);
  }
  return { region, zone };
}

function nameOf(value: unknown): string | undefined {
  const name = isFields(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
