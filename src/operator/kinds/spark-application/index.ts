import {
  type KindStatus,
  parseBySchema,
  type SparkApplicationManifest,
  sparkApplicationManifest,
} from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { judge } from './judge';
import { type ApplicationAction, type Observed, say } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { removal } from './removal';

/** Runs a Spark application as it is declared: by Marathon, by Metronome, or through Spark's dispatcher. */
export const sparkApplication = defineKind<SparkApplicationManifest, Observed, ApplicationAction>({
  kind: 'SparkApplication',
  parse: (input) => parseBySchema(sparkApplicationManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply,
  deleted: ({ application }: KindStatus) =>
    say('Ready', 'False', 'Retained', `the manifest is gone; it was ${application?.state ?? 'New'}`),
  removal,
});
