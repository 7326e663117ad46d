import { Ranges } from '../../../domain/core/ranges';
import { attributeValue } from '../mesos/attributes';
import type { Offer } from '../mesos/cluster-props';
import { type Portion, rangesOf, type ScalarName, scalarOf } from '../mesos/portions';
import { takeScalar } from '../mesos/take';
import type { AppDefinition } from './app';

/** Why an offer is not used, in the order in which Marathon looks (core/launcher/OfferMatchResult.scala). */
export const REASONS = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'NoCorrespondingReservationFound',
  'AgentMaintenance',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientGpus',
  'InsufficientPorts',
  'DeclinedScarceResources',
] as const;

export type Reason = (typeof REASONS)[number];

/** What the task would take. */
export interface Placed {
  readonly portions: readonly Portion[];
  readonly ports: readonly number[];
}

/** What the task would take, or why it cannot be placed. */
export type Match = Placed | { readonly reason: Reason };

export interface MatchInput {
  readonly app: AppDefinition;
  readonly offer: Offer;
  /** Roles of resources that the app takes. */
  readonly accepted: readonly string[];
  /** The region of the master, where there are fault domains. */
  readonly homeRegion: string | undefined;
  readonly gpuSchedulingBehavior: 'restricted' | 'unrestricted';
  /** The offer says that its agent is unavailable now. */
  readonly underMaintenance: boolean;
  /** Values of the constraint's field where tasks of this configuration run already. */
  readonly runningOn: (field: string) => readonly string[];
  /** A whole number from 0 to below the given one. */
  readonly chance: (limit: number) => number;
}

export function matchOffer(input: MatchInput): Match {
  const usable = input.offer.portions.filter((portion) => input.accepted.includes(portion.role));
  if (usable.length === 0) return { reason: 'UnfulfilledRole' };
  if (isRemote(input) || !input.app.constraints.every((constraint) => fulfilled(constraint, input))) {
    return { reason: 'UnfulfilledConstraint' };
  }
  if (input.underMaintenance) return { reason: 'AgentMaintenance' };
  const needs: readonly (readonly [ScalarName, number, Reason])[] = [
    ['cpus', input.app.cpus, 'InsufficientCpus'],
    ['mem', input.app.mem, 'InsufficientMemory'],
    ['disk', input.app.disk, 'InsufficientDisk'],
    ['gpus', input.app.gpus, 'InsufficientGpus'],
  ];
  const taken: Portion[] = [];
  for (const [name, amount, reason] of needs) {
    if (amount <= 0) continue;
    const found = takeScalar(usable, name, amount);
    if (!found) return { reason };
    taken.push(...found);
  }
  const ports = takePorts(input, usable);
  if (!ports) return { reason: 'InsufficientPorts' };
  if (keepsGpus(input)) return { reason: 'DeclinedScarceResources' };
  return { portions: [...taken, ...portPortions(usable, ports)], ports };
}

/** Another region than the master's is used only by apps that name regions or zones (mesos/ResourceMatcher.scala). */
function isRemote({ app, offer, homeRegion }: MatchInput): boolean {
  const region = offer.agent.domain?.region;
  if (region === undefined || region === homeRegion) return false;
  return !app.constraints.some(([field]) => field === '@region' || field === '@zone');
}

/** `--gpu_scheduling_behavior restricted`: an offer with GPUs is kept for apps that ask for them. */
function keepsGpus({ app, offer, gpuSchedulingBehavior }: MatchInput): boolean {
  const behavior = app.labels['GPU_SCHEDULING_BEHAVIOR'] ?? gpuSchedulingBehavior;
  return behavior === 'restricted' && app.gpus === 0 && scalarOf(offer.portions, 'gpus') > 0;
}

function takePorts({ app, chance }: MatchInput, usable: readonly Portion[]): readonly number[] | undefined {
  let free = rangesOf(usable, 'ports');
  const ports: number[] = [];
  for (const definition of app.portDefinitions ?? []) {
    const fixed = app.requirePorts && definition.port !== 0;
    const port = fixed ? definition.port : pick(free, chance);
    if (port === undefined || !free.has(port)) return undefined;
    free = free.without(Ranges.of([port, port]));
    ports.push(port);
  }
  return ports;
}

/** Any port, each as likely as the others. */
function pick(free: Ranges, chance: (limit: number) => number): number | undefined {
  let index = chance(Math.max(1, free.size));
  for (const [begin, end] of free.toArray()) {
    const size = end - begin + 1;
    if (index < size) return begin + index;
    index -= size;
  }
  return undefined;
}

function portPortions(usable: readonly Portion[], ports: readonly number[]): readonly Portion[] {
  return ports.flatMap((port): Portion[] => {
    const from = usable.find((portion) => portion.type === 'RANGES' && portion.ranges.has(port));
    return from?.type === 'RANGES' ? [{ ...from, ranges: Ranges.of([port, port]) }] : [];
  });
}

function fulfilled(constraint: readonly string[], { offer, runningOn }: MatchInput): boolean {
  const [field = '', operator, value = ''] = constraint;
  const here = fieldOf(offer, field);
  if (here === undefined) return operator === 'UNLIKE';
  const others = runningOn(field);
  switch (operator) {
    case 'UNIQUE':
      return !others.includes(here);
    case 'CLUSTER':
    case 'IS':
      return here === value;
    case 'LIKE':
      return whole(value).test(here);
    case 'UNLIKE':
      return !whole(value).test(here);
    case 'MAX_PER':
      return others.filter((other) => other === here).length < Number(value);
    case 'GROUP_BY':
      return isSpread(here, others, Number(value || 1));
    default:
      return false;
  }
}

/** No value may get a second task while one of the expected values has fewer. */
function isSpread(here: string, others: readonly string[], expected: number): boolean {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  const least = counts.size < expected ? 0 : Math.min(...counts.values());
  return (counts.get(here) ?? 0) <= least;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

/** The value of `hostname`, of the fault domain or of an attribute, as constraints see it. */
export function fieldOf({ agent }: Pick<Offer, 'agent'>, field: string): string | undefined {
  if (field === 'hostname' || field === '@hostname') return agent.hostname;
  if (field === '@region') return agent.domain?.region;
  if (field === '@zone') return agent.domain?.zone;
  const attribute = agent.attributes.find(({ name }) => name === field);
  return attribute && String(attributeValue(attribute));
}
