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
  const result = await world.store.put(action.key, action.body, action.condition);
  // A version is named by what is in it: whoever was faster has written the same.
  if (result.is === 'written' || action.do === 'keep-version') return { is: 'done' };
  return { is: 'wait', because: `${action.key} was changed by somebody else meanwhile` };
}
