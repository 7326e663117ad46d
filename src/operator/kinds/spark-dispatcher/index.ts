import {
  type KindStatus,
  parseBySchema,
  type SparkDispatcherManifest,
  sparkDispatcherManifest,
} from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './marathon/apply';
import { judge } from './marathon/judge';
import type { Declared, DispatcherAction, Observed } from './marathon/model';
import { observe } from './marathon/observe';
import { plan } from './marathon/plan';
import { removal } from './marathon/removal';
import { say } from './say';

const declaredBy = ({ metadata: { name }, spec }: SparkDispatcherManifest): Declared => ({ name, spec });

/** Keeps a dispatcher of Spark: an app of Marathon of one's own. */
export const sparkDispatcher = defineKind<SparkDispatcherManifest, Observed, DispatcherAction>({
  kind: 'SparkDispatcher',
  parse: (input) => parseBySchema(sparkDispatcherManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe: (manifest, world) => observe(declaredBy(manifest), world),
  plan: (manifest, observed) => plan(declaredBy(manifest), observed),
  judge: (manifest, observed) => judge(declaredBy(manifest), observed),
  apply: (action, manifest, world) => apply(action, declaredBy(manifest), world),
  deleted: ({ dispatcher }: KindStatus) =>
    say('Ready', 'False', 'Retained', `the manifest is gone; ${dispatcher?.url ?? 'the dispatcher'} goes on`),
  removal,
});
