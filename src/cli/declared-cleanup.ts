import type { Cleanup } from '../domain/spark/service-settings';
import { sha256 } from '../io/digest';
import { shuffleServiceManifest, sparkDefaultsManifest } from '../manifest';
import type { ManifestEntry } from '../operator/engine/manifests';
import { readSources } from '../operator/engine/sources';
import type { Stores } from './declaring/stores';

/** Who removes the files of dead applications, or why that is not known. */
export type DeclaredCleanup =
  | { readonly cleanup: Cleanup; readonly service: string }
  | { readonly because: string };

/**
 * What the manifest of the ShuffleService says that a SparkDefaults belongs to, whoever declared it.
 * @param stores that they cannot be read is no error, for those who run jobs need not be allowed to
 */
export async function declaredCleanup(defaults: string, stores: Stores): Promise<DeclaredCleanup> {
  let entries: readonly ManifestEntry[];
  try {
    ({ entries } = await readSources({ ...stores, sha256 }));
  } catch (error) {
    return { because: `manifests cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const manifest = (kind: string, name: string): unknown => {
    const content = entries.find((entry) => entry.kind === kind && entry.name === name)?.content;
    return content?.is === 'read' ? content.json : undefined;
  };
  const ours = sparkDefaultsManifest.safeParse(manifest('SparkDefaults', defaults));
  if (!ours.success) return { because: `found no manifest of SparkDefaults/${defaults} to go by` };
  const name = ours.data.spec.shuffleService;
  const service = shuffleServiceManifest.safeParse(manifest('ShuffleService', name));
  if (!service.success) return { because: `found no manifest of ShuffleService/${name} to go by` };
  return { cleanup: service.data.spec.cleanup ?? 'Service', service: `ShuffleService/${name}` };
}
