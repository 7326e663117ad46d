import {
  type KindStatus,
  parseBySchema,
  type SparkDispatcherManifest,
  sparkDispatcherManifest,
} from '../../../manifest';
import { defineKind, type World } from '../../engine/kind';
import { apply as applyToApp } from './marathon/apply';
import { judge as judgeApp } from './marathon/judge';
import type { Declared, DispatcherAction, Observed } from './marathon/model';
import { observe as observeApp } from './marathon/observe';
import { plan as planApp } from './marathon/plan';
import { removal as removalOfApp } from './marathon/removal';
import { apply as applyToPackage } from './package/apply';
import { judge as judgePackage } from './package/judge';
import type { DeclaredPackage, ObservedPackage, PackageAction } from './package/model';
import { observe as observePackage } from './package/observe';
import { plan as planPackage } from './package/plan';
import { removal as removalOfPackage } from './package/removal';
import { say } from './say';

/** A manifest with what was seen, each of its own provider. */
type Seen =
  | { readonly by: 'Marathon'; readonly declared: Declared; readonly o: Observed }
  | { readonly by: 'Package'; readonly declared: DeclaredPackage; readonly o: ObservedPackage };

type Doing =
  | (DispatcherAction & { readonly by: 'Marathon'; readonly declared: Declared })
  | (PackageAction & { readonly by: 'Package'; readonly declared: DeclaredPackage });

async function observe({ metadata: { name }, spec }: SparkDispatcherManifest, world: World): Promise<Seen> {
  if (spec.provider === 'Package') {
    const declared = { name, spec };
    return { by: 'Package', declared, o: await observePackage(declared, world) };
  }
  const declared = { name, spec };
  return { by: 'Marathon', declared, o: await observeApp(declared, world) };
}

function plan(seen: Seen): readonly Doing[] {
  if (seen.by === 'Package') {
    const { by, declared } = seen;
    return planPackage(declared, seen.o).map((action) => ({ ...action, by, declared }));
  }
  const { by, declared } = seen;
  return planApp(declared, seen.o).map((action) => ({ ...action, by, declared }));
}

/** Keeps a dispatcher of Spark: an app of Marathon of one's own, or the package of DC/OS. */
export const sparkDispatcher = defineKind<SparkDispatcherManifest, Seen, Doing>({
  kind: 'SparkDispatcher',
  parse: (input) => parseBySchema(sparkDispatcherManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan: (_, seen) => plan(seen),
  judge: (_, seen) =>
    seen.by === 'Package' ? judgePackage(seen.declared, seen.o) : judgeApp(seen.declared, seen.o),
  apply: (action, _, world) =>
    action.by === 'Package'
      ? applyToPackage(action, action.declared, world)
      : applyToApp(action, action.declared, world),
  deleted: ({ dispatcher, app }: KindStatus) => {
    const what = dispatcher?.provider === 'Package' ? (app?.id ?? 'the package') : 'the dispatcher';
    return say('Ready', 'False', 'Retained', `the manifest is gone; ${what} goes on and is not looked after`);
  },
  removal: (name, status) =>
    status.dispatcher?.provider === 'Package' ? removalOfPackage(name, status) : removalOfApp(name, status),
});
