import { toThousandths } from './fixed-point';
import { intervalsRefusal } from './intervals';
import type { DiskMessage, ReservationMessage, ResourceMessage } from './resource-message';
import { intervalsOf } from './resource-value';
import { roleRefusal } from './role';

/**
 * Why an agent refuses a resource, in its words and in its order of checks, or undefined
 * (`Resources::validate`, src/common/resources.cpp, apache/mesos c1b42f79d).
 */
export function resourceRefusal(resource: ResourceMessage): string | undefined {
  return (
    (resource.name === '' ? 'Empty resource name' : undefined) ??
    valueRefusal(resource) ??
    diskRefusal(resource.name, resource.disk) ??
    reservationsRefusal(resource.reservations ?? []) ??
    sharedRefusal(resource)
  );
}

/** What may stand in a resource of a running cluster, but never in an agent's flag. */
export function flagRefusal(resource: ResourceMessage): string | undefined {
  if (resource.disk?.persistence) return 'Persistent volumes cannot be specified at the command line';
  if (resource.revocable) {
    return "Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the resources JSON";
  }
  if (resource.reservations?.at(-1)?.type === 'DYNAMIC') {
    return 'Dynamic reservations cannot be specified at the command line; do not include a reservation with DYNAMIC type in the resources JSON';
  }
  return undefined;
}

function valueRefusal(resource: ResourceMessage): string | undefined {
  const { type, scalar, ranges, set } = resource;
  switch (type) {
    case 'SCALAR':
      if (!scalar || ranges || set) return 'Invalid scalar resource';
      return scalar.value !== 0 && toThousandths(scalar.value) <= 0n
        ? 'Invalid scalar resource: value <= 0'
        : undefined;
    case 'RANGES':
      if (scalar || !ranges || set) return 'Invalid ranges resource';
      return intervalsRefusal(intervalsOf(resource));
    case 'SET': {
      if (scalar || ranges || !set) return 'Invalid set resource';
      const items = set.item ?? [];
      return new Set(items).size < items.length ? 'Invalid set resource: duplicated elements' : undefined;
    }
    case 'TEXT':
      return 'Unsupported resource type';
  }
}

function diskRefusal(name: string, disk: DiskMessage | undefined): string | undefined {
  if (!disk) return undefined;
  if (name !== 'disk') return `DiskInfo should not be set for ${name} resource`;
  const { source } = disk;
  if (source?.type === 'UNKNOWN') return `Unsupported 'DiskInfo.Source.Type' in 'UNKNOWN'`;
  if (source?.type !== 'BLOCK' && source?.type !== 'RAW') return undefined;
  if (source.mount) return `Mount should not be set for ${source.type} disk source`;
  return source.path ? `Path should not be set for ${source.type} disk source` : undefined;
}

function reservationsRefusal(reservations: readonly ReservationMessage[]): string | undefined {
  for (const { type, role } of reservations) {
    if (type === undefined) {
      return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
    }
    if (role === undefined) {
      return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
    }
    const refusal = roleRefusal(role);
    if (refusal !== undefined) return refusal;
    if (role === '*') return 'Invalid reservation: role "*" cannot be reserved';
  }
  const [first, ...refined] = reservations;
  if (refined.length === 0) {
    return first?.type === 'UNKNOWN' ? "Unsupported 'Resource.ReservationInfo.Type'" : undefined;
  }
  return refinementRefusal(first?.role ?? '', refined);
}

function refinementRefusal(first: string, refined: readonly ReservationMessage[]): string | undefined {
  let ancestor = first;
  for (const { type, role = '' } of refined) {
    if (type === 'STATIC') {
      return 'Invalid refined reservation: A refined reservation cannot be STATIC';
    }
    if (!role.startsWith(`${ancestor}/`)) {
      return `Invalid refined reservation: role '${role}' is not a refinement of '${ancestor}'`;
    }
    ancestor = role;
  }
  return undefined;
}

function sharedRefusal(resource: ResourceMessage): string | undefined {
  if (!resource.shared) return undefined;
  if (resource.name !== 'disk') return `Resource ${resource.name} cannot be shared`;
  return resource.disk?.persistence ? undefined : 'Only persistent volumes can be shared';
}
