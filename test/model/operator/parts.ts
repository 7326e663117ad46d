import {
  GONE_AGENTS_ANNOTATION,
  type ShuffleServiceManifest,
  type ShuffleServiceManifestInput,
  shuffleServiceManifest,
} from '../../../src/manifest';
import type { Applied, World } from '../../../src/operator/engine/kind';
import { apply } from '../../../src/operator/kinds/shuffle-service/apply';
import type { Observed, ShuffleAction } from '../../../src/operator/kinds/shuffle-service/model';
import { look, observe } from '../../../src/operator/kinds/shuffle-service/observe';
import { plan } from '../../../src/operator/kinds/shuffle-service/plan';
import { planRemoval, removal } from '../../../src/operator/kinds/shuffle-service/removal';
import { welcome } from '../../../src/operator/kinds/shuffle-service/welcome';
import { service } from '../../operator/support/manifests';
import { FIRST_PORT, hostName, SERVICE } from '../world/names';
import { DELETED, has, type State } from '../world/state';
import { LONG_AGO, NOW, SHORT } from './ports';
import { CPUS, MEM } from './reads';

/** The verbs of the kind that decide and write; a mutant replaces one of them. */
export interface Parts {
  observe(manifest: ShuffleServiceManifest, world: World): Promise<Observed>;
  plan(manifest: ShuffleServiceManifest, observed: Observed): readonly ShuffleAction[];
  /** What is written at once for agents that have come. */
  welcome(
    manifest: ShuffleServiceManifest,
    arrived: readonly string[],
    world: World,
  ): Promise<readonly ShuffleAction[]>;
  /** What is left to be written for a service whose manifest is gone. */
  planRemoval(deletionPolicy: string, observed: Observed): readonly ShuffleAction[];
  apply(
    action: ShuffleAction,
    manifest: Pick<ShuffleServiceManifest, 'metadata'>,
    world: World,
  ): Promise<Applied>;
}

/**
 * A look of a process that has been there all the time: what was written grows older here while the clock stands, so
 * time is put in as the model has it. A process that begins anew counts less, and waits longer.
 */
function inTime(o: Observed): Observed {
  const age = (since: string) => Date.parse(NOW) - Date.parse(since);
  return {
    ...o,
    now: NOW,
    watchedSince: LONG_AGO,
    withinReachMillis: Number.MAX_SAFE_INTEGER,
    deployments: o.deployments.map((one) => ({ ...one, seenForMillis: age(one.since) })),
  };
}

export const PARTS: Parts = {
  observe: async (manifest, world) => inTime(await observe(manifest, world)),
  plan,
  welcome,
  planRemoval: (deletionPolicy, observed) =>
    removal(SERVICE, { deletionPolicy }) ? planRemoval(observed) : [],
  apply,
};

/** What differs from one manifest to another. */
export type Spec = Partial<Omit<ShuffleServiceManifestInput['spec'], 'app'>> & { readonly cmd?: string };

/** The manifest that is declared, with what a person says of agents; undefined once it is gone. */
export function manifestOf(specs: readonly Spec[], state: State): ShuffleServiceManifest | undefined {
  if (state.manifest === DELETED) return undefined;
  const { cmd, ...spec } = specs[state.manifest] ?? {};
  const gone = state.agents.map((_, host) => host).filter((host) => has(state.saidGone, host));
  const annotations = { [GONE_AGENTS_ANNOTATION]: gone.map(hostName).join(' ') };
  const slots = Array.from({ length: state.slots }, (_, slot) => FIRST_PORT + slot);
  const upgrade = { whenInUse: 'Wait', overlapSeconds: SHORT, quietSeconds: SHORT } as const;
  const input = service({
    name: SERVICE,
    slots,
    upgrade,
    ...spec,
    ...(gone.length > 0 ? { annotations } : {}),
  });
  const app = { ...input.spec.app, cpus: CPUS, mem: MEM, ...(cmd === undefined ? {} : { cmd }) };
  return shuffleServiceManifest.parse({ ...input, spec: { ...input.spec, app } });
}

/** What the last manifest of the service said. */
export const policyOf = (specs: readonly Spec[]) => specs[0]?.deletionPolicy ?? 'Retain';

export interface Deciding {
  readonly parts: Parts;
  readonly specs: readonly Spec[];
  readonly manifest: ShuffleServiceManifest | undefined;
  /** Agents that are looked at alone. @default - all are looked at */
  readonly arrived?: readonly string[];
}

/** One look and the first of what is to be written. */
export async function decide(
  { parts, specs, manifest, arrived }: Deciding,
  world: World,
): Promise<ShuffleAction | undefined> {
  if (manifest && arrived) return (await parts.welcome(manifest, arrived, world))[0];
  if (manifest) return parts.plan(manifest, await parts.observe(manifest, world))[0];
  return parts.planRemoval(policyOf(specs), inTime(await look(SERVICE, '', world)))[0];
}
