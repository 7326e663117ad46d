import type { ConditionState, KindStatus, Manifest } from '../../manifest';
import type { AgentHealth, Clock, Log, Marathon, MesosMaster, ObjectStore, Sha256 } from '../ports';

/** What a kind may touch. Its writes are guarded by the lease. */
export interface World {
  readonly mesos: MesosMaster;
  readonly marathon: Marathon;
  readonly agentHealth: AgentHealth;
  /** The state store. */
  readonly store: ObjectStore;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly log: Log;
}

/** One write, as a value that can be printed. `because` is a sentence for people. */
export interface Action {
  readonly do: string;
  readonly because: string;
}

/**
 * What became of an action. `wait`: it cannot be done now and nothing was changed. `refused`: it will not become
 * possible before the manifest changes. Anything thrown means: it is not known what became of it.
 */
export type Applied =
  | { readonly is: 'done' }
  | { readonly is: 'wait'; readonly because: string }
  | { readonly is: 'refused'; readonly because: string };

export interface Judgement {
  /** In the order in which they matter to `Ready`, which is not among them. */
  readonly conditions: readonly ConditionState[];
  /** Types that are good when they are False. */
  readonly unwanted?: readonly string[];
  /** What `Ready` says when all is well. */
  readonly summary: string;
  readonly status: KindStatus;
}

/**
 * A kind is these verbs. `plan` and `judge` are pure: no port, no clock. A plan is the list of writes that are
 * known to be needed, in order; the engine applies the first and observes again. An empty plan means that there
 * is nothing to write: as declared, or waiting for the world.
 */
export interface KindParts<M extends Manifest, O, A extends Action> {
  readonly kind: M['kind'];
  /** @throws ProblemError with everything that is wrong with the manifest */
  parse(input: unknown): M;
  paused(manifest: M): boolean;
  observe(manifest: M, world: World): Promise<O>;
  plan(manifest: M, observed: O): readonly A[];
  judge(manifest: M, observed: O): Judgement;
  apply(action: A, manifest: M, world: World): Promise<Applied>;
  /** What is to be said once the manifest is gone; nothing else is done then. */
  deleted(status: KindStatus): ConditionState;
}

export interface PlannedAction extends Action {
  apply(): Promise<Applied>;
}

export interface Sight {
  readonly actions: readonly PlannedAction[];
  readonly judgement: Judgement;
}

/** A manifest with its own kind's types sealed in. */
export interface Subject {
  readonly paused: boolean;
  look(world: World): Promise<Sight>;
}

export interface Kind {
  readonly kind: string;
  /** @throws ProblemError with everything that is wrong with the manifest */
  parse(input: unknown): Subject;
  deleted(status: KindStatus): ConditionState;
}

/** Seals a kind's own types, so that kinds of different shapes fit in one list. */
export function defineKind<M extends Manifest, O, A extends Action>(parts: KindParts<M, O, A>): Kind {
  return {
    kind: parts.kind,
    deleted: (status) => parts.deleted(status),
    parse: (input) => {
      const manifest = parts.parse(input);
      return {
        paused: parts.paused(manifest),
        look: async (world) => {
          const observed = await parts.observe(manifest, world);
          const actions = parts.plan(manifest, observed).map((action) => ({
            ...action,
            apply: () => parts.apply(action, manifest, world),
          }));
          return { actions, judgement: parts.judge(manifest, observed) };
        },
      };
    },
  };
}
