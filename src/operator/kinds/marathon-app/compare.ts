import { normalizeApp } from '../../../domain/marathon/app';
import { appDifferences } from '../../../domain/marathon/diff';
import { canonicalJson } from '../../../domain/render/json';
import { type MarathonAppManifest, OWNER_LABEL, ownerOf } from '../../../manifest';
import type { MarathonApp, Sha256 } from '../../ports';
import type { Ownership, Standing, Stored } from './model';

type Definition = Readonly<Record<string, unknown>>;

/** What is to be sent but for `instances`: the declared app and whose it is. */
export function wantedDefinition(manifest: MarathonAppManifest): Definition {
  const { instances: _, labels, ...app } = manifest.spec.app;
  return { ...app, labels: { ...labels, [OWNER_LABEL]: ownerOf(manifest.metadata.name) } };
}

/** As it is created: one instance where the manifest leaves the number to somebody else. */
export const newApp = (manifest: MarathonAppManifest): Definition => ({
  ...wantedDefinition(manifest),
  instances: manifest.spec.app.instances ?? 1,
});

export function ownership(manifest: MarathonAppManifest, app: MarathonApp): Ownership {
  const owner = ownerIn(app);
  const { adopt } = manifest.spec;
  if (owner === ownerOf(manifest.metadata.name)) return { is: 'ours' };
  if (owner === undefined ? adopt !== false : adopt === owner) return { is: 'adopted' };
  return { is: 'foreign', owner };
}

/** Whose the app says that it is. */
export function ownerIn({ definition }: MarathonApp): string | undefined {
  return ((definition['labels'] ?? {}) as Readonly<Record<string, string>>)[OWNER_LABEL];
}

/** The app that is there against the declared one. Of an adopted app the missing label alone is no difference. */
export function standing(
  manifest: MarathonAppManifest,
  app: MarathonApp,
  {
    state,
    hash,
    sha256,
  }: { readonly state: Stored | undefined; readonly hash: string; readonly sha256: Sha256 },
): Standing {
  const whose = ownership(manifest, app);
  const wanted = wantedDefinition(manifest);
  const found = whose.is === 'adopted' ? withOwner(app.definition, manifest.metadata.name) : app.definition;
  const differences = appDifferences({ ...wanted, instances: 0 }, { ...found, instances: 0 });
  const remembered = state?.value;
  const asSent =
    remembered?.appId === app.id &&
    remembered.sent === hash &&
    remembered.found === definitionHash(app.definition, sha256);
  return { app, ownership: whose, differences, asSent };
}

function withOwner(definition: Definition, name: string): Definition {
  return { ...definition, labels: { ...(definition['labels'] as object), [OWNER_LABEL]: ownerOf(name) } };
}

/** Of what a definition means, not of how it is written; without `instances`. */
export function definitionHash(definition: Definition, sha256: Sha256): string {
  return sha256(canonicalJson(normalizeApp({ ...definition, instances: 0 }))).slice(0, 16);
}
