import type { ConditionState, KindStatus } from '../../../src/manifest';
import type { Action, Applied, Kind, Subject, World } from '../../../src/operator/engine/kind';
import { subjectOf } from '../../../src/operator/engine/kind';

export interface ToyManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** What a toy does; whatever is left out does nothing. */
export interface ToyParts {
  readonly kind?: string;
  readonly beginsWithAgents?: boolean;
  look?(manifest: ToyManifest, world: World): Promise<unknown>;
  plan?(manifest: ToyManifest, observed: unknown): readonly Action[];
  apply?(action: Action, manifest: ToyManifest, world: World): Promise<Applied>;
  conditions?(manifest: ToyManifest, observed: unknown): readonly ConditionState[];
  removal?(name: string, status: KindStatus): Subject | undefined;
}

/** A kind whose verbs a test writes. */
export function toyKind(parts: ToyParts = {}): Kind {
  const { kind = 'Toy', beginsWithAgents = false, removal } = parts;
  return {
    kind,
    beginsWithAgents,
    parse: (input) => {
      const manifest = input as ToyManifest;
      return subjectOf<unknown, Action>({
        paused: false,
        observe: async (world) => parts.look?.(manifest, world),
        plan: (observed) => parts.plan?.(manifest, observed) ?? [],
        judge: (observed) => ({
          conditions: parts.conditions?.(manifest, observed) ?? [],
          summary: 'all is well',
          status: {},
        }),
        apply: async (action, world) => (await parts.apply?.(action, manifest, world)) ?? { is: 'done' },
      });
    },
    deleted: () => ({ type: 'Ready', status: 'False', reason: 'Retained', message: 'left alone' }),
    ...(removal ? { removal } : {}),
  };
}

export const toy = (name: string, spec: unknown = {}, kind = 'Toy'): ToyManifest => ({
  kind,
  metadata: { name },
  spec,
});
