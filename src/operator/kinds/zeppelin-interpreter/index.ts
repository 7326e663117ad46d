import {
  parseBySchema,
  type ZeppelinInterpreterManifest,
  zeppelinInterpreterManifest,
} from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { deleted, judge } from './judge';
import type { InterpreterAction, Observed } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { removal } from './removal';

/** Keeps an interpreter of Zeppelin equal to published Spark defaults, and ends no paragraph for it. */
export const zeppelinInterpreter = defineKind<ZeppelinInterpreterManifest, Observed, InterpreterAction>({
  kind: 'ZeppelinInterpreter',
  parse: (input) => parseBySchema(zeppelinInterpreterManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan: (_, observed) => plan(observed),
  judge,
  apply: (action, manifest, world) =>
    apply(action, { name: manifest.metadata.name, target: action.next.target }, world),
  deleted,
  removal,
});
