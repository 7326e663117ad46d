import type { SparkDefaultsManifest } from '../../../manifest';
import type { PutCondition } from '../../ports';
import type { Observed } from './observe';

export interface PublishAction {
  readonly do: 'keep-version' | 'publish-file';
  readonly because: string;
  readonly key: string;
  readonly body: string;
  readonly condition: PutCondition;
}

/**
 * First the version under its own name, which never changes, then the file that applications read, replaced whole: who
 * reads it gets the old text or the new one, and whoever noted a version finds it for ever.
 */
export function plan(
  manifest: SparkDefaultsManifest,
  { key, file, wanted }: Observed,
): readonly PublishAction[] {
  if (wanted === undefined) return [];
  const keep: PublishAction = {
    do: 'keep-version',
    because: `version ${wanted.version} is not kept yet`,
    key: wanted.key,
    body: wanted.body,
    condition: { ifAbsent: true },
  };
  const publish: PublishAction = {
    do: 'publish-file',
    because: file
      ? 'the published file is not what the manifest and the shuffle service say'
      : `${manifest.spec.shuffleService} has an endpoint and nothing is published yet`,
    key,
    body: wanted.body,
    condition: file ? { ifMatch: file.etag } : { ifAbsent: true },
  };
  return [...(wanted.kept ? [] : [keep]), ...(wanted.body === file?.body ? [] : [publish])];
}
