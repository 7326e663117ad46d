import type { ResourceMessage } from './resource-message';
import { intervalsOf, roleOf } from './resource-value';

/** Resources in the text form of the agent's flag, as far as that form can say them. */
export function resourcesFlagText(resources: readonly ResourceMessage[]): string {
  return resources.map(flagText).join(';');
}

function flagText(resource: ResourceMessage): string {
  const role = roleOf(resource);
  return `${resource.name}${role === '*' ? '' : `(${role})`}:${valueText(resource)}`;
}

function valueText(resource: ResourceMessage): string {
  if (resource.type === 'SCALAR') return String(resource.scalar?.value ?? 0);
  if (resource.type === 'SET') return `{${(resource.set?.item ?? []).join(',')}}`;
  return `[${intervalsOf(resource)
    .map(([begin, end]) => `${begin}-${end}`)
    .join(',')}]`;
}
