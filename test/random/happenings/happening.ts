import type { Scene } from '../scene';

export type By = readonly [number, number, number];

/** Something that may happen in a run. Where it cannot, nothing does. */
export interface Happening {
  readonly name: string;
  readonly group: string;
  readonly weight: number;
  readonly run: (scene: Scene, by: By) => void;
}

/** Happenings of one group. */
export function group(
  name: string,
  all: Readonly<Record<string, readonly [number, Happening['run']]>>,
): readonly Happening[] {
  return Object.entries(all).map(([one, [weight, run]]) => ({ name: one, group: name, weight, run }));
}
