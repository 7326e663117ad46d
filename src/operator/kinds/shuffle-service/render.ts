import { rejectIf } from '../../../domain/core/problem';
import { roleForm } from '../../../domain/marathon/role-form';
import type { Revision, ShuffleServiceManifest } from '../../../manifest';
import type { Render, Surroundings } from '../../engine/rendering';
import { endpointOf } from './publish';
import { HASH_LENGTH, renderRevision, revisionAppId, templateText } from './template';

/** The first version, on the lowest port: which one is free only the cluster knows. @throws ProblemError */
export function firstRevision(
  manifest: ShuffleServiceManifest,
  { marathon, sha256 }: Pick<Surroundings, 'marathon' | 'sha256'>,
): Revision {
  const { spec, metadata } = manifest;
  const form = roleForm(marathon(spec.role), spec.role);
  if (form.form === 'Impossible') rejectIf([form.problem]);
  if (form.form === 'Impossible') throw new Error('unreachable: there was a problem');
  const hash = sha256(templateText(spec)).slice(0, HASH_LENGTH);
  const port = spec.port ?? Math.min(...spec.slots);
  const appId = revisionAppId(form, metadata.name, hash);
  return renderRevision(manifest, { form, hash, port, turn: 1, appId });
}

export const renderShuffleService: Render<ShuffleServiceManifest> = (manifest, around) => {
  const revision = firstRevision(manifest, around);
  return [
    { what: 'app of Marathon, without its instances', where: 'POST /v2/apps', content: revision.app },
    { what: 'endpoint', where: `endpoints/${revision.service}.json`, content: endpointOf(revision) },
  ];
};
