import { parseBySchema, type ShuffleServiceManifest, shuffleServiceManifest } from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { deleted, judge } from './judge';
import type { Observed, ShuffleAction } from './model';
import { observe } from './observe';
import { plan } from './plan';

/** Keeps exactly one healthy shuffle service on every eligible agent. */
export const shuffleService = defineKind<ShuffleServiceManifest, Observed, ShuffleAction>({
  kind: 'ShuffleService',
  parse: (input) => parseBySchema(shuffleServiceManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply,
  deleted,
});
