import {
  type KindStatus,
  parseBySchema,
  type ScheduledSparkApplicationManifest,
  scheduledSparkApplicationManifest,
} from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { judge } from './judge';
import { type Observed, type ScheduleAction, say } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { removal } from './removal';

/** Keeps a job of Metronome that runs a Spark application by a cron schedule. */
export const scheduledSparkApplication = defineKind<
  ScheduledSparkApplicationManifest,
  Observed,
  ScheduleAction
>({
  kind: 'ScheduledSparkApplication',
  parse: (input) => parseBySchema(scheduledSparkApplicationManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply,
  deleted: ({ schedule }: KindStatus) =>
    say('Ready', 'False', 'Retained', `the manifest is gone; job ${schedule?.id ?? ''} is not looked after`),
  removal,
});
