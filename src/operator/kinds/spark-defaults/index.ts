import { parseBySchema, type SparkDefaultsManifest, sparkDefaultsManifest } from '../../../manifest';
import { type Applied, defineKind, type World } from '../../engine/kind';
import { deleted, judge } from './judge';
import { type Observed, observe } from './observe';
import { type PublishAction, plan } from './plan';

/** Keeps the published `spark-defaults.conf` equal to the manifest and to the active shuffle service's port. */
export const sparkDefaults = defineKind<SparkDefaultsManifest, Observed, PublishAction>({
  kind: 'SparkDefaults',
  parse: (input) => parseBySchema(sparkDefaultsManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply,
  deleted,
});

async function apply(action: PublishAction, _: SparkDefaultsManifest, world: World): Promise<Applied> {
  const condition = action.etag === undefined ? { ifAbsent: true as const } : { ifMatch: action.etag };
  const result = await world.store.put(action.key, action.body, condition);
  if (result.is === 'written') return { is: 'done' };
  return { is: 'wait', because: `${action.key} was changed by somebody else meanwhile` };
}
