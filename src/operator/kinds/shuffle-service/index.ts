import { parseBySchema, type ShuffleServiceManifest, shuffleServiceManifest } from '../../../manifest';
import { defineKind, type World } from '../../engine/kind';
import { apply } from './apply';
import { deleted, judge } from './judge';
import type { Observed, ShuffleAction } from './model';
import { observe } from './observe';
import { worldOf } from './own-marathon';
import { plan } from './plan';
import { removal } from './removal';
import { welcome } from './welcome';

/** Keeps exactly one healthy shuffle service on every eligible agent. */
export const shuffleService = defineKind<ShuffleServiceManifest, Observed, ShuffleAction>({
  kind: 'ShuffleService',
  beginsWithAgents: true,
  parse: (input) => parseBySchema(shuffleServiceManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe: async (manifest, world) => observe(manifest, await ownWorld(manifest, world)),
  plan,
  judge,
  apply: async (action, manifest, world) => apply(action, manifest, await ownWorld(manifest, world)),
  welcome: async (manifest, arrived, world) => welcome(manifest, arrived, await ownWorld(manifest, world)),
  deleted,
  removal,
});

function ownWorld({ metadata, spec }: ShuffleServiceManifest, world: World): Promise<World> {
  return worldOf(metadata.name, spec, world);
}
