import type { ShuffleServiceManifest } from '../../../manifest';
import type { AppSight, Observed } from './model';
import { isWanted } from './template';

/** Whether an app is what the spec says, and may go on being so. */
export function wantedBy(
  { spec }: Pick<ShuffleServiceManifest, 'spec'>,
  { hash }: Pick<Observed, 'hash'>,
): (sight: AppSight | undefined) => boolean {
  return (sight) =>
    sight?.revision !== undefined && !sight.placed.ending && isWanted(sight.revision, spec, hash);
}
