import {
  GONE_AGENTS_ANNOTATION,
  type ShuffleServiceManifest,
  shuffleServiceManifest,
} from '../../../src/manifest';
import type { Applied, World } from '../../../src/operator/engine/kind';
import { apply } from '../../../src/operator/kinds/shuffle-service/apply';
import type { Observed, ShuffleAction } from '../../../src/operator/kinds/shuffle-service/model';
import { observe } from '../../../src/operator/kinds/shuffle-service/observe';
import { plan } from '../../../src/operator/kinds/shuffle-service/plan';
import { service } from '../../operator/support/manifests';
import { hostName } from '../world/names';
import { has, type State } from '../world/state';
import { CPUS, MEM } from './reads';

/** The verbs of the kind that decide and write; a mutant replaces one of them. */
export interface Parts {
  observe(manifest: ShuffleServiceManifest, world: World): Promise<Observed>;
  plan(manifest: ShuffleServiceManifest, observed: Observed): readonly ShuffleAction[];
  apply(action: ShuffleAction, manifest: ShuffleServiceManifest, world: World): Promise<Applied>;
}

export const PARTS: Parts = { observe, plan, apply };

export type Spec = NonNullable<Parameters<typeof service>[0]>;

/** The manifest that is declared, with what a person says of agents. */
export function manifestOf(specs: readonly Spec[], state: State): ShuffleServiceManifest {
  const spec = specs[state.manifest];
  if (!spec) throw new Error(`no manifest ${state.manifest}`);
  const gone = state.agents.map((_, host) => host).filter((host) => has(state.saidGone, host));
  const annotations = { [GONE_AGENTS_ANNOTATION]: gone.map(hostName).join(' ') };
  const input = service({ ...spec, ...(gone.length > 0 ? { annotations } : {}) });
  return shuffleServiceManifest.parse({
    ...input,
    spec: {
      ...input.spec,
      slots: input.spec.slots.slice(0, state.slots),
      app: { ...input.spec.app, cpus: CPUS, mem: MEM },
    },
  });
}
