import { addScalars, scalarText, subtractScalars, toThousandths } from './fixed-point';
import { coalesce, type Interval, subtract } from './intervals';
import type { ReservationMessage, ResourceMessage } from './resource-message';

export function intervalsOf(resource: ResourceMessage): readonly Interval[] {
  return (resource.ranges?.range ?? []).map(({ begin, end }): Interval => [begin, end]);
}

export function rangesMessage(intervals: readonly Interval[]): { range?: { begin: bigint; end: bigint }[] } {
  return intervals.length === 0 ? {} : { range: intervals.map(([begin, end]) => ({ begin, end })) };
}

/** True for what Mesos drops: nothing of a resource is no resource. */
export function isEmptyResource(resource: ResourceMessage): boolean {
  switch (resource.type) {
    case 'SCALAR':
      return toThousandths(resource.scalar?.value ?? 0) === 0n;
    case 'RANGES':
      return intervalsOf(resource).length === 0;
    case 'SET':
      return (resource.set?.item ?? []).length === 0;
    case 'TEXT':
      return false;
  }
}

/** True where two resources become one when they are added: same name, type, owner and disk. */
export function isAddable(left: ResourceMessage, right: ResourceMessage): boolean {
  if (left.shared || right.shared || identity(left) !== identity(right)) return false;
  const source = left.disk?.source;
  // A mount or a block device is taken as a whole; two of them never become one.
  if (source?.type === 'MOUNT' || source?.type === 'BLOCK') return false;
  return !(source?.type === 'RAW' && source.id !== undefined) && left.disk?.persistence === undefined;
}

function identity(resource: ResourceMessage): string {
  const { name, type, allocation_info, reservations = [], disk, revocable, provider_id } = resource;
  return JSON.stringify([
    name,
    type,
    allocation_info?.role ?? allocation_info,
    reservations.map((one) => [one.type, one.role, one.principal, one.labels]),
    disk && [disk.source, disk.persistence?.id],
    revocable !== undefined,
    provider_id?.value,
  ]);
}

/** `left` and `right` as one; both are {@link isAddable}. */
export function addValues(left: ResourceMessage, right: ResourceMessage): ResourceMessage {
  switch (left.type) {
    case 'SCALAR':
      return { ...left, scalar: { value: addScalars(left.scalar?.value ?? 0, right.scalar?.value ?? 0) } };
    case 'RANGES':
      return { ...left, ranges: rangesMessage(coalesce([...intervalsOf(left), ...intervalsOf(right)])) };
    case 'SET':
      return { ...left, set: { item: [...new Set([...itemsOf(left), ...itemsOf(right)])] } };
    case 'TEXT':
      return left;
  }
}

/** What stays of `left`; it may be less than nothing for a scalar. */
export function subtractValues(left: ResourceMessage, right: ResourceMessage): ResourceMessage {
  switch (left.type) {
    case 'SCALAR':
      return {
        ...left,
        scalar: { value: subtractScalars(left.scalar?.value ?? 0, right.scalar?.value ?? 0) },
      };
    case 'RANGES':
      return { ...left, ranges: rangesMessage(subtract(intervalsOf(left), intervalsOf(right))) };
    case 'SET': {
      const gone = new Set(itemsOf(right));
      return { ...left, set: { item: itemsOf(left).filter((item) => !gone.has(item)) } };
    }
    case 'TEXT':
      return left;
  }
}

/** Is all of `part` in `whole`? Both are {@link isAddable} or one and the same disk. */
export function containsValue(whole: ResourceMessage, part: ResourceMessage): boolean {
  if (whole.type === 'SCALAR') {
    return toThousandths(part.scalar?.value ?? 0) <= toThousandths(whole.scalar?.value ?? 0);
  }
  return isEmptyResource(subtractValues(part, whole));
}

/** The role that a resource is reserved for; `*` where it is reserved for nobody. */
export function roleOf(resource: ResourceMessage): string {
  return resource.reservations?.at(-1)?.role ?? '*';
}

/** A resource as Mesos logs it: `cpus(reservations: [(STATIC,shuffle)]):2`. */
export function resourceText(resource: ResourceMessage): string {
  const { reservations = [] } = resource;
  const owner =
    reservations.length === 0 ? '' : `(reservations: [${reservations.map(reservationText).join(',')}])`;
  const allocated = resource.allocation_info ? `(allocated: ${resource.allocation_info.role ?? ''})` : '';
  const disk = resource.disk ? `[${diskText(resource.disk)}]` : '';
  return `${resource.name}${allocated}${owner}${disk}:${valueText(resource)}`;
}

/** The name, with the place of a disk of its own: `disk[MOUNT:/dcos/volume0]`. */
export function resourceName(resource: ResourceMessage): string {
  return resource.disk ? `${resource.name}[${diskText(resource.disk)}]` : resource.name;
}

/** The amount as Mesos logs it. */
export function valueText(resource: ResourceMessage): string {
  if (resource.type === 'SCALAR') return scalarText(resource.scalar?.value ?? 0);
  if (resource.type === 'SET') return `{${itemsOf(resource).join(', ')}}`;
  return `[${intervalsOf(resource)
    .map(([begin, end]) => `${begin}-${end}`)
    .join(', ')}]`;
}

function reservationText({ type, role, principal, labels }: ReservationMessage): string {
  const pairs = (labels?.labels ?? []).map(({ key, value }) =>
    value === undefined ? key : `${key}: ${value}`,
  );
  const tail = [principal, labels && `{${pairs.join(', ')}}`].filter((part) => part !== undefined);
  return `(${[type, role, ...tail].join(',')})`;
}

function diskText({ source, persistence, volume }: NonNullable<ResourceMessage['disk']>): string {
  const parts = [source && sourceText(source), persistence?.id].filter((part) => part !== undefined);
  if (!volume) return parts.join(',');
  const host = volume.host_path === undefined ? '' : `${volume.host_path}:`;
  const mode = volume.host_path === undefined ? '' : `:${volume.mode.toLowerCase()}`;
  return `${parts.join(',')}:${host}${volume.container_path}${mode}`;
}

function sourceText(source: NonNullable<NonNullable<ResourceMessage['disk']>['source']>): string {
  if (source.id !== undefined || source.profile !== undefined) {
    return `${source.type}(${source.vendor ?? ''},${source.id ?? ''},${source.profile ?? ''})`;
  }
  const root = source.type === 'MOUNT' ? source.mount?.root : source.path?.root;
  return root === undefined || source.type === 'BLOCK' || source.type === 'RAW'
    ? source.type
    : `${source.type}:${root}`;
}

function itemsOf(resource: ResourceMessage): readonly string[] {
  return resource.set?.item ?? [];
}
