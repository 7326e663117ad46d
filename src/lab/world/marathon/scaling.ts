import type { AppDefinition } from './app';
import type { Condition, Instance } from './instance';

/** What it takes to reach a number of instances (core/deployment/ScalingProposition.scala). */
export interface ScalingProposition {
  readonly kill: readonly Instance[];
  readonly start: number;
}

export interface ScalingInput {
  readonly instances: readonly Instance[];
  /** Ids of instances that are named to go, whatever the count. */
  readonly sentenced: ReadonlySet<string>;
  readonly scaleTo: number;
  readonly killSelection: AppDefinition['killSelection'];
}

/** Lowest goes first: an unreachable one before one that still starts, running ones, and those that wait last of all. */
const WEIGHT: Partial<Record<Condition, number>> = { Unreachable: 1, Staging: 2, Starting: 3, Running: 4 };

/**
 * Only instances that are to run count: what is given up but still listed is neither counted nor chosen, so a
 * sentence on it kills nobody, and the count that was lowered for it takes another one.
 */
export function proposeScaling(input: ScalingInput): ScalingProposition {
  const counted = input.instances.filter(
    (instance) => instance.goal === 'Running' && instance.condition !== 'UnreachableInactive',
  );
  const sentenced = counted.filter((instance) => input.sentenced.has(instance.id));
  const killCount = Math.max(counted.length - input.scaleTo, sentenced.length);
  const others = counted
    .filter((instance) => !input.sentenced.has(instance.id))
    .sort((a, b) => goesBefore(a, b, input.killSelection));
  return {
    kill: [...sentenced, ...others].slice(0, killCount),
    start: Math.max(0, input.scaleTo - counted.length + killCount),
  };
}

function goesBefore(a: Instance, b: Instance, selection: AppDefinition['killSelection']): number {
  const byWeight = (WEIGHT[a.condition] ?? 5) - (WEIGHT[b.condition] ?? 5);
  if (byWeight !== 0) return byWeight;
  const youngestFirst = age(b) - age(a) || b.order - a.order;
  return selection === 'YOUNGEST_FIRST' ? youngestFirst : -youngestFirst;
}

function age(instance: Instance): number {
  return instance.task?.startedAt ?? instance.task?.stagedAt ?? instance.since;
}
