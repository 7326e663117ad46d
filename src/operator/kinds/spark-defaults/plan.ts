import type { SparkDefaultsManifest } from '../../../manifest';
import type { PutCondition } from '../../ports';
import type { Observed, Place } from './observe';

export interface PublishAction {
  readonly do: 'keep-version' | 'publish-file';
  readonly because: string;
  readonly key: string;
  readonly body: string;
  readonly condition: PutCondition;
}

/**
 * First both files of the version under its own name, where they never change; then the two files that applications
 * read, each replaced whole; last the name of the version. Whoever reads one file gets the old text or the new one.
 * Whoever needs both to belong together reads the name first and the files of that version, which are there for ever.
 */
export function plan(manifest: SparkDefaultsManifest, { wanted }: Observed): readonly PublishAction[] {
  if (wanted === undefined) return [];
  const keep = wanted.kept
    .filter(({ there }) => there === undefined)
    .map(
      ({ key, body }): PublishAction => ({
        do: 'keep-version',
        because: `version ${wanted.version} is not kept yet`,
        key,
        body,
        condition: { ifAbsent: true },
      }),
    );
  const publish = wanted.current
    .filter(({ body, there }) => body !== there?.body)
    .map((place) => publishAction(manifest, place));
  return [...keep, ...publish];
}

function publishAction(manifest: SparkDefaultsManifest, { key, body, there }: Place): PublishAction {
  return {
    do: 'publish-file',
    because: there
      ? 'the published file is not what the manifest and the shuffle service say'
      : `${manifest.spec.shuffleService} has an endpoint and nothing is published yet`,
    key,
    body,
    condition: there ? { ifMatch: there.etag } : { ifAbsent: true },
  };
}
