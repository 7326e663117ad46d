import { type MarathonAppManifest, marathonAppManifest, parseBySchema } from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { deleted, judge } from './judge';
import type { AppAction, Observed } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { removal } from './removal';

/** Keeps any Marathon app as it is declared, and restarts nothing that is. */
export const marathonApp = defineKind<MarathonAppManifest, Observed, AppAction>({
  kind: 'MarathonApp',
  parse: (input) => parseBySchema(marathonAppManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply,
  deleted,
  removal,
});
