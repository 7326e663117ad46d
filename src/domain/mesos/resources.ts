import { type Problem, ProblemError, rejectIf, shown } from '../core/problem';
import { Ranges } from '../core/ranges';
import { addScalars } from './fixed-point';
import { Refusal } from './refusal';
import type { ResourceMessage } from './resource-message';
import {
  containsValue,
  intervalsOf,
  isAddable,
  isEmptyResource,
  rangesMessage,
  resourceName,
  resourceText,
  roleOf,
  subtractValues,
  valueText,
} from './resource-value';
import { type ResourceJson, resourcesJsonText, toResourceJson, withRole } from './resources-json';
import { addUp, readResources } from './resources-reader';
import { resourcesFlagText } from './resources-text';

export interface ResourceRow {
  readonly name: string;
  readonly role: string;
  readonly amount: string;
}

export type { ResourceJson } from './resources-json';

/** One resource as code writes it; without a role it is reserved for nobody (`*`). */
export type ResourceItem = { readonly name: string; readonly role?: string } & (
  | { readonly scalar: number }
  | { readonly ranges: Ranges | string }
  | { readonly items: readonly string[] }
);

/**
 * Resources of an agent by role, with Mesos' own arithmetic: scalars in thousandths, ranges joined,
 * what is empty dropped. What an agent would refuse is refused; whether the whole makes sense
 * (a port in two roles, more than the machine has) is checked elsewhere.
 */
export class Resources {
  static readonly empty = new Resources([]);

  /**
   * Reads a value of the agent's flag `--resources`, text or JSON.
   * @param defaultRole the agent's `--default_role`, which owns what names no role
   * @throws ProblemError with the agent's own words
   */
  static parse(value: string, defaultRole = '*'): Resources {
    const reading = readResources(value, defaultRole);
    if ('resources' in reading) return new Resources(reading.resources);
    throw refused(shown(value), reading.error);
  }

  /** @throws ProblemError on a value or a role that an agent would refuse */
  static of(...items: readonly ResourceItem[]): Resources {
    return Resources.sum(items.map(messageOf));
  }

  private static sum(messages: readonly ResourceMessage[]): Resources {
    try {
      return new Resources(addUp(messages));
    } catch (error) {
      if (error instanceof Refusal) throw refused(messages.map(resourceText).join('; '), error.message);
      throw error;
    }
  }

  private constructor(private readonly list: readonly ResourceMessage[]) {}

  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  /** The names of what there is, in the order of their first mention. */
  names(): readonly string[] {
    return [...new Set(this.list.map(({ name }) => name))];
  }

  /** The roles that own something, `*` among them, in the order of their first mention. */
  roles(): readonly string[] {
    return [...new Set(this.list.map(roleOf))];
  }

  /** The roles that own some of one resource. */
  owners(name: string): readonly string[] {
    return [...new Set(this.list.filter((one) => one.name === name).map(roleOf))];
  }

  /** How much of a scalar a role owns, over all its disks and reservations; 0 where there is none. */
  scalar(name: string, role = '*'): number {
    return this.owned(name, role).reduce((sum, one) => addScalars(sum, one.scalar?.value ?? 0), 0);
  }

  /** How much of a scalar there is over all roles. */
  total(name: string): number {
    return this.roles().reduce((sum, role) => addScalars(sum, this.scalar(name, role)), 0);
  }

  /**
   * The numbers of a range that a role owns. `ports:7337` is none of them: Mesos takes it for an amount.
   * @throws ProblemError where a bound is beyond 2^53
   */
  ranges(name: string, role = '*'): Ranges {
    const all = this.owned(name, role).flatMap((one) => intervalsOf(one));
    rejectIf(
      all
        .filter(([, end]) => end > BigInt(Number.MAX_SAFE_INTEGER))
        .map(([, end]): Problem => ({ at: name, found: `${end}`, wanted: 'a bound below 2^53' })),
    );
    return Ranges.of(...all.map(([begin, end]) => [Number(begin), Number(end)] as const));
  }

  /** The items of a set that a role owns. */
  items(name: string, role = '*'): readonly string[] {
    return this.owned(name, role).flatMap((one) => one.set?.item ?? []);
  }

  /** What belongs to one role. */
  ofRole(role: string): Resources {
    return new Resources(this.list.filter((one) => roleOf(one) === role));
  }

  plus(other: Resources): Resources {
    return Resources.sum([...this.list, ...other.list]);
  }

  contains(other: Resources): boolean {
    return this.take(other).missing.length === 0;
  }

  /** @throws ProblemError that names everything of `other` that is not in here */
  minus(other: Resources): Resources {
    const { rest, missing } = this.take(other);
    rejectIf(
      missing.map((lacking): Problem => {
        return { at: 'resources', found: `${this}`, wanted: `at least ${resourceText(lacking)}` };
      }),
    );
    return new Resources(rest);
  }

  /**
   * Moves ports from `*` to a role; every port belongs to one of the two afterwards.
   * @throws ProblemError where `*` does not have them all
   */
  carvePorts(role: string, ports: Ranges): Resources {
    if (ports.isEmpty) return this;
    const taken = Resources.of({ name: 'ports', ranges: ports });
    return this.minus(taken).plus(Resources.of({ name: 'ports', ranges: ports, role }));
  }

  equals(other: Resources): boolean {
    return this.contains(other) && other.contains(this);
  }

  /**
   * The text form of the flag: `cpus:10;ports(shuffle):[7337-7339]`, what {@link Resources.parse} reads back.
   * @throws ProblemError where only JSON can say it, as with a disk of its own mount
   */
  toText(): string {
    const text = resourcesFlagText(this.list);
    const reading = readResources(text, '*');
    if ('resources' in reading && new Resources(reading.resources).equals(this)) return text;
    throw new ProblemError([
      { at: 'resources', found: `${this}`, wanted: 'what the text form can say', fix: 'write it as JSON' },
    ]);
  }

  /** As Mesos shows them in JSON. */
  toJson(): readonly ResourceJson[] {
    return this.list.map(toResourceJson);
  }

  /** JSON for the agent's flag in the spelling that every version of Mesos and DC/OS reads (`"role"`). */
  toFlagJson(): readonly ResourceJson[] {
    return this.toJson().map(withRole);
  }

  /** The text of {@link toJson}, for ranges of any size. */
  toJsonText(): string {
    return resourcesJsonText(this.list);
  }

  /** For people: one row a resource, disks of their own with their place. */
  rows(): readonly ResourceRow[] {
    return this.list.map((one) => ({ name: resourceName(one), role: roleOf(one), amount: valueText(one) }));
  }

  /** As Mesos logs them; an agent does not read this form back. */
  toString(): string {
    return this.isEmpty ? '{}' : this.list.map(resourceText).join('; ');
  }

  private owned(name: string, role: string): readonly ResourceMessage[] {
    return this.list.filter((one) => one.name === name && roleOf(one) === role);
  }

  private take(other: Resources): Taking {
    const rest = [...this.list];
    const missing: ResourceMessage[] = [];
    for (const part of other.list) {
      const i = rest.findIndex((one) => isSame(one, part) && containsValue(one, part));
      const from = rest[i];
      if (from) rest[i] = subtractValues(from, part);
      else missing.push(part);
    }
    return { rest: rest.filter((one) => !isEmptyResource(one)), missing };
  }
}

interface Taking {
  readonly rest: readonly ResourceMessage[];
  readonly missing: readonly ResourceMessage[];
}

function isSame(left: ResourceMessage, right: ResourceMessage): boolean {
  return isAddable(left, right) || resourceText(left) === resourceText(right);
}

function refused(found: string, words: string): ProblemError {
  return new ProblemError([
    { at: 'resources', found, wanted: 'resources that an agent accepts', fix: `Mesos says: ${words}` },
  ]);
}

function messageOf(item: ResourceItem): ResourceMessage {
  const role = item.role ?? '*';
  const owner = role === '*' ? {} : { reservations: [{ type: 'STATIC', role } as const] };
  if ('scalar' in item) {
    return { name: item.name, type: 'SCALAR', scalar: { value: item.scalar }, ...owner };
  }
  if ('items' in item) return { name: item.name, type: 'SET', set: { item: item.items }, ...owner };
  const ranges = typeof item.ranges === 'string' ? Ranges.parse(item.ranges) : item.ranges;
  const intervals = ranges.toArray().map(([begin, end]) => [BigInt(begin), BigInt(end)] as const);
  return { name: item.name, type: 'RANGES', ranges: rangesMessage(intervals), ...owner };
}
