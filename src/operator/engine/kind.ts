import type {
  ConditionState,
  KindStatus,
  Manifest,
  MarathonCredentials,
  ZeppelinPlace,
} from '../../manifest';
import type {
  AgentHealth,
  Clock,
  Cosmos,
  DispatcherUi,
  Log,
  Machines,
  Marathon,
  MesosMaster,
  Metronome,
  ObjectStore,
  Sha256,
  SparkDispatcher,
  Zeppelin,
} from '../ports';
import type { Memory } from './memory';
import type { Picture } from './picture';

/** The outside, as a kind may touch it. Its writes are guarded by the lease. */
export interface Outside {
  readonly mesos: MesosMaster;
  /** The cluster's own. */
  readonly marathon: Marathon;
  /**
   * Another one, by its address: URLs separated by commas, or a ZooKeeper URL.
   * @param credentials @default the cluster's at its own servers, else none
   */
  marathonAt(address: string, credentials?: MarathonCredentials): Marathon;
  /** The cluster's own. @throws TerminalError where the operator was given none */
  metronome(): Metronome;
  /** The cluster's own, of DC/OS. @throws TerminalError where the operator was given none */
  cosmos(): Cosmos;
  /** By its address: URLs separated by commas. */
  dispatcherAt(address: string): SparkDispatcher;
  /** Its pages, by their URL. */
  dispatcherUiAt(url: string): DispatcherUi;
  zeppelinAt(place: ZeppelinPlace): Zeppelin;
  readonly agentHealth: AgentHealth;
  /** Undefined where nobody tells of the agents' machines. */
  readonly machines?: Machines;
  /** The state store. */
  readonly store: ObjectStore;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a look is made of, besides the manifest. */
export interface World extends Outside {
  readonly memory: Memory;
}

/** One write, as a value that can be printed. `because` is a sentence for people. */
export interface Action {
  readonly do: string;
  readonly because: string;
}

/**
 * What became of an action. `wait`: it cannot be done now and nothing was changed. `refused`: it will not become
 * possible before the manifest changes. Anything thrown means: it is not known what became of it, and it is tried
 * again later; a `TerminalError` is as `refused`.
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
  /** What is too large for the status; put together only where somebody watches. @default - nothing */
  readonly picture?: () => Picture | undefined;
}

/**
 * A kind is these verbs. `plan` and `judge` are pure: no port, no clock. A plan is the list of writes that are
 * known to be needed, in order; the engine applies the first and observes again. An empty plan means that there
 * is nothing to write: as declared, or waiting for the world.
 */
export interface KindParts<M extends Manifest, O, A extends Action> {
  readonly kind: M['kind'];
  /** @see Kind.beginsWithAgents */
  readonly beginsWithAgents?: boolean;
  /** @see Kind.removedInPlace */
  readonly removedInPlace?: boolean;
  /** @see Kind.announced */
  readonly announced?: boolean;
  /** @throws ProblemError with everything that is wrong with the manifest */
  parse(input: unknown): M;
  paused(manifest: M): boolean;
  observe(manifest: M, world: World): Promise<O>;
  plan(manifest: M, observed: O): readonly A[];
  judge(manifest: M, observed: O): Judgement;
  apply(action: A, manifest: M, world: World): Promise<Applied>;
  /** @see Subject.welcome */
  welcome?(manifest: M, arrived: readonly string[], world: World): Promise<readonly A[]>;
  /** What is to be said once the manifest is gone, where nothing else is done then. */
  deleted(status: KindStatus): ConditionState;
  /** @see Kind.removal */
  removal?(name: string, status: KindStatus): Subject | undefined;
  /** @see Kind.leftovers */
  leftovers?(name: string, store: ObjectStore): Promise<readonly Leftover[] | undefined>;
}

/** An object of the state store, as it was read. */
export interface Leftover {
  readonly key: string;
  readonly etag: string;
}

export interface PlannedAction extends Action {
  apply(): Promise<Applied>;
}

export interface Sight {
  readonly actions: readonly PlannedAction[];
  readonly judgement: Judgement;
}

/** Something to reconcile, with its own kind's types sealed in: a manifest, or what is left of one. */
export interface Subject {
  readonly paused: boolean;
  look(world: World): Promise<Sight>;
  /**
   * What can be written at once for agents that have come, from a look at them alone. It must be what a look at
   * everything in the same moment would plan as well, or less; a pass over everything follows.
   * @param arrived ids of agents
   */
  welcome?(arrived: readonly string[], world: World): Promise<readonly PlannedAction[]>;
}

export interface Kind {
  readonly kind: string;
  /**
   * Its looks read the agents before anything else. So a pass with one of them does, whoever comes first: what others
   * read of Marathon is then from after it and good for these, too. @default false
   */
  readonly beginsWithAgents?: boolean;
  /**
   * What is left of a removed manifest is worked on right after those of its kind that are declared, not after all that
   * is: others rest on it, and shall no longer. @default false
   */
  readonly removedInPlace?: boolean;
  /**
   * Its status is written before anything else is: by that it is known once the manifest is gone, and what it has
   * decided by then must not stand for ever. @default false
   */
  readonly announced?: boolean;
  /** @throws ProblemError with everything that is wrong with the manifest */
  parse(input: unknown): Subject;
  deleted(status: KindStatus): ConditionState;
  /**
   * What is to be done about a manifest that a newer index omits, from the status that it left: it is reconciled
   * like any other until its judgement holds a condition `Removed` that is True. That is told once, and then
   * nothing is done about it any more. Undefined: nothing is done, and `deleted` is told.
   */
  removal?(name: string, status: KindStatus): Subject | undefined;
  /**
   * Long after its removal was done: what else is there of it than its status and its manifest, and may be deleted with
   * these; undefined where somebody may still need any of it. It must be the same to everybody whether they are there
   * or not, now and for ever: the very same objects may be deleted late. @default everything is kept
   */
  leftovers?(name: string, store: ObjectStore): Promise<readonly Leftover[] | undefined>;
}

/** The verbs of a subject, without a manifest to go with them. */
export interface SubjectParts<O, A extends Action> {
  readonly paused: boolean;
  observe(world: World): Promise<O>;
  plan(observed: O): readonly A[];
  judge(observed: O): Judgement;
  apply(action: A, world: World): Promise<Applied>;
  welcome?(arrived: readonly string[], world: World): Promise<readonly A[]>;
}

/** Seals a subject's own types; what `removal` returns is made with it. */
export function subjectOf<O, A extends Action>(parts: SubjectParts<O, A>): Subject {
  const { welcome } = parts;
  const planned = (actions: readonly A[], world: World) =>
    actions.map((action) => ({ ...action, apply: () => parts.apply(action, world) }));
  return {
    paused: parts.paused,
    look: async (world) => {
      const observed = await parts.observe(world);
      return { actions: planned(parts.plan(observed), world), judgement: parts.judge(observed) };
    },
    ...(welcome ? { welcome: async (arrived, world) => planned(await welcome(arrived, world), world) } : {}),
  };
}

/** Seals a kind's own types, so that kinds of different shapes fit in one list. */
export function defineKind<M extends Manifest, O, A extends Action>(parts: KindParts<M, O, A>): Kind {
  const { welcome } = parts;
  return {
    kind: parts.kind,
    beginsWithAgents: parts.beginsWithAgents ?? false,
    removedInPlace: parts.removedInPlace ?? false,
    announced: parts.announced ?? false,
    deleted: (status) => parts.deleted(status),
    ...(parts.removal ? { removal: parts.removal.bind(parts) } : {}),
    ...(parts.leftovers ? { leftovers: parts.leftovers.bind(parts) } : {}),
    parse: (input) => {
      const manifest = parts.parse(input);
      return subjectOf<O, A>({
        paused: parts.paused(manifest),
        observe: (world) => parts.observe(manifest, world),
        plan: (observed) => parts.plan(manifest, observed),
        judge: (observed) => parts.judge(manifest, observed),
        apply: (action, world) => parts.apply(action, manifest, world),
        ...(welcome ? { welcome: (arrived, world) => welcome(manifest, arrived, world) } : {}),
      });
    },
  };
}
