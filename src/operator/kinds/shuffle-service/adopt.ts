import { allowsEveryAgent } from '../../../domain/marathon/constraint';
import { appDifferences } from '../../../domain/marathon/diff';
import { canonicalJson } from '../../../domain/render/json';
import type { Revision, ShuffleServiceManifest } from '../../../manifest';
import type { MarathonApp, Sha256 } from '../../ports';
import { HASH_LENGTH } from './template';

/**
 * What keeps an app that was made by hand from being counted as ours, or undefined: one task a host, on one port
 * of the reservation and no other.
 */
export function notAdoptable(
  { spec }: ShuffleServiceManifest,
  { id, definition }: MarathonApp,
): string | undefined {
  const constraints = (definition['constraints'] ?? []) as readonly (readonly string[])[];
  const port = portOf(definition);
  const problems = [
    constraints.some(([field, operator]) => field === 'hostname' && operator === 'UNIQUE')
      ? undefined
      : 'it has no constraint ["hostname", "UNIQUE"]',
    constraints.every(allowsEveryAgent) ? undefined : 'a constraint depends on where other tasks run',
    networksOf(definition).every(({ mode }) => mode === 'host')
      ? undefined
      : 'it is not on the network of its host, where its connections are counted',
    definition['requirePorts'] === true ? undefined : 'it does not require its port (requirePorts)',
    port !== undefined && spec.slots.includes(port)
      ? undefined
      : `it asks for port ${port ?? 'none'}, wanted one of ${spec.slots.join(', ')} and no other`,
  ].filter((problem) => problem !== undefined);
  return problems.length === 0 ? undefined : `${id}: ${problems.join('; ')}`;
}

/**
 * The app as it stands, as a revision. It counts as what the spec says where nothing differs from what would be
 * rendered; else it is a version of its own, to be replaced side by side.
 * @param rendered what the spec says, on the same port
 */
export function adoptedRevision(app: MarathonApp, rendered: Revision, sha256: Sha256): Revision {
  const wanted = { ...rendered.app, id: app.id };
  const differs = appDifferences(wanted, app.definition).length > 0;
  const hash = differs ? sha256(canonicalJson(app.definition)).slice(0, HASH_LENGTH) : rendered.hash;
  return { ...rendered, hash, id: `${hash}-${rendered.port}`, app: { ...app.definition, id: app.id } };
}

/** Marathon's default is the network of the host. */
function networksOf(definition: Readonly<Record<string, unknown>>): readonly { readonly mode?: unknown }[] {
  return (definition['networks'] ?? []) as readonly { readonly mode?: unknown }[];
}

/** Undefined where it asks for none or for several. */
export function portOf(definition: Readonly<Record<string, unknown>>): number | undefined {
  const ports = (definition['portDefinitions'] ?? []) as readonly { readonly port?: unknown }[];
  const port = ports.length === 1 ? ports[0]?.port : undefined;
  return typeof port === 'number' ? port : undefined;
}
