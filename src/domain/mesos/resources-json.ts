import { type Problem, ProblemError } from '../core/problem';
import type { DiskMessage, ReservationMessage, ResourceMessage } from './resource-message';

/** A resource as the APIs and logs of Mesos show it in JSON, with one entry of `reservations` a role. */
export type ResourceJson = ResourceOwnerJson &
  (
    | { readonly type: 'SCALAR'; readonly scalar: { readonly value: number } }
    | {
        readonly type: 'RANGES';
        readonly ranges: { readonly range: readonly { readonly begin: number; readonly end: number }[] };
      }
    | { readonly type: 'SET'; readonly set: { readonly item: readonly string[] } }
  );

interface ResourceOwnerJson {
  readonly name: string;
  readonly reservations?: readonly ReservationMessage[];
  readonly disk?: DiskMessage;
  readonly provider_id?: { readonly value: string };
  readonly allocation_info?: { readonly role?: string };
  /** The older spelling of a static reservation; every version of Mesos reads it. */
  readonly role?: string;
}

/**
 * The resource as plain data.
 * @throws ProblemError where a range is beyond what a number holds exactly (2^53)
 */
export function toResourceJson(resource: ResourceMessage): ResourceJson {
  const { ranges, ...rest } = resource;
  const problems: Problem[] = [];
  const bound = (value: bigint): number => {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      problems.push({ at: resource.name, found: `${value}`, wanted: 'a bound below 2^53' });
    }
    return Number(value);
  };
  const range = ranges?.range?.map(({ begin, end }) => ({ begin: bound(begin), end: bound(end) }));
  if (problems.length > 0) throw new ProblemError(problems);
  return { ...(rest as ResourceJson), ...(range && { ranges: { range } }) };
}

/** The older spelling, `"role": "shuffle"`, of what holds nothing but one static reservation. */
export function withRole(resource: ResourceJson): ResourceJson {
  const { reservations = [], ...rest } = resource;
  const [only, ...more] = reservations;
  if (!only || more.length > 0) return resource;
  const plain = only.type === 'STATIC' && only.principal === undefined && only.labels === undefined;
  return plain && only.role !== undefined ? { ...rest, role: only.role } : resource;
}

/** JSON text of resources with every digit of their ranges, keys in the order of the message. */
export function resourcesJsonText(resources: readonly ResourceMessage[]): string {
  return jsonText(resources);
}

function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${jsonText(field)}`).join(',')}}`;
}
