import type { Manifest } from '../../manifest';

/** A manifest names another one. */
export interface Reference {
  /** Where, in the manifest. */
  readonly path: string;
  readonly kind: string;
  readonly name: string;
}

/** By kind: the fields that name another manifest, and of which kind it is. */
const FIELDS: Readonly<Record<string, readonly (readonly [path: string, kind: string])[]>> = {
  ScheduledSparkApplication: [['spec.template.sparkDefaults', 'SparkDefaults']],
  SparkApplication: [['spec.sparkDefaults', 'SparkDefaults']],
  SparkDefaults: [['spec.shuffleService', 'ShuffleService']],
  SparkDispatcher: [['spec.sparkDefaults', 'SparkDefaults']],
  ZeppelinInterpreter: [['spec.sparkDefaults', 'SparkDefaults']],
};

export function referencesOf(manifest: Manifest): readonly Reference[] {
  return (FIELDS[manifest.kind] ?? []).flatMap(([path, kind]) => {
    const name = path
      .split('.')
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], manifest);
    return typeof name === 'string' ? [{ path, kind, name }] : [];
  });
}
