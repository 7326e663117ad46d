import { hasLate } from '../core/late';
import { type Problem, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import type { AgentInfo, ReconfigurationPolicy } from '../mesos/agent-compatibility';
import { agentEnvironment } from '../mesos/agent-environment';
import { type ResourceItem, Resources } from '../mesos/resources';
import { readResources } from '../mesos/resources-reader';
import { canonicalJson } from '../render/json';
import { firstAttributes } from './agent-attributes';
import type { AgentBootProps } from './boot-props';
import { keptShare } from './kept-share';
import { offeredLines, reservedTotals } from './offered-resources';
import { type Platform, platformRules } from './platform';

/** A resource of one role. What everybody is offered of a scalar is the machine's less something. */
export type ShapeResource = { readonly name: string; readonly role: string } & (
  | { readonly amount: number }
  | { readonly less: number }
  | { readonly ports: string }
);

type Texts = Readonly<Record<string, string>>;

/** What agents of a group were made of, as far as a later group may differ from it. Plain data. */
export interface AgentShape {
  readonly policy: ReconfigurationPolicy;
  readonly resources: readonly ShapeResource[];
  readonly attributes: Texts;
  /** `MESOS_*` of the user's flags. */
  readonly flags: Texts;
  /** What a machine has for life: instance types, image, disks, users … */
  readonly machine: Texts;
  /** What runs beside the agent. */
  readonly beside: Texts;
}

/** Of what the domain does not know: types, image, volumes. */
export type MachineParts = Readonly<Record<string, unknown>>;

export function agentShape(props: AgentBootProps, parts: MachineParts): AgentShape {
  const rules = platformRules(props.platform, props.role);
  const flags = agentEnvironment(props.flags, rules.name);
  const given = flags['MESOS_RECONFIGURATION_POLICY'] ?? (rules.name === 'dcos' ? 'additive' : 'equal');
  const { platform, role, storage, sparkUser, sharedDirectory } = props;
  const { janitor, health, hostShuffleServices, shuffleGate, sparkSecrets = [] } = props;
  return {
    policy: given === 'additive' ? 'additive' : 'equal',
    resources: shapeResources(props),
    attributes: firstAttributes(props),
    flags,
    machine: texts({
      platform: withoutVersion(platform),
      agentRole: role,
      ...{ storage, sparkUser, sharedDirectory },
      ...parts,
    }),
    beside: texts({
      ...{ janitor, health, hostShuffleServices, shuffleGate },
      ...fetched(sparkSecrets),
    }),
  };
}

/** Each by itself, so that a change says which; one that only Terraform knows is compared with nothing. */
function fetched(secretArns: readonly string[]): Texts {
  const known = secretArns.filter((arn) => !hasLate(arn));
  return Object.fromEntries(known.map((arn) => [`sparkSecrets.${arn}`, 'fetched at each boot']));
}

/** A machine is never told it: it says what an installation will want, and what flags are held against. */
function withoutVersion({ version, ...platform }: Platform): Omit<Platform, 'version'> {
  return platform;
}

function shapeResources(props: AgentBootProps): readonly ShapeResource[] {
  const kept = keptShare(props);
  const totals = reservedTotals(props.reservations);
  const twice = (name: 'cpus' | 'memory', reserved: number) =>
    props.overcommit.includes(name) ? 0 : reserved;
  const less: Readonly<Record<string, number>> = {
    cpus: (twice('cpus', totals.cpusMilli) + kept.cpusMilli) / 1000,
    mem: twice('memory', totals.memoryMib) + kept.memoryMib,
    disk: totals.diskMib,
  };
  return offeredLines({ ...props, kept }).flatMap(({ name, role, value }): readonly ShapeResource[] => {
    if (typeof value === 'number') return [{ name, role, amount: value }];
    if (!(value instanceof Ranges)) return [{ name, role, less: less[name] ?? 0 }];
    return value.isEmpty ? [] : [{ name, role, ports: `${value}` }];
  });
}

/** In place of a value that only Terraform knows: it is compared with nothing. */
export const LATE_PART = 'known to Terraform';

/** Each value as one text; equal values are equal texts. */
function texts(values: MachineParts): Texts {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([key, value]) => [key, textOf(value)]));
}

function textOf(value: unknown): string {
  // Objects of classes as their fields; functions are no data.
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (holdsLate(plain)) return LATE_PART;
  return typeof plain === 'string' ? plain : canonicalJson(plain);
}

function holdsLate(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.values(value).some(holdsLate) : hasLate(value);
}

/** More than any machine has, so that what is taken out of it is seen as a difference. */
const MACHINE: Readonly<Record<string, number>> = { cpus: 1e6, mem: 1e9, disk: 1e12 };

/** What both platforms say where the user does not, of what an agent is known by. */
const UNSAID: Texts = { MESOS_HOSTNAME_LOOKUP: 'false', MESOS_PORT: '5051' };

export function flagsOf({ flags }: AgentShape): Texts {
  return { ...UNSAID, ...flags };
}

/** The agent as the master would know it, on a machine of a made-up size. */
export function infoOf(shape: AgentShape): AgentInfo {
  const items = shape.resources.map(({ name, role, ...value }): ResourceItem => {
    if ('ports' in value) return { name, role, ranges: value.ports };
    return { name, role, scalar: 'amount' in value ? value.amount : (MACHINE[name] ?? 0) - value.less };
  });
  const reading = readResources(Resources.of(...items).toJsonText(), '*');
  const flags = flagsOf(shape);
  return {
    resources: 'resources' in reading ? reading.resources : [],
    attributes: shape.attributes,
    hostname: flags['MESOS_HOSTNAME'],
    port: flags['MESOS_PORT'],
    domain: flags['MESOS_DOMAIN'],
  };
}

/** What is wrong with a value that should be a shape: somebody may have written it by hand. */
export function shapeProblems(at: string, value: unknown): readonly Problem[] {
  const wanted = 'the shape of an agent, as an output of the stack has it';
  if (!isRecord(value)) return [{ at, found: shown(value), wanted }];
  const { policy, resources } = value;
  return [
    ...(policy === 'equal' || policy === 'additive'
      ? []
      : [{ at: `${at}.policy`, found: shown(policy), wanted: 'equal or additive' }]),
    ...(Array.isArray(resources) && resources.every(isShapeResource)
      ? []
      : [{ at: `${at}.resources`, found: shown(resources), wanted }]),
    ...['attributes', 'flags', 'machine', 'beside'].flatMap((key): readonly Problem[] => {
      const member = value[key];
      const good = isRecord(member) && Object.values(member).every((text) => typeof text === 'string');
      return good ? [] : [{ at: `${at}.${key}`, found: shown(member), wanted: 'texts by name' }];
    }),
  ];
}

function isShapeResource(value: unknown): boolean {
  if (!isRecord(value) || typeof value['name'] !== 'string' || typeof value['role'] !== 'string')
    return false;
  const { amount, less, ports } = value;
  return (
    [amount, less].filter((n) => typeof n === 'number' && n >= 0).length === 1 ||
    (typeof ports === 'string' && /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(ports))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
