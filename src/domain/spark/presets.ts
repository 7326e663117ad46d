import { type Problem, shown } from '../core/problem';
import type { DynamicAllocation } from './dynamic-allocation';
import { isAtLeast } from './version';

/** What kind of application it is. */
export type Preset = 'batch' | 'interactive' | 'service';

interface PresetValues {
  readonly dynamicAllocation: DynamicAllocation;
  /** How many events of the scheduler may wait for its listeners. */
  readonly eventQueue?: number;
}

/** Each figure with its reason. Whatever is said beside a preset goes before it. */
const PRESETS: Readonly<Record<Preset, PresetValues>> = {
  /** A job with an end: from nothing, and what a stage has cached does not keep executors of the next. */
  batch: {
    dynamicAllocation: { minExecutors: 0, executorIdleTimeout: '60s', cachedExecutorIdleTimeout: '120s' },
  },
  /**
   * Notebooks and shells, up for weeks and used some times a day: nothing is held between, ten executors are what one
   * person gets, idle ones wait out a pause of thought, and cached data waits an hour for who comes back to it.
   */
  interactive: {
    dynamicAllocation: {
      minExecutors: 0,
      maxExecutors: 10,
      executorIdleTimeout: '120s',
      cachedExecutorIdleTimeout: '1h',
    },
  },
  /**
   * A driver that never ends and works when something comes in: one executor stays, for the first task; 120 s is above
   * the pauses between stages, where less starves and more releases late; cached executors go likewise, for what is
   * broadcast counts as cached; and as many executors start and end, the listeners get a longer queue: when it is
   * full, events are lost and executors stay for ever (SPARK-21460).
   */
  service: {
    dynamicAllocation: {
      minExecutors: 1,
      executorIdleTimeout: '120s',
      cachedExecutorIdleTimeout: '120s',
    },
    eventQueue: 500_000,
  },
};

export const PRESET_NAMES: readonly Preset[] = ['batch', 'interactive', 'service'];

export function presetProblems(preset: string | undefined): readonly Problem[] {
  if (preset === undefined || PRESET_NAMES.some((name) => name === preset)) return [];
  return [{ at: 'preset', found: shown(preset), wanted: `one of ${PRESET_NAMES.join(', ')}` }];
}

export function presetAllocation(preset: Preset | undefined): DynamicAllocation {
  return preset === undefined ? {} : (PRESETS[preset]?.dynamicAllocation ?? {});
}

export function presetProperties(
  preset: Preset | undefined,
  sparkVersion: string,
): Readonly<Record<string, string>> {
  const queue = preset === undefined ? undefined : PRESETS[preset]?.eventQueue;
  if (queue === undefined) return {};
  const name = isAtLeast(sparkVersion, '2.3') ? 'capacity' : 'size';
  return { [`spark.scheduler.listenerbus.eventqueue.${name}`]: `${queue}` };
}
