import { idOf, type WrittenManifest } from './manifests';
import { referencesOf } from './references';

/**
 * Notes on references that lead nowhere yet: what they name may be declared later, and what names it then waits.
 * @param known `KIND/NAME` of what the stores declare; undefined where none was looked into
 */
export function referenceNotes(
  written: readonly WrittenManifest[],
  known: ReadonlySet<string> | undefined,
): readonly string[] {
  const here = new Set(written.map(({ manifest }) => idOf(manifest)));
  return written.flatMap(({ manifest, source }) =>
    referencesOf(manifest)
      .filter(({ kind, name }) => !here.has(`${kind}/${name}`) && !known?.has(`${kind}/${name}`))
      .map(({ path, kind, name }) => {
        const where = known ? ', nor in the stores' : '; no store was named to look into';
        return `${source.at(path)}: ${kind}/${name} is not in these files${where}`;
      }),
  );
}
